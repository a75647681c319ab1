"""A real worker: it does a job, and what a killed one leaves behind is done once more and once only."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from accounts.models import Account, AccountGap, Job
from accounts.services import gap_runs, jobs
from accounts.tasks import refresh_all_gaps
from kam.celery import app
from tests.factories import AccountFactory
from tests.kam.worker_jobs import KIND

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PATIENCE = 90


@pytest.fixture
def start_worker(tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start workers as production does, at the test's database and Redis."""
    eager = app.conf.task_always_eager
    app.conf.task_always_eager = False
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.kam.worker_settings",
        "KAM_TEST_DATABASE": str(connection.settings_dict["NAME"]),
        "KAM_TEST_MARKS": str(tmp_path),
    }
    running: list[subprocess.Popen[bytes]] = []
    log = (tmp_path / "worker.log").open("wb")

    def started() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "celery", "-A", "kam", "worker", "--pool=solo", "-c", "1", "--without-gossip"]
        worker = subprocess.Popen(  # noqa: S603 -- our own worker
            command, env=environment, cwd=django_settings.BASE_DIR, stdout=log, stderr=log, start_new_session=True
        )
        running.append(worker)
        return worker

    yield started
    for worker in running:
        if worker.poll() is None:
            worker.send_signal(signal.SIGKILL)
        worker.wait(10)
    log.close()
    app.conf.task_always_eager = eager
    app.control.purge()


def wait_for(found: Callable[[], Any], what: str, log: Path) -> None:
    """Look again and again until it is so."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found():
            return
        time.sleep(0.2)
    pytest.fail(f"{what} did not come about.\n{log.read_text(errors='replace')[-3000:]}")


def in_state(job: Job, state: str) -> Callable[[], bool]:
    """Whether the job's row says so now."""
    return lambda: Job.objects.filter(pk=job.pk, state=state).exists()


def test_a_worker_does_a_job_from_end_to_end(start_worker: Callable[[], Any], tmp_path: Path) -> None:
    start_worker()
    job = jobs.job_start(kind=KIND, by=None, params={"seconds": 0})
    wait_for(in_state(job, Job.State.DONE), "the end of the job", tmp_path / "worker.log")
    job.refresh_from_db()
    assert (job.attempts, job.done, job.total, job.error) == (1, 1, 1, "")
    assert job.result == {"finished": 1}


def test_what_a_killed_worker_left_is_done_once(start_worker: Callable[[], Any], tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    worker = start_worker()
    job = jobs.job_start(kind=KIND, by=None, params={"seconds": 600})
    wait_for((tmp_path / "begun-1").exists, "the begin of the job", log)
    worker.send_signal(signal.SIGKILL)
    worker.wait(10)
    assert in_state(job, Job.State.RUNNING)()

    # Nobody has heard of it for longer than the sweeper waits.
    Job.objects.filter(pk=job.pk).update(
        params={"seconds": 0}, heartbeat_at=timezone.now() - jobs.SILENT_FOR - timedelta(seconds=1)
    )
    assert jobs.jobs_sweep() == 1
    start_worker()
    wait_for(in_state(job, Job.State.DONE), "the end of the job", log)
    time.sleep(1)
    job.refresh_from_db()
    assert (job.attempts, job.result) == (2, {"finished": 1})
    assert sorted(path.name for path in tmp_path.glob("finished-*")) == ["finished-2"]
    assert jobs.jobs_sweep() == 0


def test_the_night_finds_gaps_also_after_its_worker_was_killed(start_worker: Callable[[], Any], tmp_path: Path) -> None:
    AccountFactory.create_batch(5)
    today = timezone.localdate()
    half = list(Account.objects.order_by("pk").values_list("pk", flat=True)[:2])
    killed = Job.objects.create(
        kind=gap_runs.KIND, key=today.isoformat(), state=Job.State.RUNNING, attempts=1,
        heartbeat_at=timezone.now() - jobs.SILENT_FOR - timedelta(seconds=1),
    )  # fmt: skip
    gap_runs.accounts_look(account_ids=half)
    worker = start_worker()
    refresh_all_gaps.delay()  # the night of the next worker finds the open job, and leaves it to the sweeper
    assert jobs.jobs_sweep() == 1
    wait_for(in_state(killed, Job.State.DONE), "the end of the run", tmp_path / "worker.log")
    killed.refresh_from_db()
    assert (killed.attempts, killed.result) == (2, {"accounts": 3})
    assert AccountGap.objects.open().filter(rule="G01").count() == 5
    assert Job.objects.filter(kind=gap_runs.KIND).count() == 1
    assert worker.poll() is None
