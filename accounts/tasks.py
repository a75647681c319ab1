"""Celery's entrances to accounts. Ids in, one service call."""

from celery import shared_task

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
