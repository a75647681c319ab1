"""Gaps on the map of people: what is missing or at risk in the relation, by rule, for many accounts at once."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import DecisionRole, Revenue, Unit, WhiteSpaceCell
from accounts.models.stakeholder import DECIDERS
from accounts.selectors.stakeholders import Person, active, dependence, people_of

STANCE_UNKNOWN_DAYS = 30
LIVE_LINKS_WANTED = 3
SPEND_DAYS = 366


class Severity(StrEnum):
    """How much a gap matters."""

    RED = "red"
    AMBER = "amber"


@dataclass(frozen=True, slots=True)
class Concerned:
    """A person, colleague or unit that a gap is about, with the page where something can be done."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap of an account. `is_sensitive` gaps tell how somebody stands to us."""

    id: str
    severity: Severity
    text: str | Promise
    concerned: tuple[Concerned, ...] = ()
    is_sensitive: bool = False
    action: str | Promise = ""  # the words of the link that helps to close it
    url: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """What a rule looks at: one account on one day."""

    account_id: int
    people: list[Person]  # the active ones
    today: date
    busy: Collection[int]  # ids of people whom an open action concerns
    lonely_units: list[Unit]


type Rule = Callable[[Situation], Iterator[Gap]]


def relationship_gaps(account_ids: Collection[int], today: date, *, busy: Collection[int] = ()) -> dict[int, list[Gap]]:
    """The gaps of each account, the severe ones first; every account asked for has an entry.

    `busy` names people whom an open action concerns; who keeps actions passes it, so that rule G08 leaves them out.
    """
    people = people_of(account_ids)
    units = _lonely_units(account_ids, people, today)
    return {
        account_id: _judge(
            Situation(account_id, active(people.get(account_id, [])), today, busy, units.get(account_id, []))
        )
        for account_id in account_ids
    }


def gaps_between(account_id: int, people: list[Person], today: date, *, busy: Collection[int] = ()) -> list[Gap]:
    """The gaps of one account whose people are at hand already."""
    units = _lonely_units([account_id], {account_id: people}, today)
    return _judge(Situation(account_id, active(people), today, busy, units.get(account_id, [])))


def _judge(at: Situation) -> list[Gap]:
    gaps = [gap for rule in RULES for gap in rule(at)]
    return sorted(gaps, key=lambda gap: (gap.severity != Severity.RED, gap.id))


def _named(people: Iterable[Person]) -> tuple[Concerned, ...]:
    return tuple(Concerned(person.row.name, person.row.get_absolute_url()) for person in people)


def _new_person(at: Situation) -> str:
    return reverse("accounts:stakeholder-create", args=[at.account_id])


def _g01(at: Situation) -> Iterator[Gap]:
    if not any(set(p.row.decision_roles) & set(DECIDERS) and not p.row.is_placeholder for p in at.people):
        yield Gap(
            "G01",
            Severity.RED,
            _("No economic buyer or approver is known."),
            action=_("Add a person"),
            url=f"{_new_person(at)}?decision_roles={DecisionRole.ECONOMIC_BUYER}",
        )


def _friends(at: Situation, influence: int) -> list[Person]:
    return [p for p in at.people if (p.row.stance or 0) >= 1 and (p.row.influence or 0) >= influence]


def _g02(at: Situation) -> Iterator[Gap]:
    if not _friends(at, 3):
        yield Gap(
            "G02", Severity.RED, _("Nobody with influence of 3 or more is an advocate or supporter."), is_sensitive=True
        )


def _g03(at: Situation) -> Iterator[Gap]:
    friends = _friends(at, 4)
    if len(friends) == 1:
        yield Gap(
            "G03",
            Severity.AMBER,
            _("The relation hangs by one thread: only one advocate or supporter has influence of 4 or more."),
            _named(friends),
            is_sensitive=True,
        )


def _g04(at: Situation) -> Iterator[Gap]:
    live = [p for p in at.people if p.is_live(at.today)]
    if len(live) < LIVE_LINKS_WANTED:
        yield Gap(
            "G04",
            Severity.AMBER,
            format_lazy(_("Contact in the last 90 days with fewer than three people: {count}."), count=len(live)),
            _named(live),
            action=_("Note a contact"),
            url=reverse("accounts:interaction-create", args=[at.account_id]),
        )


def _key(at: Situation) -> list[Person]:
    return [p for p in at.people if p.row.is_key_player]


def _g05(at: Situation) -> Iterator[Gap]:
    if alone := [p for p in _key(at) if p.owner is None]:
        yield Gap("G05", Severity.RED, _("Key players whom none of us keeps the link to."), _named(alone))


def _g06(at: Situation) -> Iterator[Gap]:
    late = {p.row.pk: p.days_waiting(at.today) / p.rhythm_days for p in _key(at)}
    far = [p for p in _key(at) if late[p.row.pk] > 2]
    due = [p for p in _key(at) if 1 < late[p.row.pk] <= 2]
    if far:
        text = _("Key players without contact for more than twice the wanted time.")
        yield Gap("G06", Severity.RED, text, _named(far))
    if due:
        text = _("Key players without contact for longer than wanted.")
        yield Gap("G06", Severity.AMBER, text, _named(due))


def _g07(at: Situation) -> Iterator[Gap]:
    limit = at.today - timedelta(days=STANCE_UNKNOWN_DAYS)
    people = [p for p in _key(at) if p.row.stance is None and (p.row.stance_on or p.row.created_at.date()) < limit]
    if people:
        text = _("Key players whose stance has been unknown for more than 30 days.")
        yield Gap("G07", Severity.AMBER, text, _named(people), is_sensitive=True)


def _g08(at: Situation) -> Iterator[Gap]:
    people = [
        p for p in at.people if (p.row.stance or 0) < 0 and (p.row.influence or 0) >= 4 and p.row.pk not in at.busy
    ]
    if people:
        text = _("Opponents or sceptics with influence of 4 or more, and no open action about them.")
        yield Gap("G08", Severity.RED, text, _named(people), is_sensitive=True)


def _g12(at: Situation) -> Iterator[Gap]:
    most = dependence(at.people)
    if most is not None and most.is_risk:
        yield Gap(
            "G12",
            Severity.AMBER,
            format_lazy(
                _("{name} alone holds {share} % of our relations here."), name=most.user.name, share=round(most.share)
            ),
            (Concerned(most.user.name),),
        )


def _g14(at: Situation) -> Iterator[Gap]:
    if at.lonely_units:
        yield Gap(
            "G14",
            Severity.AMBER,
            _("Units with spend or white space where we know nobody."),
            tuple(Concerned(unit.name, reverse("accounts:unit-edit", args=[unit.pk])) for unit in at.lonely_units),
            action=_("Add a person"),
            url=f"{_new_person(at)}?unit={at.lonely_units[0].pk}",
        )


RULES: tuple[Rule, ...] = (_g01, _g02, _g03, _g04, _g05, _g06, _g07, _g08, _g12, _g14)


def _lonely_units(account_ids: Collection[int], people: dict[int, list[Person]], today: date) -> dict[int, list[Unit]]:
    """Units with money in them and nobody known there, except where a reason is noted."""
    known = {p.row.unit_id for rows in people.values() for p in active(rows) if p.row.unit_id}
    cells = (
        WhiteSpaceCell.objects.filter(account_id__in=account_ids, unit__isnull=False)
        .filter(Q(current_amount__gt=0) | Q(potential_amount__gt=0))
        .exclude(status=WhiteSpaceCell.Status.NOT_NEEDED)
    )
    billed = Revenue.objects.filter(
        account_id__in=account_ids, unit__isnull=False, month__gte=today - timedelta(days=SPEND_DAYS), amount__gt=0
    )
    with_money = cells.order_by().values("unit_id").union(billed.order_by().values("unit_id"))
    units = Unit.objects.filter(pk__in=with_money, no_contact_reason="").exclude(pk__in=known).order_by("name")
    found: dict[int, list[Unit]] = {}
    for unit in units:
        found.setdefault(unit.account_id, []).append(unit)
    return found
