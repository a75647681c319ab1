"""Celery's entrances to accounts. Ids in, one service call."""

from celery import shared_task
from django.utils import timezone

from kam.lib.heartbeat import beat


@shared_task
def run_job(job_id: int) -> None:
    """Run one job row."""
    from accounts.services import jobs  # noqa: PLC0415 -- task

    jobs.job_run(job_id=job_id)


@shared_task
def sweep_jobs() -> int:
    """Queue lost jobs again."""
    from accounts.services import jobs  # noqa: PLC0415 -- task

    return jobs.jobs_sweep()


@shared_task
def heartbeat() -> None:
    """Leave a sign that beat, broker and a worker are alive; /readyz looks for it."""
    beat()


@shared_task
def refresh_all_gaps() -> int:
    """Start the nightly run of the rules of the map; the job does the work and is swept when it is lost."""
    from accounts.services import gap_runs  # noqa: PLC0415 -- task

    return gap_runs.gaps_start(today=timezone.localdate()).pk


@shared_task
def refresh_gaps(account_ids: list[int]) -> int:
    """After a change at some accounts: run the rules of the map. Safe to run twice."""
    from accounts.services import gap_runs  # noqa: PLC0415 -- task

    return gap_runs.accounts_look(account_ids=account_ids)
