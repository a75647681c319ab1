"""Suggestions about our team, and the departments that help it."""

from collections.abc import Iterable, Iterator

from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import AccountTeamMember, Interaction, Issue, TeamRole, User
from kam.lib import shown
from planning.models import Action
from planning.selectors.suggestions.registry import ACCOUNT, ACTIONS, ISSUES, TEAM, Asking, Offer, suggests


def _members(asking: Asking) -> Iterable[AccountTeamMember]:
    return AccountTeamMember.objects.filter(account=asking.account, left_on=None).select_related("user", "deputy")


@suggests("T3", place=ACCOUNT)
def sponsor(asking: Asking) -> Iterable[str | Offer]:
    """When the sponsor last met the customer; without one, who sponsors the customer's parent."""
    person, parent = asking.account.sponsor, asking.account.parent
    if person is not None:
        yield from _last_met(asking, person)
    elif parent is not None and parent.sponsor is not None:
        text = _("%(name)s sponsors %(parent)s") % {"name": parent.sponsor.name, "parent": parent.name}
        yield Offer(text, "leaders", {"sponsor": parent.sponsor}, row=asking.account)


def _last_met(asking: Asking, person: User) -> Iterator[str]:
    met = Interaction.objects.filter(account=asking.account, people=person, is_two_way=True)
    if last := met.aggregate(last=Max("happened_on"))["last"]:
        yield _("%(name)s last met the customer on %(day)s.") % {"name": person.name, "day": shown.full_date(last)}


@suggests("T5", place=TEAM)
def empty_roles(asking: Asking) -> Iterable[Offer]:
    """Team roles that nobody holds are a lack."""
    held = {role for member in _members(asking) for role in member.roles}
    for role in TeamRole:
        if role not in held:
            text = _("Fill the role: %(role)s") % {"role": role.label}
            yield Offer(text, "action", {"title": text, "owner": asking.account.manager})


@suggests("T5", "V6", place=TEAM)
def skills(asking: Asking) -> Iterable[str]:
    """What the team can do already."""
    for member in _members(asking):
        if member.skills:
            yield _("%(name)s brings: %(skills)s") % {"name": member.user.name, "skills": member.skills}


@suggests("T7", place=ISSUES)
def issues(asking: Asking) -> Iterable[Offer]:
    """Open issues that one of our departments has to mend: where cooperation fails."""
    for issue in Issue.objects.filter(account=asking.account, closed_on=None).select_related("owner"):
        where = f", {issue.owner_unit}" if issue.owner_unit else ""
        text = f"{issue.title} ({issue.get_severity_display()}{where}, {shown.full_date(issue.opened_on)})"
        yield Offer(text, "risk", {"title": issue.title, "owner": issue.owner})


@suggests("T7", "V6", place=TEAM)
def guests(asking: Asking) -> Iterable[Offer]:
    """Departments and partners that somebody in the team comes from."""
    for member in _members(asking):
        if member.guest_from:
            yield _help(member.guest_from, member.user)


@suggests("T7", "V6", place=ACTIONS)
def helpers(asking: Asking) -> Iterable[Offer]:
    """Departments and partners that mend issues or have helped before, and do nothing for the account now."""
    mending = Issue.objects.filter(account=asking.account).values_list("owner_unit", flat=True)
    helped = list(
        Action.objects.filter(account=asking.account).exclude(owner_unit="").values_list("owner_unit", "done_on")
    )
    busy = {unit for unit, done_on in helped if done_on is None}
    for name in sorted({*mending, *(unit for unit, _done in helped)} - busy - {""}):
        yield _help(name, asking.account.manager)


def _help(unit: str, owner: User | None) -> Offer:
    text = _("Help from %(unit)s") % {"unit": unit}
    return Offer(text, "action", {"title": text, "owner_unit": unit, "owner": owner})
