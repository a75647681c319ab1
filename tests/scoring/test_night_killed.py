"""The night with a real process that is killed: whatever it was doing, one snapshot an account, model and day."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection

from accounts.models import Account, Job, Notice
from scoring.engine import health, selection, viability
from scoring.models import Method, Programme, ScoreSnapshot
from tests.factories import TODAY, AccountFactory, UserFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[2]
ACCOUNTS = 24
# A worker as it is, but with small batches and a pause after each statement that keeps snapshots: time to kill it.
WORKER = """
import sys, time, django
django.setup()
from django.db.backends.signals import connection_created
from accounts.services import jobs
from scoring.services import rescoring
rescoring.BATCH = 4
def slow(execute, sql, params, many, context):
    answer = execute(sql, params, many, context)
    if "scoresnapshot" in sql or "accountfigures" in sql:
        print("at work", flush=True)
        time.sleep(0.05)
    return answer
def watch(connection, **_given):
    connection.execute_wrappers.append(slow)
connection_created.connect(watch, weak=False)
jobs.job_run(job_id=int(sys.argv[1]))
"""


@pytest.fixture(autouse=True)
def _first_methods():
    """What migrations left is gone once another test of real transactions has run."""
    for model, first in {
        "health": health.METHOD_1,
        "viability": viability.METHOD_1,
        "select": selection.METHOD_1,
    }.items():
        Method.objects.get_or_create(version=first.version, defaults={"model": model, "parameters": first.to_dict()})
    Programme.objects.get_or_create(pk=1)


def worker(job):
    database = settings.DATABASES["default"]
    place = urlencode({"host": database["HOST"], "port": database["PORT"]})
    address = f"postgresql://{database['USER']}:{database['PASSWORD']}@/{connection.settings_dict['NAME']}?{place}"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": address,
        "REDIS_URL": settings.REDIS_URL,
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.Popen(  # noqa: S603 -- our own worker
        [sys.executable, "-c", WORKER, str(job.pk)], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )


def killed_after(job, signs):
    """Start a worker and kill it once it has shown so many signs of work."""
    process = worker(job)
    for _number in range(signs):
        process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    Job.objects.filter(pk=job.pk, state="running").update(state="queued")  # as the sweeper does after two minutes


def finished(job):
    process = worker(job)
    process.communicate(timeout=120)
    assert process.returncode == 0


def test_a_worker_killed_again_and_again_leaves_one_snapshot_each():
    accounts = AccountFactory.create_batch(
        ACCOUNTS, manager=UserFactory(), days_late=90, days_late_on=TODAY, issues_checked_on=TODAY
    )
    job = Job.objects.create(kind="scoring.rescore", key=TODAY.isoformat())
    for signs in (1, 6, 11):
        killed_after(job, signs)
    finished(job)
    kept = ScoreSnapshot.objects.filter(day=TODAY, trigger="nightly").values_list("account_id", "model")
    assert sorted(kept) == sorted((account.pk, model) for account in accounts for model in ("health", "viability"))
    assert set(Account.objects.values_list("figures__health_on", flat=True)) == {TODAY}
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    keys = list(Notice.objects.values_list("dedupe_key", flat=True))
    assert len(keys) == len(set(keys))


def test_two_workers_do_not_run_one_night_together():
    AccountFactory.create_batch(8)
    job = Job.objects.create(kind="scoring.rescore", key=TODAY.isoformat())
    first = worker(job)
    first.stdout.readline()
    begun = time.monotonic()
    finished(job)  # sees that somebody holds the job, and leaves it alone
    assert Job.objects.get(pk=job.pk).attempts == 1
    first.communicate(timeout=120)
    assert ScoreSnapshot.objects.filter(model="health").count() == 8
    assert time.monotonic() - begun < 120
