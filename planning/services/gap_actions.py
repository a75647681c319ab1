"""One click on a gap of the map: the action that helps to close it. The words of each rule stand here."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Severity, Stakeholder, User
from accounts.selectors.gaps import Gap
from accounts.services.gaps import gaps_refresh
from accounts.services.rows import many_set, row_create
from planning.models import Action, GapAction
from planning.services.work import action_create

DAYS = {Severity.RED: 7, Severity.AMBER: 21}
MOST_NAMED = 3
TITLE_LENGTH = 200

# Everybody at the account reads an action, so no title tells how somebody stands to us.
TITLES: dict[str, Promise] = {
    "G01": _("Find out who decides and who approves"),
    "G02": _("Plan visits to people of influence"),
    "G03": _("Widen the circle of people we work with"),
    "G04": _("Arrange contact with three people"),
    "G05": _("Agree who of us keeps the link"),
    "G06": _("Arrange a meeting"),
    "G07": _("Have a talk to learn their view"),
    "G08": _("Have a talk to learn their view"),
    "G09": _("Agree how we take worries into account"),
    "G10": _("Arrange a meeting of our sponsor"),
    "G11": _("Arrange a meeting"),
    "G12": _("Bring a second colleague into the relation"),
    "G13": _("Find out who follows"),
    "G14": _("Find out who decides in the unit"),
    "G15": _("Have a talk to learn their view"),
    "G16": _("Agree how we work with both sides"),
    "G17": _("Look at the judgements of the map again"),
    "G18": _("Find out the name"),
    "G19": _("Ask a second colleague for an opinion"),
    "G20": _("Hand over the links of who has left"),
}
# These name people whom the action is not about: those whom we have, or all of a long list.
ABOUT_NOBODY = frozenset({"G03", "G04", "G17", "G20"})
NAMES_UNITS = frozenset({"G14"})


@transaction.atomic
def gap_action_create(
    *, account: Account, gap: Gap, without: frozenset[int] = frozenset(), by: User, today: date
) -> Action:
    """The action that a gap asks for, about the people concerned who are not in `without`; of the account manager."""
    wanted = () if gap.id in ABOUT_NOBODY else [pk for pk in gap.person_ids if pk not in without]
    rows = Stakeholder.objects.filter(account=account).in_bulk(wanted)
    people = [rows[pk] for pk in wanted if pk in rows]
    names = gap.other_names if gap.id in NAMES_UNITS else [person.name for person in people]
    manager = account.manager if account.manager is not None and account.manager.is_active else by
    values = {
        "title": title_of(gap.id, names),
        "owner": manager,
        "due_on": today + timedelta(days=DAYS[gap.severity]),
        "stakeholder": people[0] if people else None,
    }
    action = action_create(account=account, values=values, by=by)
    many_set(action, "people", people[1:], by=by)
    link = GapAction(account=account, action=action, rule=gap.id, is_sensitive=gap.is_sensitive)
    row_create(link, by=by)
    gaps_refresh(account_ids=[account.pk], today=today)
    return action


def title_of(rule: str, names: tuple[str, ...] | list[str]) -> str:
    """The words of the rule, and whom it is about, as far as they can be named in a title."""
    words = str(TITLES[rule])
    if not names:
        return words
    some = ", ".join(names[:MOST_NAMED])
    if rest := len(names) - MOST_NAMED if len(names) > MOST_NAMED else 0:
        more = ngettext("%(names)s and %(count)s more", "%(names)s and %(count)s more", rest)
        some = more % {"names": some, "count": rest}
    return (gettext("%(what)s: %(whom)s") % {"what": words, "whom": some})[:TITLE_LENGTH]
