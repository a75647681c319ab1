"""The rules about how well we know the customer: who is missing, whom we lose sight of. Pure."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import DecisionRole
from accounts.models.stakeholder import DECIDERS
from accounts.selectors.gap_kinds import Concerned, Gap, Rule, Severity, Situation, named
from accounts.selectors.gap_words import AMBER
from accounts.selectors.stakeholders import Person, dependence
from kam.lib.shown import plain

STANCE_UNKNOWN_DAYS = 30
LIVE_LINKS_WANTED = 3


def _new_person(at: Situation, field: str, value: object) -> str | Promise:
    address = reverse_lazy("accounts:stakeholder-create", args=[at.account_id])
    return format_lazy("{address}?{field}={value}", address=address, field=field, value=value)


def _g01(at: Situation) -> Iterator[Gap]:
    if not any(set(p.row.decision_roles) & set(DECIDERS) and not p.row.is_placeholder for p in at.people):
        yield Gap(
            "G01",
            Severity.RED,
            action=_("Add a person"),
            url=_new_person(at, "decision_roles", DecisionRole.ECONOMIC_BUYER),
        )


def _friends(at: Situation, influence: int) -> list[Person]:
    return [p for p in at.people if (p.row.stance or 0) >= 1 and (p.row.influence or 0) >= influence]


def _g02(at: Situation) -> Iterator[Gap]:
    if not _friends(at, 3):
        yield Gap("G02", Severity.RED, is_sensitive=True)


def _g03(at: Situation) -> Iterator[Gap]:
    friends = _friends(at, 4)
    if len(friends) == 1:
        yield Gap("G03", Severity.AMBER, named(friends), is_sensitive=True)


def _g04(at: Situation) -> Iterator[Gap]:
    live = [p for p in at.people if p.is_live(at.today)]
    if len(live) < LIVE_LINKS_WANTED:
        yield Gap(
            "G04",
            Severity.AMBER,
            named(live),
            action=_("Note a contact"),
            url=reverse_lazy("accounts:interaction-create", args=[at.account_id]),
            figures={"count": len(live)},
        )


def _key(at: Situation) -> list[Person]:
    return [p for p in at.people if p.row.is_key_player]


def _g05(at: Situation) -> Iterator[Gap]:
    if alone := [p for p in _key(at) if p.owner is None]:
        yield Gap("G05", Severity.RED, named(alone))


def _g06(at: Situation) -> Iterator[Gap]:
    late = {p.row.pk: p.days_waiting(at.today) / p.rhythm_days for p in _key(at)}
    far = [p for p in _key(at) if late[p.row.pk] > 2]
    due = [p for p in _key(at) if 1 < late[p.row.pk] <= 2]
    if far:
        yield Gap("G06", Severity.RED, named(far))
    if due:
        yield Gap("G06", Severity.AMBER, named(due), key=AMBER)


def _g07(at: Situation) -> Iterator[Gap]:
    limit = at.today - timedelta(days=STANCE_UNKNOWN_DAYS)
    people = [p for p in _key(at) if p.row.stance is None and (p.row.stance_on or p.row.created_at.date()) < limit]
    if people:
        yield Gap("G07", Severity.AMBER, named(people), is_sensitive=True)


def _g08(at: Situation) -> Iterator[Gap]:
    people = [
        p for p in at.people if (p.row.stance or 0) < 0 and (p.row.influence or 0) >= 4 and p.row.pk not in at.busy
    ]
    if people:
        yield Gap("G08", Severity.RED, named(people), is_sensitive=True)


def _g12(at: Situation) -> Iterator[Gap]:
    most = dependence(at.people)
    if most is not None and most.is_risk:
        figures = {"name": most.user.name, "share": plain(most.share)}
        yield Gap("G12", Severity.AMBER, (Concerned(most.user.name, user_id=most.user.pk),), figures=figures)


def _g14(at: Situation) -> Iterator[Gap]:
    if at.lonely_units:
        yield Gap(
            "G14",
            Severity.AMBER,
            tuple(Concerned(unit.name, reverse_lazy("accounts:unit-edit", args=[unit.pk])) for unit in at.lonely_units),
            action=_("Add a person"),
            url=_new_person(at, "unit", at.lonely_units[0].pk),
        )


RULES: tuple[Rule, ...] = (_g01, _g02, _g03, _g04, _g05, _g06, _g07, _g08, _g12, _g14)
