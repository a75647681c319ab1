"""Counts and days about an account, for the exit checks of its plan: one query."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, DateField, Exists, IntegerField, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import (
    Account,
    AccountTeamMember,
    Interaction,
    Opportunity,
    Stakeholder,
    Unit,
    ValueCase,
    WhiteSpaceCell,
)
from planning.models import Action, Answer, ExitDecision, GrowthTarget, Plan, PlanVersion, Resource
from scoring.models import Assessment, ScoreSnapshot, Wave

FACE_TO_FACE = (Interaction.Kind.MEETING, Interaction.Kind.VISIT)
LEAVING_QUESTION = "U5"


@dataclass(frozen=True)
class Figures:
    """What was counted. `met_on` are the days of this stage on which we sat together with the customer.

    `growth_years` are the years from the start of the cycle on that have a growth target (V7).
    """

    decided_on: date | None
    waves_sent: int
    waves_closed: int
    unit_count: int
    cells: int
    cells_known: int
    talks: int
    met_on: list[date]
    won: int
    lost: int
    unexplained_wins: list[str]
    unexplained_losses: list[str]
    health_on: date | None
    viability_on: date | None
    frozen_on: date | None
    frozen_label: str | None
    bare_units: list[str]
    roles: list[list[str]]
    accepted_cases: list[str]
    action_titles: list[str]
    action_days: list[date | None]
    resource_statuses: list[str]
    resource_titles: list[str]
    leave_choice: str | None
    exit_status: str | None
    growth_years: list[int]
    growth_amounts: list[Decimal]
    growth_currencies: list[str]

    @property
    def roles_held(self) -> set[str]:
        """The team roles that somebody holds."""
        return {role for held in self.roles for role in held}


def figures_of_plan(plan: Plan) -> Figures:
    """The counts of a plan's account. One query."""
    row = Account.objects.filter(pk=plan.account_id).values(**_counts(plan)).get()
    return Figures(**row)


def _counts(plan: Plan) -> dict[str, Any]:
    return {**_of_account_data(), **_of_cycle(plan), **_of_scores(plan), **_of_work(plan)}


def _of_account_data() -> dict[str, Any]:
    cells = WhiteSpaceCell.objects.all()
    members = AccountTeamMember.objects.filter(account=OuterRef("pk"), left_on=None)
    accepted = ValueCase.objects.filter(account=OuterRef("pk"), accepted_by__isnull=False).order_by("pk")
    return {
        "unit_count": _count(Unit.objects.all()),
        "cells": _count(cells),
        "cells_known": _count(cells.exclude(status=WhiteSpaceCell.Status.UNKNOWN)),
        "bare_units": ArraySubquery(_bare_units().values("name")),
        "roles": ArraySubquery(members.values("roles")),
        "accepted_cases": ArraySubquery(accepted.values("title")),
    }


def _of_cycle(plan: Plan) -> dict[str, Any]:
    """What happened since the cycle began."""
    since = plan.starts_on
    talks = Interaction.objects.filter(is_two_way=True, happened_on__gte=since, stakeholders__isnull=False)
    closed = Opportunity.objects.filter(close_on__gte=since)
    won, lost = (closed.filter(stage=stage) for stage in (Opportunity.Stage.WON, Opportunity.Stage.LOST))
    mine = {"account": OuterRef("pk")}
    waves = Wave.objects.filter(opens_on__gte=since)
    met = Interaction.objects.filter(
        **mine, kind__in=FACE_TO_FACE, is_two_way=True, happened_on__gte=plan.stage_since
    ).order_by("happened_on", "pk")
    return {
        "waves_sent": _count(waves.filter(respondents__invited_on__isnull=False), Count("pk", distinct=True)),
        "talks": _count(talks, Count("pk", distinct=True)),
        "met_on": ArraySubquery(met.values("happened_on")),
        "won": _count(won),
        "lost": _count(lost),
        "unexplained_wins": ArraySubquery(won.filter(**mine, win_reason="").order_by("pk").values("name")),
        "unexplained_losses": ArraySubquery(lost.filter(**mine, loss_reason="").order_by("pk").values("name")),
    }


def _of_scores(plan: Plan) -> dict[str, Any]:
    versions = PlanVersion.objects.filter(plan=plan).order_by("-at")
    decided = Assessment.objects.filter(status=Assessment.Status.DECIDED)
    snapshots = ScoreSnapshot.objects.all()
    kept = ScoreSnapshot.Model
    return {
        "decided_on": _latest(decided, "decided_on"),
        "waves_closed": _count(Wave.objects.filter(closed_at__isnull=False)),
        "health_on": _latest(snapshots.filter(model=kept.HEALTH), "day"),
        "viability_on": _latest(snapshots.filter(model=kept.VIABILITY), "day"),
        "frozen_on": Subquery(versions.values("at__date")[:1], output_field=DateField()),
        "frozen_label": Subquery(versions.values("label")[:1]),
    }


def _of_work(plan: Plan) -> dict[str, Any]:
    """Open actions of the account, what the plan asks for, how the account may grow, and whether it leaves."""
    actions = Action.objects.filter(account=OuterRef("pk")).open().order_by("due_on", "pk")
    resources = Resource.objects.filter(plan=plan).live().order_by("pk")
    said = Answer.objects.filter(plan=plan, question__code=LEAVING_QUESTION, status=Answer.Status.ANSWERED)
    growth = GrowthTarget.objects.filter(account=OuterRef("pk"), year__gte=plan.starts_on.year).order_by("year")
    exits = ExitDecision.objects.filter(account=OuterRef("pk"), proposed_on__gte=plan.starts_on).order_by("-pk")
    return {
        "action_titles": ArraySubquery(actions.values("title")),
        "action_days": ArraySubquery(actions.values("due_on")),
        "resource_statuses": ArraySubquery(resources.values("status")),
        "resource_titles": ArraySubquery(resources.values("title")),
        "leave_choice": Subquery(said.values("choice")[:1]),
        "exit_status": Subquery(exits.values("status")[:1]),
        "growth_years": ArraySubquery(growth.values("year")),
        "growth_amounts": ArraySubquery(growth.values("amount")),
        "growth_currencies": ArraySubquery(growth.values("currency")),
    }


def _bare_units() -> QuerySet[Unit]:
    """Units where we know nobody, and nobody said why."""
    contacts = Stakeholder.objects.filter(unit=OuterRef("pk"), status=Stakeholder.Status.ACTIVE)
    return Unit.objects.filter(~Exists(contacts), account=OuterRef("pk"), no_contact_reason="").order_by("name")


def _of_account(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(account=OuterRef("pk")).order_by().values("account")


def _count(rows: QuerySet[Any], count: Count | None = None) -> Coalesce:
    counted = _of_account(rows).annotate(found=count or Count("pk")).values("found")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _latest(rows: QuerySet[Any], day: str) -> Subquery:
    return Subquery(_of_account(rows).annotate(found=Max(day)).values("found"), output_field=DateField())
