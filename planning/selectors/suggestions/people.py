"""Suggestions about our team and the customer's people."""

from collections.abc import Iterable

from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import AccountTeamMember, Interaction, Interest, RelationshipLink, Stakeholder, TeamRole, Unit
from kam.lib import shown
from planning.selectors.suggestions.registry import ACCOUNT, MAP, TEAM, Asking, suggests


def _members(asking: Asking) -> Iterable[AccountTeamMember]:
    return AccountTeamMember.objects.filter(account=asking.account, left_on=None).select_related("user", "deputy")


def _people(asking: Asking) -> Iterable[Stakeholder]:
    return Stakeholder.objects.filter(account=asking.account, status=Stakeholder.Status.ACTIVE)


def _person(person: Stakeholder) -> str:
    return f"{person.name} ({person.title})" if person.title else person.name


@suggests("T1", place=TEAM)
def manager(asking: Asking) -> Iterable[str]:
    """Who runs the account, and who stands in."""
    if asking.account.manager:
        yield _("%(name)s runs the account.") % {"name": asking.account.manager.name}
    for member in _members(asking):
        if member.deputy:
            yield _("%(deputy)s takes over for %(name)s.") % {"deputy": member.deputy.name, "name": member.user.name}


@suggests("T2", place=TEAM)
def roles(asking: Asking) -> Iterable[str]:
    """Roles that are held, and those that are not."""
    held: set[str] = set()
    for member in _members(asking):
        held |= set(member.roles)
        if member.roles:
            yield f"{member.user.name}: {', '.join(map(str, member.role_labels()))}"
    if empty := [str(label) for value, label in TeamRole.choices if value not in held]:
        yield _("Still empty: %(roles)s") % {"roles": ", ".join(empty)}


@suggests("T3", place=ACCOUNT)
def sponsor(asking: Asking) -> Iterable[str]:
    """The sponsor, and when that person last met the customer."""
    person = asking.account.sponsor
    if person is None:
        return
    yield _("%(name)s sponsors the account.") % {"name": person.name}
    met = Interaction.objects.filter(account=asking.account, people=person, is_two_way=True)
    if last := met.aggregate(last=Max("happened_on"))["last"]:
        yield _("%(name)s last met the customer on %(day)s.") % {"name": person.name, "day": shown.full_date(last)}


@suggests("T4", place=TEAM)
def hours(asking: Asking) -> Iterable[str]:
    """What each member can give."""
    for member in _members(asking):
        if member.hours_per_week is not None:
            yield _("%(name)s: %(hours)s hours a week") % {"name": member.user.name, "hours": member.hours_per_week}


@suggests("T5", "V6", place=TEAM)
def skills(asking: Asking) -> Iterable[str]:
    """What the team can do already."""
    for member in _members(asking):
        if member.skills:
            yield _("%(name)s brings: %(skills)s") % {"name": member.user.name, "skills": member.skills}


@suggests("P1", place=MAP)
def buyers(asking: Asking) -> Iterable[str]:
    """Who approves money, with the limit where it is known."""
    for person in _people(asking):
        if {"economic_buyer", "approver"} & set(person.decision_roles):
            limit = (
                _("up to %(amount)s") % {"amount": shown.money(person.approval_limit, person.currency)}
                if person.approval_limit is not None
                else _("limit unknown")
            )
            yield f"{_person(person)}: {', '.join(map(str, person.role_labels()))}, {limit}"


@suggests("P2", place=MAP)
def deciders(asking: Asking) -> Iterable[str]:
    """Whose agreement is needed, and who can stop it."""
    for person in _people(asking):
        words = [str(label) for label in person.role_labels()] + ([_("can stop it")] if person.has_veto else [])
        if person.is_key_player and words:
            yield f"{_person(person)}: {', '.join(words)}"


@suggests("P3", place=MAP)
def influence(asking: Asking) -> Iterable[str]:
    """The real weight of each, the strongest first."""
    for person in _people(asking):
        if person.influence:
            yield _("%(name)s: influence %(influence)s of 5") % {"name": _person(person), "influence": person.influence}


@suggests("P4", place=MAP)
def friends(asking: Asking) -> Iterable[str]:
    """Supporters and advocates."""
    return _stances(asking, [1, 2])


@suggests("P5", place=MAP)
def opponents(asking: Asking) -> Iterable[str]:
    """Sceptics and opponents, and what they fear to lose."""
    yield from _stances(asking, [-2, -1])
    yield from _interests(asking, "threat")


@suggests("P6", place=MAP)
def goals(asking: Asking) -> Iterable[str]:
    """What each wants to achieve."""
    return _interests(asking, "goal")


def _stances(asking: Asking, wanted: list[int]) -> Iterable[str]:
    if asking.sensitive:
        for person in _people(asking):
            if person.stance in wanted:
                yield f"{_person(person)}: {person.get_stance_display()}"


def _interests(asking: Asking, kind: str) -> Iterable[str]:
    if asking.sensitive:
        rows = Interest.objects.filter(stakeholder__account=asking.account, stakeholder__status="active", kind=kind)
        for interest in rows.select_related("stakeholder").order_by("-strength", "pk"):
            yield f"{interest.stakeholder.name}: {interest.text}"


@suggests("P7", place=MAP)
def bare_units(asking: Asking) -> Iterable[str]:
    """Units where we know nobody."""
    for unit in Unit.objects.filter(account=asking.account, stakeholders=None):
        reason = f" ({unit.no_contact_reason})" if unit.no_contact_reason else ""
        yield _("%(unit)s has no contact.") % {"unit": unit.name} + reason


@suggests("P8", "R6", place=MAP)
def moved(asking: Asking) -> Iterable[str]:
    """Who left or moved, the latest first."""
    for person in Stakeholder.objects.filter(account=asking.account, status__in=["left", "moved"]).order_by(
        "-status_on"
    ):
        when = f", {shown.full_date(person.status_on)}" if person.status_on else ""
        yield f"{_person(person)}: {person.get_status_display()}{when}"


@suggests("P9", place=MAP)
def links(asking: Asking) -> Iterable[str]:
    """Who keeps which link, and how strong it is."""
    rows = RelationshipLink.objects.filter(stakeholder__account=asking.account, is_primary=True)
    for link in rows.select_related("stakeholder", "user").order_by("-stakeholder__influence", "pk"):
        words = _("%(user)s keeps %(name)s, strength %(strength)s of 5")
        yield words % {"user": link.user.name, "name": link.stakeholder.name, "strength": link.strength}


@suggests("C3", place=MAP)
def rival_friends(asking: Asking) -> Iterable[str]:
    """Who prefers which rival."""
    if asking.sensitive:
        for person in _people(asking):
            if person.rival_preferred:
                yield _("%(name)s prefers %(rival)s.") % {"name": _person(person), "rival": person.rival_preferred}
