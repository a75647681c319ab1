"""Background work with a row of its own: started, run, watched, stopped, swept.

The job row is the truth. The broker only says "look at row 7"; if it loses the message or a worker is killed, the
sweeper queues the row again, and the handler, being idempotent, finishes the work.
"""

from datetime import timedelta
from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.jobs import HANDLERS, JobStopped
from accounts.models import Account, Job, User
from accounts.tasks import run_job

log = structlog.get_logger(__name__)

SILENT_FOR = timedelta(minutes=2)
MOST_ATTEMPTS = 4


def job_start(
    *, kind: str, by: User | None, key: str = "", params: dict[str, Any] | None = None, account: Account | None = None
) -> Job:
    """Queue work when the transaction commits. With a key, one open job of a kind at a time: the open one is returned."""
    try:
        with transaction.atomic():
            job = Job.objects.create(kind=kind, key=key, params=params or {}, account=account, by=by)
    except IntegrityError:
        open_job = Job.objects.filter(kind=kind, key=key, state__in=[Job.State.QUEUED, Job.State.RUNNING]).first()
        if open_job is None:  # it ended in between: ours is free to start
            return job_start(kind=kind, by=by, key=key, params=params, account=account)
        return open_job
    run_job.delay_on_commit(job.pk)
    return job


def job_run(*, job_id: int) -> None:
    """Claim the job and run its handler. A job that another worker holds, or that is over, is left alone."""
    now = timezone.now()
    unclaimed = Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, heartbeat_at__lt=now - SILENT_FOR)
    claimed = Job.objects.filter(unclaimed, pk=job_id).update(
        state=Job.State.RUNNING, heartbeat_at=now, attempts=F("attempts") + 1
    )
    if not claimed:
        return
    job = Job.objects.select_related("by", "account").get(pk=job_id)
    try:
        result = HANDLERS[job.kind](job, JobProgress(job))
    except JobStopped:
        _finish(job, Job.State.STOPPED)
    except Exception as error:
        log.exception("job_failed", job=job.pk, kind=job.kind)
        _finish(job, Job.State.FAILED, error=f"{type(error).__name__}: {error}")
    else:
        _finish(job, Job.State.DONE, result=result or {})


def _finish(job: Job, state: str, *, result: dict[str, Any] | None = None, error: str = "") -> None:
    values: dict[str, Any] = {"state": state, "error": error, "finished_at": timezone.now()}
    if result is not None:
        values["result"] = result
    Job.objects.filter(pk=job.pk).update(**values)


def job_stop(*, job: Job) -> None:
    """Ask a job to stop; it does so at its next sign of progress."""
    Job.objects.filter(pk=job.pk).exclude(state__in=Job.OVER).update(stop_asked=True)


def jobs_sweep() -> int:
    """Queue again what was lost: jobs without a sign of life. Returns how many. Gives up after several attempts."""
    silent = timezone.now() - SILENT_FOR
    lost = Job.objects.filter(
        Q(state=Job.State.RUNNING, heartbeat_at__lt=silent) | Q(state=Job.State.QUEUED, created_at__lt=silent)
    )
    lost.filter(attempts__gte=MOST_ATTEMPTS).update(
        state=Job.State.FAILED, error="The worker was lost several times.", finished_at=timezone.now()
    )
    ids = list(lost.values_list("pk", flat=True))
    for job_id in ids:
        run_job.delay(job_id)
    return len(ids)


class JobProgress:
    """Writes progress and heartbeat of a running job, at most a few times a second; raises JobStopped when asked to."""

    EVERY = timedelta(milliseconds=300)

    def __init__(self, job: Job) -> None:
        self.job = job
        self.written_at = timezone.now() - self.EVERY

    def __call__(self, done: int, total: int | None = None, message: str = "") -> None:
        now = timezone.now()
        if now - self.written_at < self.EVERY and done != total:
            return
        self.written_at = now
        values: dict[str, Any] = {"done": done, "heartbeat_at": now, "message": message}
        if total is not None:
            values["total"] = total
        Job.objects.filter(pk=self.job.pk).update(**values)
        if Job.objects.filter(pk=self.job.pk, stop_asked=True).exists():
            raise JobStopped
