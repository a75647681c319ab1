"""Gaps as an account's pages show them: found now, with what is kept of them (since when, put off, which action)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import JSONObject

from accounts.access import Verb, can
from accounts.attended import gap_actions
from accounts.models import Account, AccountGap, User
from accounts.selectors.gap_kinds import Concerned, Gap
from accounts.selectors.gaps import relationship_gaps

SHOWN = 5


@dataclass(frozen=True, slots=True)
class WorkedAt:
    """An open action that was made for a gap."""

    id: int
    title: str
    owner: str
    due_on: date | None
    people: frozenset[int]


@dataclass(frozen=True, slots=True)
class PutOff:
    """Until when somebody put a gap off, and why; `returned_on` says that it came back because it got worse."""

    until: date
    reason: str
    by: str
    returned_on: date | None

    def holds(self, today: date) -> bool:
        """Still put off."""
        return self.until > today and self.returned_on is None


@dataclass(frozen=True, slots=True)
class GapLine:
    """One gap with all that a page shows of it. One of a past day (not `is_now`) is shown, not treated."""

    gap: Gap
    opened_on: date | None = None
    put_off: PutOff | None = None
    is_asleep: bool = False
    actions: tuple[WorkedAt, ...] = ()
    is_now: bool = True

    @property
    def attended(self) -> frozenset[int]:
        """The people whom its actions concern."""
        return frozenset(pk for action in self.actions for pk in action.people)

    @property
    def is_covered(self) -> bool:
        """Its actions concern everybody."""
        return is_covered(self.gap.person_ids, self.actions)

    @property
    def first(self) -> Sequence[Concerned]:
        """Those concerned who are named at once."""
        return self.gap.concerned[:SHOWN]

    @property
    def rest(self) -> Sequence[Concerned]:
        """Those who are named on request."""
        return self.gap.concerned[SHOWN:]


def is_covered(people: Iterable[int], actions: Sequence[WorkedAt]) -> bool:
    """Whether the actions concern all these people; one about nobody in particular concerns the whole gap."""
    if any(not action.people for action in actions):
        return True
    return bool(actions) and set(people) <= {pk for action in actions for pk in action.people}


def gap_lines(account_id: int, gaps: Iterable[Gap], today: date) -> list[GapLine]:
    """The gaps of an account with what is kept of them: one query."""
    kept: dict[tuple[str, str], dict[str, Any]] = {}
    actions: dict[str, list[WorkedAt]] = defaultdict(list)
    for kind, rule, told in _states(account_id):
        if kind == "gap":
            kept[rule, told["key"]] = told
        else:
            actions[rule].append(action_of(told))
    return [_line(gap, kept.get((gap.id, gap.key)), actions[gap.id], today) for gap in gaps]


def line_of(row: AccountGap, today: date) -> GapLine | None:
    """The line of one kept gap; None when the rules do not find it any more."""
    gaps = relationship_gaps([row.account_id], today)[row.account_id]
    return next(iter(gap_lines(row.account_id, [gap for gap in gaps if gap.slug == row.slug], today)), None)


def plain_lines(gaps: Iterable[Gap]) -> list[GapLine]:
    """The gaps of a past day: nothing can be done about them."""
    return [GapLine(gap, is_now=False) for gap in gaps]


def readable_gaps(gaps: Iterable[Gap], *, is_open: bool) -> list[Gap]:
    """Without those that tell how somebody stands to us, for who may not read that."""
    return [gap for gap in gaps if is_open or not gap.is_sensitive]


def may_treat(user: User, account: Account, gap: AccountGap) -> bool:
    """Whether the gap is one that the person may know of."""
    return not gap.is_sensitive or can(user, Verb.SENSITIVE, account)


def _states(account_id: int) -> Iterable[tuple[str, str, dict[str, Any]]]:
    told = JSONObject(
        key="key",
        opened_on="opened_on",
        until="snoozed_until",
        reason="snooze_reason",
        by="snoozed_by__name",
        returned_on="returned_on",
    )
    gaps: QuerySet[Any] = AccountGap.objects.open().filter(account_id=account_id).order_by().annotate(told=told)
    parts = [_part(rows, "action") for rows in gap_actions([account_id])]
    return _part(gaps, "gap").union(*parts, all=True).order_by()


def _part(rows: QuerySet[Any], kind: str) -> QuerySet[Any]:
    marked = rows.order_by().annotate(state_kind=Value(kind, CharField()), state_rule=F("rule"))
    return marked.values_list("state_kind", "state_rule", "told")


def action_of(told: dict[str, Any]) -> WorkedAt:
    """An action as its app tells of it (see accounts.attended)."""
    people = {pk for pk in (told["first"], *told["people"]) if pk is not None}
    return WorkedAt(told["id"], told["title"], told["owner"] or "", _day(told["due_on"]), frozenset(people))


def _line(gap: Gap, kept: dict[str, Any] | None, actions: list[WorkedAt], today: date) -> GapLine:
    if kept is None:
        return GapLine(gap, actions=_about(gap, actions))
    until = _day(kept["until"])
    put_off = PutOff(until, kept["reason"], kept["by"] or "", _day(kept["returned_on"])) if until else None
    asleep = put_off is not None and put_off.holds(today)
    return GapLine(gap, _day(kept["opened_on"]), put_off, asleep, _about(gap, actions))


def _about(gap: Gap, actions: list[WorkedAt]) -> tuple[WorkedAt, ...]:
    """Actions of the rule that concern the same people, or nobody in particular."""
    people = set(gap.person_ids)
    return tuple(action for action in actions if not action.people or not people or action.people & people)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
