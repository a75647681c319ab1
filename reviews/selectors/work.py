"""My work as the page shows it: grouped by account, snoozed things left out."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.work import WorkItem, work_for
from reviews.models import Review, Snooze

KINDS = {
    "action": (_("Action"), "square-check"),
    "decision": (_("Decision asked of you"), "gavel"),
    "risk": (_("Risk to look at"), "shield-alert"),
    "question": (_("Question"), "circle-question-mark"),
    "stale": (_("Answer out of date"), "clock"),
    "review": (_("Review"), "calendar-check"),
    "renewal": (_("Renewal"), "file-clock"),
    "sponsor": (_("Sponsor meeting"), "handshake"),
    "gap": (_("Gap on the map"), "circle-alert"),
    "selection": (_("Selection"), "list-checks"),
    "alert": (_("Alert"), "triangle-alert"),
}


@dataclass(frozen=True)
class WorkGroup:
    """The work of one account."""

    account_id: int
    account_name: str
    items: list[WorkItem]


@dataclass(frozen=True)
class MyWork:
    """What the page shows."""

    groups: list[WorkGroup]
    counts: dict[str, int]
    snoozed: int
    coming: list[Review]

    @property
    def total(self) -> int:
        """How many things there are."""
        return sum(self.counts.values())


def my_work(user: User, today: date, *, kind: str = "") -> MyWork:
    """The person's work by account, accounts with the most urgent thing first; one kind of it if asked."""
    hidden = set(Snooze.objects.filter(user=user, until__gt=today).values_list("key", flat=True))
    found = work_for(user, today)
    items = [item for item in found if item.key not in hidden]
    counts = Counter(item.kind for item in items)
    shown = [item for item in items if not kind or item.kind == kind]
    order = {pk: place for place, pk in reversed(list(enumerate(item.account_id for item in shown)))}
    by_account = sorted(shown, key=lambda item: order[item.account_id])
    groups = [
        WorkGroup(account_id=pk, account_name=rows[0].account_name, items=rows)
        for pk, rows in ((pk, list(rows)) for pk, rows in groupby(by_account, key=lambda item: item.account_id))
    ]
    return MyWork(groups=groups, counts=dict(counts), snoozed=len(found) - len(items), coming=_coming(user, today))


def _coming(user: User, today: date) -> list[Review]:
    """The next reviews of the person, for an empty list to say what comes next."""
    rows = Review.objects.of(user, taking_part=True).filter(status=Review.Status.PLANNED, due_on__gte=today)
    return list(rows.select_related("account").order_by("due_on", "pk")[:5])
