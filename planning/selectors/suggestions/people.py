"""Suggestions about our team and the customer's people."""

from collections.abc import Iterable

from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import AccountTeamMember, Interaction, Stakeholder
from kam.lib import shown
from planning.selectors.suggestions.registry import ACCOUNT, MAP, TEAM, Asking, Offer, suggests


def _members(asking: Asking) -> Iterable[AccountTeamMember]:
    return AccountTeamMember.objects.filter(account=asking.account, left_on=None).select_related("user", "deputy")


def _people(asking: Asking) -> Iterable[Stakeholder]:
    return Stakeholder.objects.filter(account=asking.account, status=Stakeholder.Status.ACTIVE)


def _person(person: Stakeholder) -> str:
    return f"{person.name} ({person.title})" if person.title else person.name


@suggests("T3", place=ACCOUNT)
def sponsor(asking: Asking) -> Iterable[str]:
    """The sponsor, and when that person last met the customer."""
    person = asking.account.sponsor
    if person is None:
        return
    met = Interaction.objects.filter(account=asking.account, people=person, is_two_way=True)
    if last := met.aggregate(last=Max("happened_on"))["last"]:
        yield _("%(name)s last met the customer on %(day)s.") % {"name": person.name, "day": shown.full_date(last)}


@suggests("T5", "V6", place=TEAM)
def skills(asking: Asking) -> Iterable[str]:
    """What the team can do already."""
    for member in _members(asking):
        if member.skills:
            yield _("%(name)s brings: %(skills)s") % {"name": member.user.name, "skills": member.skills}


@suggests("R6", place=MAP)
def moved(asking: Asking) -> Iterable[Offer]:
    """Who left or moved, the latest first."""
    for person in Stakeholder.objects.filter(account=asking.account, status__in=["left", "moved"]).order_by(
        "-status_on"
    ):
        when = f", {shown.full_date(person.status_on)}" if person.status_on else ""
        text = f"{_person(person)}: {person.get_status_display()}{when}"
        yield Offer(text, "trend", {"title": text[:200], "evidence": "observed"})


@suggests("R6", place=ACCOUNT)
def parent(asking: Asking) -> Iterable[str]:
    """Who owns them."""
    if asking.account.parent:
        yield _("Belongs to %(name)s") % {"name": asking.account.parent.name}
