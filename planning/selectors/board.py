"""The board of a plan: actions, objectives, risks and resources as cards in columns."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import User
from planning.models import Action, Objective, Plan, Resource, Risk
from planning.selectors.resources import ResourceLine

DONE_DAYS = 30
MOST = 200
OVERDUE, WEEK, LATER, DONE = "overdue", "week", "later", "done"
COLUMNS: tuple[tuple[str, Promise], ...] = (
    (OVERDUE, lazy("Overdue")),
    (WEEK, lazy("This week")),
    (LATER, lazy("Open")),
    (DONE, lazy("Done")),
)
ICONS = {"action": "square-check", "objective": "target", "risk": "shield-alert", "resource": "hand-helping"}


@dataclass(frozen=True)
class BoardFilter:
    """What the board shows: by time or by objective, whose, which kinds (empty: all)."""

    by: str = "time"
    owner: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Card:
    """One thing on the board; without a `move_url` it stays where it is, as its day is not ours to move."""

    kind: str
    pk: int
    title: str
    day: date | None
    owner: str
    url: str
    move_url: str
    is_done: bool = False
    note: str = ""
    band: str = ""
    badge: str = ""
    objective_id: int | None = None

    @property
    def icon(self) -> str:
        """The sign of its kind."""
        return ICONS[self.kind]

    def column(self, today: date, week_end: date) -> str:
        """Where it stands by time."""
        if self.is_done:
            return DONE
        if self.day is None or self.day > week_end:
            return LATER
        return OVERDUE if self.day < today else WEEK


@dataclass(frozen=True)
class Target:
    """A column that a card can be moved to."""

    value: str
    label: str


@dataclass
class Column:
    """A column with its cards; `to` is what a card dropped here is told, empty when nothing may be dropped."""

    key: str
    label: str
    to: str
    cards: list[Card] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)


def board(plan: Plan, narrow: BoardFilter, *, user: User, today: date, week_end: date) -> list[Column]:
    """The columns with their cards, each card in one of them. At most four queries."""
    cards = list(_cards(plan, narrow, user, today))
    columns = _by_objective(plan) if narrow.by == "objective" else _by_time()
    places = {column.key: column for column in columns}
    for card in cards:
        key = str(card.objective_id or 0) if narrow.by == "objective" else card.column(today, week_end)
        places.get(key, columns[-1]).cards.append(card)
    for column in columns:
        column.cards.sort(key=lambda card: (card.is_done, card.day or date.max, card.title))
        column.targets = [Target(other.to, other.label) for other in columns if other is not column and other.to]
    return columns


def _by_time() -> list[Column]:
    return [Column(key, str(label), "" if key == OVERDUE else key) for key, label in COLUMNS]


def _by_objective(plan: Plan) -> list[Column]:
    rows = Objective.objects.filter(plan=plan).live().values_list("pk", "title")
    columns = [Column(str(pk), title, f"objective:{pk}") for pk, title in rows]
    return [*columns, Column("0", _("No objective"), "objective:0")]


def _cards(plan: Plan, narrow: BoardFilter, user: User, today: date) -> Iterator[Card]:
    lately = today - timedelta(days=DONE_DAYS)
    mine = {"owner": user} if narrow.owner == "mine" else {}
    if narrow.kind in {"", "action"}:
        actions = Action.objects.filter(Q(done_on=None) | Q(done_on__gte=lately), account=plan.account_id, **mine)
        yield from map(_action, _few(actions.select_related("owner", "waits_for", "objective"), "due_on"))
    if narrow.by == "objective":
        return
    if narrow.kind in {"", "objective"}:
        objectives = Objective.objects.filter(Q(closed_on=None) | Q(closed_on__gte=lately), plan=plan, **mine).live()
        yield from map(_objective, _few(objectives.select_related("owner"), "due_on"))
    if narrow.kind in {"", "risk"}:
        risks = Risk.objects.filter(Q(closed_on=None) | Q(closed_on__gte=lately), account=plan.account_id, **mine)
        yield from map(_risk, _few(risks.select_related("owner"), "check_on"))
    if narrow.kind in {"", "resource"}:
        mine = {"decider": user} if narrow.owner == "mine" else {}
        asked = Resource.objects.filter(Q(decided_on=None) | Q(decided_on__gte=lately), plan=plan, **mine).live()
        yield from (_resource(row, today) for row in _few(asked.select_related("decider"), "needed_on"))


def _few(rows: Any, day: str) -> Iterable[Any]:
    return rows.order_by(day, "pk")[:MOST]


def _action(row: Action) -> Card:
    blocked = _("waits for: %(title)s") % {"title": row.waits_for.title} if row.waits_for and row.is_blocked else ""
    return Card(
        kind="action",
        pk=row.pk,
        title=row.title,
        day=row.due_on,
        owner=row.owner.name if row.owner else "",
        url=reverse("planning:action-detail", args=[row.pk]),
        move_url=reverse("planning:action-move", args=[row.pk]),
        is_done=row.done_on is not None,
        note=blocked or (row.objective.title if row.objective else ""),
        band="fair" if blocked else "",
        badge=str(row.get_kind_display()) if row.kind == Action.Kind.COMMITMENT else "",
        objective_id=row.objective_id,
    )


def _objective(row: Objective) -> Card:
    share = "" if row.progress is None else f"{row.progress:.0f} %"
    return Card(
        kind="objective",
        pk=row.pk,
        title=row.title,
        day=row.due_on,
        owner=row.owner.name if row.owner else "",
        url=reverse("planning:objective-detail", args=[row.pk]),
        move_url=reverse("planning:objective-move", args=[row.pk]),
        is_done=not row.is_open,
        note=" · ".join(part for part in (row.measure, share) if part),
        band="fair" if row.status == Objective.Status.AT_RISK else "",
    )


def _risk(row: Risk) -> Card:
    weight = f"{row.probability} × {row.impact}" if row.exposure else ""
    return Card(
        kind="risk",
        pk=row.pk,
        title=row.title,
        day=row.check_on,
        owner=row.owner.name if row.owner else "",
        url=reverse("planning:risk-detail", args=[row.pk]),
        move_url=reverse("planning:risk-move", args=[row.pk]),
        is_done=row.status == Risk.Status.CLOSED,
        note=weight,
        band=row.band if weight else "",
    )


def _resource(row: Resource, today: date) -> Card:
    line = ResourceLine(row, row.is_late(today))
    return Card(
        kind="resource",
        pk=row.pk,
        title=row.title,
        day=row.needed_on,
        owner=row.decider.name if row.decider else "",
        url=f"{reverse('planning:resource-list', args=[row.plan_id])}#resource-{row.pk}",
        move_url="",
        is_done=not row.is_open,
        note=" · ".join(part for part in (str(row.get_status_display()), line.granted or line.size) if part),
        band=line.band,
    )
