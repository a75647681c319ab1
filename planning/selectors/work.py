"""Reading objectives, actions and risks for their pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db import models
from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import User
from kam.lib import charts
from kam.lib.charts.matrix import MatrixChart
from planning.models import Action, Objective, Plan, Risk
from planning.models.work import GRAVE, SERIOUS

DONE_LATELY = 180
MOST_ACTIONS = 40
SCALE = range(1, 6)


def plan_objectives(plan: Plan, *, show: str) -> QuerySet[Objective]:
    """The plan's objectives with their open actions counted: those that stand, the closed ones, or all."""
    rows = Objective.objects.filter(plan=plan)
    if show == "closed":
        rows = rows.exclude(status__in=Objective.RUNNING)
    elif show != "all":
        rows = rows.live()
    return (
        rows.select_related("account", "owner", "accepted_by")
        .annotate(open_actions=Count("actions", filter=Q(actions__done_on=None)))
        .order_by("due_on", "pk")
        .fetch_mode(models.FETCH_RAISE)
    )


def objective_actions(objective: Objective) -> QuerySet[Action]:
    """The actions of an objective, the open ones first."""
    rows = Action.objects.filter(objective=objective).select_related("owner", "waits_for")
    return rows.order_by(F("done_on").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk")[:MOST_ACTIONS]


@dataclass(frozen=True)
class ActionFilter:
    """What the list of actions is narrowed to."""

    show: str = "open"  # open, overdue, done, all
    owner: str = ""  # mine, nobody
    kind: str = ""
    objective: int | None = None


def plan_actions(plan: Plan, narrow: ActionFilter, *, user: User, today: date) -> QuerySet[Action]:
    """Actions of the plan's account: those without a plan of their own belong to the account all the same."""
    rows = Action.objects.filter(account_id=plan.account_id).select_related(
        "owner", "objective", "stakeholder", "waits_for"
    )
    if narrow.kind:
        rows = rows.filter(kind=narrow.kind)
    if narrow.objective:
        rows = rows.filter(objective=narrow.objective)
    if narrow.owner:
        rows = rows.filter(owner=user if narrow.owner == "mine" else None)
    return _shown(rows, narrow.show, today).fetch_mode(models.FETCH_RAISE)


def _shown(rows: QuerySet[Action], show: str, today: date) -> QuerySet[Action]:
    if show == "done":
        return rows.filter(done_on__gte=today - timedelta(days=DONE_LATELY)).order_by("-done_on", "-pk")
    if show == "all":
        return rows
    rows = rows.filter(done_on=None)
    if show == "overdue":
        rows = rows.filter(due_on__lt=today)
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


@dataclass(frozen=True)
class ActionGroup:
    """Actions that fall due in the same stretch of time."""

    label: str | Promise
    rows: list[Action]
    is_late: bool = False


def in_groups(rows: Iterable[Action], today: date) -> list[ActionGroup]:
    """Rows in the order of their days, by late, this week, the next 30 days, later, no day, done."""
    groups = groupby(rows, key=lambda action: _stretch(action, today))
    return [ActionGroup(label, list(found), is_late=label is LATE) for label, found in groups]


LATE, WEEK, MONTH, LATER, NO_DAY, DONE = (
    lazy("Overdue"),
    lazy("Within a week"),
    lazy("Within 30 days"),
    lazy("Later"),
    lazy("Without a day"),
    lazy("Done"),
)


def _stretch(action: Action, today: date) -> Promise:
    if action.done_on is not None:
        return DONE
    if action.due_on is None:
        return NO_DAY
    ahead = (action.due_on - today).days
    return LATE if ahead < 0 else WEEK if ahead <= 7 else MONTH if ahead <= 30 else LATER


def account_risks(plan: Plan, *, show: str) -> list[Risk]:
    """Risks of the plan's account, the gravest first: the open ones, the closed ones, or all."""
    rows = Risk.objects.filter(account_id=plan.account_id).select_related("owner")
    if show == "closed":
        rows = rows.filter(status=Risk.Status.CLOSED)
    elif show != "all":
        rows = rows.open()
    return list(rows.gravest().fetch_mode(models.FETCH_RAISE))


def risk_chart(risks: Iterable[Risk]) -> MatrixChart:
    """Open risks on the grid of probability and impact, by their number in the list."""
    placed: dict[tuple[int, int], list[tuple[int, Risk]]] = {}
    for number, risk in enumerate(risks, start=1):
        if risk.exposure is not None and risk.status == Risk.Status.OPEN:
            placed.setdefault((risk.probability, risk.impact), []).append((number, risk))
    rows = list(reversed(SCALE))
    cells = {
        (row, column): _cell(probability * impact, placed.get((probability, impact), []))
        for row, probability in enumerate(rows)
        for column, impact in enumerate(SCALE)
    }
    return charts.matrix(
        [_("probability %(value)s") % {"value": value} for value in rows],
        [_("impact %(value)s") % {"value": value} for value in SCALE],
        cells,
        title=_("Open risks by probability and impact"),
        head=_("Probability"),
        width=420,
        row_height=44,
    )


def _cell(exposure: int, found: list[tuple[int, Risk]]) -> charts.Cell:
    band = "weak" if exposure >= GRAVE else "fair" if exposure >= SERIOUS else "strong"
    return charts.Cell(
        text=" ".join(str(number) for number, _risk in found),
        band=band,
        href=f"#risk-{found[0][1].pk}" if found else "",
        hint=" · ".join(f"{number} {risk.title}" for number, risk in found) or _("no risk"),
    )


def next_step_url(plan: Plan, objective: Objective) -> str:
    """Where an action for an objective is added."""
    return reverse("planning:action-create", args=[plan.account_id], query={"objective": objective.pk})
