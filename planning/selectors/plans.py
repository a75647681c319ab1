"""Reading plans: the active one, what the overview shows, stages as a stepper."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.access import visible
from accounts.models import Account, Stage, User
from planning.models import Action, GateRecord, Objective, Plan, Risk

SHOWN = 5


def active_plan(account: Account) -> Plan | None:
    """The cycle that runs now."""
    return Plan.objects.filter(account=account, status=Plan.Status.ACTIVE).first()


@dataclass(frozen=True)
class PlanOverview:
    """What the account overview shows of the plan."""

    plan: Plan | None
    objectives: list[Objective]
    actions: list[Action]
    risks: list[Risk]


def overview(account: Account, user: User, today: date) -> PlanOverview:
    """Plan, objectives, the next actions and the gravest risks. Four queries."""
    del user, today  # the caller has checked the account; nothing of a plan is more private than that
    plan = active_plan(account)
    objectives = Objective.objects.filter(plan=plan).exclude(status="dropped").select_related("owner") if plan else []
    risks = Risk.objects.filter(account=account, status=Risk.Status.OPEN).select_related("owner")
    return PlanOverview(
        plan=plan,
        objectives=list(objectives[:SHOWN]),
        actions=list(
            Action.objects.filter(account=account, done_on=None).select_related("owner").order_by("due_on")[:SHOWN]
        ),
        risks=list(risks[:3]),
    )


def steps(plan: Plan) -> list[dict[str, Any]]:
    """The five stages for the stepper component."""
    now = list(Stage).index(Stage(plan.stage))
    href = reverse("planning:plan-stages", args=[plan.pk])
    return [
        {
            "label": stage.label,
            "state": "done" if place < now else "now" if place == now else "",
            "href": f"{href}#{stage.value}",
            "note": "",
        }
        for place, stage in enumerate(Stage)
    ]


def gate_records(plan: Plan) -> QuerySet[GateRecord]:
    """Every passing of a stage, newest first."""
    return GateRecord.objects.filter(plan=plan).select_related("by")


def plan_actions(plan: Plan, *, show: str, today: date) -> QuerySet[Action]:
    """Actions of the plan's account: open, overdue, done lately, or all."""
    rows = Action.objects.filter(account_id=plan.account_id).select_related("owner", "objective", "stakeholder")
    if show == "overdue":
        return rows.filter(done_on=None, due_on__lt=today).order_by("due_on")
    if show == "done":
        return rows.filter(done_on__gte=today - timedelta(days=180)).order_by("-done_on")
    if show == "all":
        return rows
    return rows.filter(done_on=None).order_by("due_on", "pk")


def earlier_plans(account: Account, user: User) -> QuerySet[Plan]:
    """Closed cycles of an account."""
    return visible(Plan.objects.filter(account=account, status=Plan.Status.CLOSED), user)
