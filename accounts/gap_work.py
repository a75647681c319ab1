"""What the map of people brings to My work: the gaps of the accounts that the person manages."""

from collections import defaultdict
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.attended import gap_actions
from accounts.models import AccountGap, KeyStatus, Severity, User
from accounts.selectors.gap_lines import WorkedAt, action_of, is_covered
from accounts.selectors.gap_rows import names_of, readable, text_of
from accounts.work import WorkItem, work_source

MOST = 50
PROGRAMME = (KeyStatus.KEY, KeyStatus.CANDIDATE, KeyStatus.WAITING)
MOST_NAMED = 3


@work_source("gaps")
def gaps(user: User, today: date) -> list[WorkItem]:
    """Gaps that nobody has put off and no action works at, the severe first, then those that are open longest.

    Of accounts in the programme: the gaps of a customer whom nobody maps say nothing new.
    """
    mine = AccountGap.objects.awake(today).filter(account__manager=user, account__archived_at=None)
    mine = mine.filter(account__key_status__in=PROGRAMME)
    rows = list(readable(mine, user).select_related("account").order_by("-severity", "opened_on", "pk")[:MOST])
    actions = _actions({row.account_id for row in rows})
    left = [row for row in rows if not is_covered(row.people, actions[row.account_id, row.rule])]
    names = names_of(row for row in left if not row.is_sensitive)
    return [_item(row, names) for row in left]


def _actions(account_ids: set[int]) -> dict[tuple[int, str], list[WorkedAt]]:
    found: dict[tuple[int, str], list[WorkedAt]] = defaultdict(list)
    for rows in gap_actions(account_ids):
        for account_id, rule, told in rows.order_by().values_list("account_id", "rule", "told"):
            found[account_id, rule].append(action_of(told))
    return found


def _item(row: AccountGap, names: dict[int, str]) -> WorkItem:
    address = [row.account_id, row.slug]
    return WorkItem(
        key=f"gap:{row.pk}",
        kind="gap",
        account_id=row.account_id,
        account_name=row.account.name,
        title=text_of(row),
        url=row.get_absolute_url(),
        note=_note(row, names),
        rank=0 if row.severity == Severity.RED else 1,
        code=row.rule,
        band=row.severity,
        act_url=reverse("planning:gap-action", args=address),
        later_url=reverse("accounts:gap-put-off", args=address, query={"next": "/"}),
    )


def _note(row: AccountGap, names: dict[int, str]) -> str:
    """Whom it concerns. Who stands how to us is not named here: that is read on the map, where reading is recorded."""
    if row.is_sensitive:
        count = len(row.people)
        return ngettext("%(count)s person", "%(count)s people", count) % {"count": count} if count else ""
    known = [*row.facts.get("names", ()), *(names[pk] for pk in row.people if pk in names)]
    some = ", ".join(known[:MOST_NAMED])
    rest = len(known) - MOST_NAMED
    return _("%(names)s and %(count)s more") % {"names": some, "count": rest} if rest > 0 else some
