"""Reading plans: the active one, what the overview shows, stages as a stepper."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import visible
from accounts.models import Account, Stage, User
from accounts.selectors.pages import figures_of
from planning.models import Action, GateRecord, Objective, Plan, PlanVersion, Risk
from planning.selectors.gates import ORDER, days_in, days_over, limit_days

SHOWN = 5
TOP_RISKS = 3


def active_plan(account: Account) -> Plan | None:
    """The cycle that runs now."""
    return Plan.objects.filter(account=account, status=Plan.Status.ACTIVE).first()


def earlier_plans(account: Account, user: User) -> QuerySet[Plan]:
    """Closed cycles of an account, the latest first."""
    return visible(Plan.objects.filter(account=account, status=Plan.Status.CLOSED), user)


@dataclass(frozen=True)
class Target:
    """What the plan wants to reach, and where the account stands."""

    baseline: Decimal | None
    target: Decimal | None
    now: Decimal | None
    on: date | None
    currency: str
    is_protect_goal: bool

    @property
    def progress(self) -> float | None:
        """The share of the way from the revenue at the start to the target, 0 to 100; None when it cannot be told."""
        if self.baseline is None or self.now is None or self.target is None or self.target == self.baseline:
            return None
        share = (self.now - self.baseline) / (self.target - self.baseline)
        return float(min(Decimal(1), max(Decimal(0), share)) * 100)

    @property
    def is_set(self) -> bool:
        """There is something to reach, or to protect."""
        return self.is_protect_goal or self.target is not None


@dataclass(frozen=True)
class PlanOverview:
    """What the account overview shows of the plan."""

    plan: Plan | None
    completeness: float | None
    target: Target | None
    objectives: list[Objective]
    actions: list[Action]
    risks: list[Risk]
    days_over: int = 0

    @property
    def stage_label(self) -> str:
        """The stage in words, empty without a plan."""
        return self.plan.get_stage_display() if self.plan else ""


def overview(account: Account, user: User, today: date) -> PlanOverview:
    """Plan, stage, target, objectives, the next actions and the gravest risks. Four queries.

    The account comes with its figures. Nothing here is more private than the account itself.
    """
    del user
    plan = active_plan(account)
    objectives = Objective.objects.filter(plan=plan).live().select_related("owner") if plan else []
    actions = Action.objects.filter(account=account).open().select_related("owner", "objective")
    risks = Risk.objects.filter(account=account).open().gravest().select_related("owner")
    return PlanOverview(
        plan=plan,
        completeness=figures_of(account).completeness if plan else None,
        target=target_of(plan, account) if plan else None,
        objectives=list(objectives[:SHOWN]),
        actions=list(actions.order_by("due_on", "pk")[:SHOWN]),
        risks=list(risks[:TOP_RISKS]),
        days_over=days_over(plan, today) if plan else 0,
    )


def target_of(plan: Plan, account: Account) -> Target:
    """The plan's target beside the revenue of today, which counts only in the plan's own currency."""
    now = figures_of(account).revenue_12m if plan.currency == account.currency else None
    return Target(
        plan.growth_baseline, plan.growth_target, now, plan.growth_target_on, plan.currency, plan.is_protect_goal
    )


def steps(plan: Plan, today: date) -> list[dict[str, Any]]:
    """The five stages for the stepper component."""
    now = ORDER.index(Stage(plan.stage))
    href = reverse("planning:plan-stages", args=[plan.pk])
    return [
        {
            "label": stage.label,
            "state": "done" if place < now or not plan.is_active else "now" if place == now else "",
            "href": f"{href}#{stage.value}",
            "note": _time_spent(plan, today) if place == now and plan.is_active else "",
        }
        for place, stage in enumerate(ORDER)
    ]


def _time_spent(plan: Plan, today: date) -> str:
    spent, limit = days_in(plan, today), limit_days(plan)
    if limit is None:
        return ngettext("%(count)s day so far", "%(count)s days so far", spent) % {"count": spent}
    if over := days_over(plan, today):
        return ngettext("%(count)s day over its time", "%(count)s days over its time", over) % {"count": over}
    return _("day %(spent)s of %(limit)s") % {"spent": spent, "limit": limit}


def gate_records(plan: Plan) -> QuerySet[GateRecord]:
    """Every passing of a stage, newest first."""
    return GateRecord.objects.filter(plan=plan).select_related("by", "plan")


def versions_of(plan: Plan) -> QuerySet[PlanVersion]:
    """What the sponsor approved, newest first; without the frozen content, which is long."""
    return PlanVersion.objects.filter(plan=plan).select_related("by", "plan").defer("content")
