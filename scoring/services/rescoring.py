"""When scores are computed anew: every night for all accounts, and soon after a change for one."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from itertools import batched

from django.core.cache import cache
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.jobs import Progress, handles
from accounts.models import Account, Job, User
from accounts.services.jobs import job_start
from kam.lib.hands import side_by_side
from scoring.hooks import rescored
from scoring.models import Method, ScoreSnapshot
from scoring.services.assessments import drafts_refresh
from scoring.services.health import health_rescore
from scoring.tasks import rescore_account, rescore_accounts

KIND = "scoring.rescore"
METHOD_KIND = "scoring.method"
BATCH = 2_000  # fewer cost a seventh more, since each statement is planned anew; more take more memory
HANDS = 2  # batches at work at once, which wait for the database in turn
WAIT_SECONDS = 3  # changes within this time are answered by one computation
KEPT_SECONDS = 300

# Changes that no score looks at.
QUIET = frozenset({"team", "unit"})


def rescore_start(*, today: date, by: User | None = None) -> Job:
    """Queue the nightly run of a day; while one is open, that one is returned."""
    return job_start(kind=KIND, key=today.isoformat(), by=by)


@handles(KIND, _("Scores of all accounts, nightly"))
def rescore_run(job: Job, progress: Progress) -> dict[str, int]:
    """Score every account that has no snapshot of this night yet, batch by batch: a killed run goes on where it was."""
    today = date.fromisoformat(job.key)
    scored = ScoreSnapshot.objects.filter(
        account=OuterRef("pk"),
        model=ScoreSnapshot.Model.HEALTH,
        day=today,
        trigger=ScoreSnapshot.Trigger.NIGHTLY,
    )
    done = _each_batch(scored, ScoreSnapshot.Trigger.NIGHTLY, today, progress)
    return {"accounts": done, "drafts": drafts_refresh(today=today)}


def rescore_by_method(*, method: Method, by: User) -> Job:
    """Queue the scoring of every account with a version that has just been published."""
    return job_start(kind=METHOD_KIND, key=method.version, by=by)


@handles(METHOD_KIND, _("Scores of all accounts, new method"))
def rescore_method_run(job: Job, progress: Progress) -> dict[str, int]:
    """Score every account that has no snapshot of the version yet; a killed run goes on where it was."""
    scored = ScoreSnapshot.objects.filter(account=OuterRef("pk"), method=job.key)
    return {"accounts": _each_batch(scored, ScoreSnapshot.Trigger.CHANGE, timezone.localdate(), progress)}


def _each_batch(scored: QuerySet[ScoreSnapshot], trigger: str, today: date, progress: Progress) -> int:
    """Score the accounts in use that have none of these snapshots, batch by batch; each batch is kept at once."""
    waiting = Account.objects.filter(~Exists(scored), archived_at=None).order_by("pk")

    def score(ids: Sequence[int]) -> int:
        health_rescore(account_ids=ids, today=today, trigger=trigger)
        return len(ids)

    total, done = waiting.count(), 0
    with closing(side_by_side(score, _batches(waiting), hands=HANDS)) as batches:
        for count in batches:
            done += count
            progress(done, max(total, done))
    return done


def _batches(waiting: QuerySet[Account]) -> Iterator[list[int]]:
    """Ids of those that wait. Each look is narrowed to some thousands of accounts; over all of them it would read all."""
    in_use, last = Account.objects.filter(archived_at=None).order_by("pk"), 0
    while part := list(in_use.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        last = part[-1]
        if ids := list(waiting.filter(pk__range=(part[0], last)).values_list("pk", flat=True)):
            yield ids


def rescore_soon(account_id: int, kind: str = "") -> None:
    """Queue one account, once for a burst of changes. Call it after the commit."""
    if kind not in QUIET and cache.add(_key(account_id), 1, KEPT_SECONDS):
        rescore_account.apply_async((account_id,), countdown=WAIT_SECONDS)


def rescore_many(account_ids: Sequence[int], kind: str = "") -> None:
    """Queue many accounts, such as an import has changed, in few tasks. Call it after the commit."""
    if kind not in QUIET:
        for batch in batched(account_ids, BATCH):
            rescore_accounts.apply_async((batch,), countdown=WAIT_SECONDS, argsrepr=f"{len(batch)} accounts")


def accounts_rescore(*, account_ids: Sequence[int]) -> int:
    """Score those of many accounts that are in use."""
    ids = list(Account.objects.filter(pk__in=account_ids, archived_at=None).values_list("pk", flat=True))
    return _score(ids) if ids else 0


def account_rescore(*, account_id: int) -> int:
    """Score one account after a change. What changes from here on is a new burst."""
    cache.delete(_key(account_id))
    if not Account.objects.filter(pk=account_id, archived_at=None).exists():
        return 0
    return _score([account_id])


def _score(account_ids: Sequence[int]) -> int:
    done = health_rescore(account_ids=account_ids, today=timezone.localdate())
    rescored(account_ids)
    return done


def _key(account_id: int) -> str:
    return f"scoring.rescore.{account_id}"
