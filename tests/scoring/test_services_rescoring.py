"""When scores are computed anew."""

import pytest
from django.utils import timezone

from accounts.changes import account_changed
from accounts.models import Job
from scoring import tasks
from scoring.models import ScoreSnapshot
from scoring.services import rescoring
from tests.factories import TODAY, AccountFactory

pytestmark = pytest.mark.django_db


def run(day=TODAY, progress=lambda *args: None):
    job = Job.objects.create(kind=rescoring.KIND, key=day.isoformat())
    try:
        return rescoring.rescore_run(job, progress)
    finally:
        Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)


def test_the_nightly_run_scores_every_account_in_use():
    AccountFactory.create_batch(3)
    AccountFactory(archived_at=timezone.now())
    assert run()["accounts"] == 3
    assert ScoreSnapshot.objects.filter(day=TODAY, trigger="nightly").count() == 6


def test_a_run_that_was_killed_goes_on_where_it_was(monkeypatch):
    monkeypatch.setattr(rescoring, "BATCH", 2)
    AccountFactory.create_batch(5)

    def killed(done, total):
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(progress=killed)
    assert run()["accounts"] == 1
    assert ScoreSnapshot.objects.filter(model="health").count() == 5


def test_a_second_run_of_a_day_finds_nothing_to_do():
    AccountFactory()
    run()
    assert run()["accounts"] == 0


def test_progress_is_told_batch_by_batch(monkeypatch):
    monkeypatch.setattr(rescoring, "BATCH", 2)
    AccountFactory.create_batch(3)
    told = []
    run(progress=lambda *args: told.append(args))
    assert told == [(2, 3), (3, 3)]


def test_one_nightly_job_of_a_day_at_a_time():
    first = rescoring.rescore_start(today=TODAY)
    assert rescoring.rescore_start(today=TODAY) == first
    assert Job.objects.count() == 1


def test_the_task_of_the_clock_starts_the_job(django_capture_on_commit_callbacks):
    account = AccountFactory()
    with django_capture_on_commit_callbacks(execute=True):
        job_id = tasks.rescore_all()
    job = Job.objects.get(pk=job_id)
    assert (job.kind, job.key, job.state) == ("scoring.rescore", timezone.localdate().isoformat(), "done")
    assert account.snapshots.filter(trigger="nightly").count() == 2


def test_a_burst_of_changes_is_answered_once(monkeypatch):
    queued = []
    monkeypatch.setattr(
        rescoring.rescore_account, "apply_async", lambda args, countdown: queued.append((args, countdown))
    )
    for _number in range(3):
        rescoring.rescore_soon(7, "issue")
    rescoring.rescore_soon(8, "issue")
    assert queued == [((7,), 3), ((8,), 3)]


def test_what_no_score_looks_at_queues_nothing(monkeypatch):
    queued = []
    monkeypatch.setattr(rescoring.rescore_account, "apply_async", lambda *args, **kwargs: queued.append(args))
    rescoring.rescore_soon(7, "team")
    assert queued == []


def test_a_change_at_an_account_is_scored_after_the_commit(django_capture_on_commit_callbacks):
    account = AccountFactory()
    with django_capture_on_commit_callbacks(execute=True):
        account_changed(account.pk, "issue")
    assert account.snapshots.filter(trigger="change").count() == 2


def test_after_the_computation_a_further_change_is_scored_again(django_capture_on_commit_callbacks):
    account = AccountFactory()
    for days_late in (5, 50):
        account.days_late = days_late
        account.save()
        with django_capture_on_commit_callbacks(execute=True):
            account_changed(account.pk, "money")
    assert account.snapshots.filter(model="health").count() == 2


def test_an_archived_account_is_left_alone():
    account = AccountFactory(archived_at=timezone.now())
    assert rescoring.account_rescore(account_id=account.pk) == 0
    assert rescoring.accounts_rescore(account_ids=[account.pk]) == 0
