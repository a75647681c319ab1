"""Runs are killed, stopped, started again, and meet each other."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.importing import running, values, writing
from accounts.importing.checking import check_import
from accounts.importing.running import Driver, RunMoved, run_import, steps_of
from accounts.importing.runs import import_create_from_folder, import_start, source_named
from accounts.jobs import JobStopped
from accounts.models import Account, AuditEvent, ImportRun, Job, Opportunity, User
from accounts.services import jobs
from tests.accounts.importing.conftest import DATA, counts, silent
from tests.accounts.importing.test_small_set import EXPECTED
from tests.factories import AccountFactory

State = ImportRun.State


class Killed(BaseException):
    """The process ends without a word."""


@pytest.fixture
def fresh(administrator: User) -> ImportRun:
    """The small set, ready to run."""
    run = import_create_from_folder(source="crm", folder=DATA, by=administrator)
    run.state = State.CHECKED
    run.save()
    return run


def test_what_is_named_comes_before_what_names_it(fresh: ImportRun) -> None:
    steps = [(step.kind, step.links) for step in steps_of(fresh)]
    assert steps == [
        ("person", False), ("person", True), ("product", False), ("account", False), ("account", True),
        ("contact", False), ("contact", True), ("opportunity", False), ("contract", False), ("revenue", False),
    ]  # fmt: skip


@pytest.mark.parametrize("after", [1, 4, 9, 14, 20, 27])
def test_a_killed_run_goes_on_and_ends_with_the_same(fresh: ImportRun, monkeypatch: Any, after: int) -> None:
    blocks_left = [after]

    def kill(_driver: Driver) -> None:
        blocks_left[0] -= 1
        if blocks_left[0] < 0:
            raise Killed

    hold = Driver._hold
    with monkeypatch.context() as patch:
        patch.setattr(Driver, "_hold", lambda driver: (kill(driver), hold(driver))[1])
        with pytest.raises(Killed):
            run_import(fresh, report=silent, by=None, size=3)
    again = ImportRun.objects.get(pk=fresh.pk)
    finished = again.rows.count()
    run_import(again, report=silent, by=None, size=3)
    assert counts(again) == EXPECTED
    assert again.rows.count() == 58 >= finished
    assert Opportunity.objects.count() == 10
    event = AuditEvent.objects.get(verb="import.ran", account__name="Betatech")
    assert event.changes == {
        "account.created": [None, 1],
        "contact.created": [None, 1],
        "contract.created": [None, 1],
        "opportunity.created": [None, 5],
        "revenue.created": [None, 2],
    }


@pytest.mark.parametrize("size", [1, 2, 7])
def test_the_size_of_blocks_changes_nothing(fresh: ImportRun, size: int) -> None:
    run_import(fresh, report=silent, by=None, size=size)
    assert counts(fresh) == EXPECTED


@pytest.mark.parametrize("piece", [1, 2, 5])
@pytest.mark.parametrize("limit", [1, 50_000])
def test_pieces_and_what_is_forgotten_between_them_change_nothing(
    fresh: ImportRun, monkeypatch: Any, piece: int, limit: int
) -> None:
    monkeypatch.setattr(running, "PIECE", piece)
    monkeypatch.setattr(values, "MEMO_LIMIT", limit)
    run_import(fresh, report=silent, by=None)
    assert counts(fresh) == EXPECTED


def test_a_worker_that_comes_back_finds_the_mark_moved(fresh: ImportRun) -> None:
    late = ImportRun.objects.get(pk=fresh.pk)
    run_import(fresh, report=silent, by=None)
    with pytest.raises(RunMoved):
        Driver(late, silent, None, 5_000).go()
    assert Opportunity.objects.count() == 10


def test_the_job_runs_to_its_end(
    fresh: ImportRun, administrator: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = import_start(run=fresh, by=administrator)
    job.refresh_from_db()
    fresh.refresh_from_db()
    assert (job.state, fresh.state) == (Job.State.DONE, State.DONE)
    assert counts(fresh) == EXPECTED
    assert job.total == job.done


def test_a_lost_job_is_taken_up_by_the_sweeper(fresh: ImportRun, administrator: User, monkeypatch: Any) -> None:
    job = import_start(run=fresh, by=administrator)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, heartbeat_at=job.created_at.replace(year=2020))
    monkeypatch.setattr(jobs, "run_job", type("Queue", (), {"delay": staticmethod(lambda pk: jobs.job_run(job_id=pk))}))
    assert jobs.jobs_sweep() == 1
    fresh.refresh_from_db()
    assert fresh.state == State.DONE


def test_a_stopped_job_leaves_a_run_that_can_go_on(fresh: ImportRun, administrator: User) -> None:
    job = import_start(run=fresh, by=administrator)
    jobs.job_stop(job=job)
    jobs.job_run(job_id=job.pk)
    job.refresh_from_db()
    fresh.refresh_from_db()
    assert (job.state, fresh.state) == (Job.State.STOPPED, State.STOPPED)
    jobs.job_run(job_id=import_start(run=fresh, by=administrator).pk)
    fresh.refresh_from_db()
    assert fresh.state == State.DONE
    assert counts(fresh) == EXPECTED


def test_a_failed_job_says_why_and_can_go_on(fresh: ImportRun, administrator: User, monkeypatch: Any) -> None:
    job = import_start(run=fresh, by=administrator)
    with monkeypatch.context() as patch:
        patch.setattr(running, "finish", lambda *_args, **_kwargs: 1 / 0)
        jobs.job_run(job_id=job.pk)
    fresh.refresh_from_db()
    assert (fresh.state, fresh.note) == (State.FAILED, "ZeroDivisionError: division by zero")
    jobs.job_run(job_id=import_start(run=fresh, by=administrator).pk)
    fresh.refresh_from_db()
    assert (fresh.state, counts(fresh)) == (State.DONE, EXPECTED)


def test_a_run_whose_job_died_has_failed(fresh: ImportRun, administrator: User) -> None:
    job = import_start(run=fresh, by=administrator)
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED)
    run = ImportRun.objects.select_related("job").get(pk=fresh.pk)
    assert (run.state, run.standing) == (State.RUNNING, State.FAILED)


def test_a_stopped_check_leaves_nothing(fresh: ImportRun) -> None:
    def stop(done: int, total: int, message: str) -> None:
        if done > 30:
            raise JobStopped

    with pytest.raises(JobStopped):
        check_import(fresh, report=stop, by=None, size=3)
    assert not Account.objects.exists()
    assert fresh.rows.count() == 0


def test_foreign_keys_are_checked_when_row_checks_are_spared(
    fresh: ImportRun, monkeypatch: Any, administrator: User
) -> None:
    monkeypatch.setattr(writing, "FEW", 1)
    with connection.cursor() as cursor:
        cells = {"account": ["1234567"], "product": ["\\N"]}
        assert writing.lock_targets(cursor, Opportunity, cells) is False
        assert writing.lock_targets(cursor, Opportunity, {"account": ["\\N"]}) is True
        account, locked = str(AccountFactory(name="Not of this file").pk), {}
        assert writing.lock_targets(cursor, Opportunity, {"account": [account]}, locked) is True
        assert locked == {Account: {account}}
        with CaptureQueriesContext(connection) as asked:
            assert writing.lock_targets(cursor, Opportunity, {"account": [account]}, locked) is True
        assert not asked  # those rows are held until we commit
        monkeypatch.setattr(writing, "may_spare_checks", lambda: False)
        assert writing.lock_targets(cursor, Opportunity, {"account": ["1"]}) is False
    run_import(fresh, report=silent, by=None)
    assert counts(fresh) == EXPECTED


@pytest.mark.django_db(transaction=True)
def test_a_real_run_commits_valid_foreign_keys(folder: Callable[..., Path]) -> None:
    run = import_create_from_folder(source="crm", folder=DATA, by=None)
    run_import(run, report=silent, by=None, size=4)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_opportunity o LEFT JOIN accounts_product p ON p.id = o.product_id "
                       "WHERE o.product_id IS NOT NULL AND p.id IS NULL")  # fmt: skip
        assert cursor.fetchone() == (0,)
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)
    assert source_named(name="CRM").name == "crm"


def test_what_no_file_says_about_a_deal_stays_empty(fresh: ImportRun) -> None:
    run_import(fresh, report=silent, by=None)
    assert Opportunity.objects.exists()
    assert set(Opportunity.objects.values_list("win_reason", flat=True)) == {""}
