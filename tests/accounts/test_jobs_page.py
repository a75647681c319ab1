"""The page of background runs: who may open it, what it says, when it refreshes itself."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Job
from accounts.selectors.jobs import run_line, timetable
from tests.scoring.conftest import text_of

pytestmark = pytest.mark.django_db
URL = reverse("accounts:job-list")


def run(**fields):
    fields = {"kind": "scoring.rescore", "key": "2026-06-15", "state": "done", "done": 40, "total": 40} | fields
    return Job.objects.create(**fields)


def test_a_run_says_what_it_is_for_how_far_it_is_and_what_went_wrong(client, org):
    run(state="failed", done=12, error="OperationalError: no more room", attempts=2, key="2026-06-14")
    run(kind="document.make", key="document-7", account=org.account, by=org.manager)
    client.force_login(org.administrator)
    text = text_of(client.get(URL))
    for words in ("Scores of all accounts, nightly", "June 14, 2026", "attempt 2", "no more room", "Aurora Foods"):
        assert words in text
    assert 'hx-trigger="every 3s"' not in text


def test_the_page_looks_again_while_a_run_goes_on(client, org):
    run(state="running", done=10)
    client.force_login(org.auditor)
    answer = client.get(URL, {"state": "running"})
    assert 'hx-trigger="every 3s"' in text_of(answer)
    assert len(answer.context["lines"]) == 1
    assert client.get(URL, {"state": "failed"}).context["lines"] == []


def test_a_run_has_taken_the_time_until_it_ended_or_until_now(org):
    job = run()
    job.created_at, job.finished_at = timezone.now() - timedelta(minutes=9), None
    assert run_line(job, timezone.now()).took == "9 min 0 s"
    job.finished_at = job.created_at + timedelta(hours=9, minutes=5)
    assert run_line(job, timezone.now()).took == "9 h 5 min"
    job.finished_at = job.created_at + timedelta(seconds=4)
    assert run_line(job, timezone.now()).took == "4 seconds"


def test_the_timetable_follows_the_settings_and_names_the_next_time():
    now = datetime(2026, 6, 15, 3, 0, tzinfo=UTC)  # a Monday
    found = {timed.label: timed for timed in timetable(now)}
    assert found["Re-score all accounts"].at == datetime(2026, 6, 16, 1, 15, tzinfo=UTC)
    assert found["Remind people"].at == datetime(2026, 6, 15, 6, 5, tzinfo=UTC)
    weekly = [timed for timed in found.values() if timed.is_weekly]
    assert [timed.at.isoweekday() for timed in weekly] == [1]
    quarterly = [timed for timed in found.values() if timed.is_quarterly]
    assert [timed.at for timed in quarterly] == [datetime(2026, 7, 1, 2, 30, tzinfo=UTC)]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_the_same_queries(client, org, rows, django_assert_num_queries):
    for _ in range(rows):
        run(by=org.manager, account=org.account)
    client.force_login(org.administrator)
    with django_assert_num_queries(3):
        client.get(URL)
