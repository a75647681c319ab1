"""What the exit checks of a plan look at, each part read once and only when a check asks for it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, DateField, Exists, IntegerField, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Account, Interaction, Opportunity, RelationshipLink, Stakeholder, Unit, WhiteSpaceCell
from planning.models import Action, Objective, Plan, PlanVersion, Risk
from planning.selectors.questions import Sheet, sheet
from scoring.models import Assessment, ScoreSnapshot, Wave

FACE_TO_FACE = (Interaction.Kind.MEETING, Interaction.Kind.VISIT)
GONE = (Stakeholder.Status.LEFT, Stakeholder.Status.MOVED)


@dataclass(frozen=True)
class Figures:
    """Counts and days about the account, read in one query."""

    decided: bool
    waves_sent: int
    waves_closed: int
    cells: int
    cells_known: int
    talks: int
    last_joint_meeting_on: date | None
    unexplained_losses: int
    scored_on: date | None
    frozen_on: date | None
    bare_units: list[str]


class Facts:
    """The facts of one plan. The plan comes with its account and the account's figures.

    All five stages together cost six queries: the questions, the counts, objectives, actions, risks, people. Higher
    apps add their own by `once`.
    """

    def __init__(self, plan: Plan, today: date, questions: Sheet | None = None) -> None:
        self.plan, self.account, self.today = plan, plan.account, today
        self._sheet = questions
        self._read: dict[str, Any] = {}

    def once[Fact](self, name: str, read: Callable[[], Fact]) -> Fact:
        """Facts of a higher app, read when its first check asks for them."""
        if name not in self._read:
            self._read[name] = read()
        return self._read[name]

    @cached_property
    def sheet(self) -> Sheet:
        """The questions that the plan asks, with their answers."""
        return self._sheet or sheet(self.plan, self.today)

    def still_open(self, *codes: str) -> list[str]:
        """Those of the codes that are not done; questions that the variant does not ask do not count."""
        items = (self.sheet.item(code) for code in codes)
        return [item.code for item in items if item is not None and not item.is_done]

    def question_url(self, code: str) -> str:
        """Where a question is answered."""
        return f"{self.plan.get_absolute_url()}?q={code}#{code}"

    @cached_property
    def objectives(self) -> list[Objective]:
        """What the plan aims at; dropped objectives do not count."""
        return list(Objective.objects.filter(plan=self.plan).live())

    @cached_property
    def actions(self) -> list[Action]:
        """Open actions of the account."""
        return list(Action.objects.filter(account=self.account).open())

    @cached_property
    def risks(self) -> list[Risk]:
        """Open risks of the account."""
        return list(Risk.objects.filter(account=self.account).open())

    @cached_property
    def everybody(self) -> list[Stakeholder]:
        """All people at the customer, those who left too; `is_owned` says that one of us keeps the link."""
        keeper = RelationshipLink.objects.filter(stakeholder=OuterRef("pk"), is_primary=True)
        return list(Stakeholder.objects.filter(account=self.account).annotate(is_owned=Exists(keeper)))

    @property
    def people(self) -> list[Stakeholder]:
        """Those who are there."""
        return [person for person in self.everybody if person.status == Stakeholder.Status.ACTIVE]

    @property
    def gone(self) -> list[Stakeholder]:
        """Those who left or moved, with the day known."""
        return [person for person in self.everybody if person.status in GONE and person.status_on]

    @cached_property
    def figures(self) -> Figures:
        """Counts and days, in one query."""
        row = Account.objects.filter(pk=self.account.pk).values(**_counts(self.plan)).get()
        return Figures(**row)


def _counts(plan: Plan) -> dict[str, Any]:
    since = plan.starts_on
    cells = WhiteSpaceCell.objects.all()
    talks = Interaction.objects.filter(is_two_way=True)
    versions = PlanVersion.objects.filter(plan=plan).order_by().values("plan")
    return {
        "decided": Exists(Assessment.objects.filter(account=OuterRef("pk"), status=Assessment.Status.DECIDED)),
        "waves_sent": _count(Wave.objects.filter(respondents__invited_on__isnull=False), Count("pk", distinct=True)),
        "waves_closed": _count(Wave.objects.filter(closed_at__isnull=False)),
        "cells": _count(cells),
        "cells_known": _count(cells.exclude(status=WhiteSpaceCell.Status.UNKNOWN)),
        "talks": _count(talks.filter(happened_on__gte=since)),
        "last_joint_meeting_on": _latest(talks.filter(kind__in=FACE_TO_FACE), "happened_on"),
        "unexplained_losses": _count(
            Opportunity.objects.filter(stage=Opportunity.Stage.LOST, close_on__gte=since, loss_reason="")
        ),
        "scored_on": _latest(ScoreSnapshot.objects.all(), "day"),
        "frozen_on": Subquery(versions.annotate(found=Max("at__date")).values("found"), output_field=DateField()),
        "bare_units": ArraySubquery(_bare_units().values("name")),
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
