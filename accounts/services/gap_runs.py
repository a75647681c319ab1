"""When the rules of the map run: every night for all accounts, and soon after a change for one."""

from collections.abc import Sequence
from datetime import date
from itertools import batched

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.changes import on_account_change, on_accounts_change
from accounts.jobs import Progress, handles
from accounts.models import Account, Job, User
from accounts.services.gaps import BATCH, gaps_refresh
from accounts.services.jobs import job_start
from accounts.tasks import refresh_gaps

KIND = "accounts.gaps"
WAIT_SECONDS = 2  # changes within this time are answered by one run
KEPT_SECONDS = 300

# What rules look at beside people, links and units, whose changes are answered in place.
LOOKED_AT = frozenset({"account", "team", "action", "revenue", "white_space", "money", "import"})


def gaps_start(*, today: date, by: User | None = None) -> Job:
    """Queue the run of a day over all accounts; while one is open, that one is returned."""
    return job_start(kind=KIND, key=today.isoformat(), by=by)


@handles(KIND, _("Gaps of all maps"))
def gaps_run(job: Job, progress: Progress) -> dict[str, int]:
    """Every account that has not been looked at on this day, batch by batch: a killed run goes on where it was."""
    today = date.fromisoformat(job.key)
    waiting = Account.objects.filter(archived_at=None).exclude(figures__gaps_on__gte=today).order_by("pk")
    total, done, last = waiting.count(), 0, 0
    while ids := list(waiting.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        gaps_refresh(account_ids=ids, today=today)
        done, last = done + len(ids), ids[-1]
        progress(done, max(total, done))
    return {"accounts": done}


@on_account_change
def gaps_soon(account_id: int, kind: str = "") -> None:
    """Queue one account, once for a burst of changes. Called after the commit."""
    if kind in LOOKED_AT and cache.add(_key(account_id), 1, KEPT_SECONDS):
        refresh_gaps.apply_async(([account_id],), countdown=WAIT_SECONDS)


@on_accounts_change
def gaps_many(account_ids: Sequence[int], kind: str = "") -> None:
    """Queue many accounts, such as an import has changed, in few tasks. Called after the commit."""
    del kind
    for batch in batched(account_ids, BATCH, strict=False):
        refresh_gaps.apply_async((list(batch),), countdown=WAIT_SECONDS, argsrepr=f"{len(batch)} accounts")


def accounts_look(*, account_ids: Sequence[int]) -> int:
    """Run the rules over those of these accounts that are in use. What changes from here on is a new burst."""
    cache.delete_many([_key(pk) for pk in account_ids])
    ids = list(Account.objects.filter(pk__in=account_ids, archived_at=None).values_list("pk", flat=True))
    gaps_refresh(account_ids=ids, today=timezone.localdate())
    return len(ids)


def _key(account_id: int) -> str:
    return f"accounts.gaps.{account_id}"
