"""The validity page: what it is made of, who sees what of it, and what people note on it."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.models import Account, AuditEvent, Job
from accounts.services.jobs import job_run
from scoring.models import MissReview, Outcome, Respondent, ScoreSnapshot, ValidityReport, Wave
from scoring.selectors import predictions
from scoring.services.validity import miss_note, report_make, validity_start
from tests.factories import TODAY, AccountFactory, ContractFactory, StakeholderFactory, WaveFactory
from tests.scoring.conftest import ago, text_of

pytestmark = pytest.mark.django_db
PAGE = "scoring:validity"


def scored(account: Account, day: date, score: float | None, model: str = "health", **inputs) -> ScoreSnapshot:
    band = "grey" if score is None else "green" if score >= 75 else "amber" if score >= 50 else "red"
    moment = datetime.combine(day, datetime.min.time(), ZoneInfo("UTC"))
    return ScoreSnapshot.objects.create(
        account=account, model=model, method=f"{model}-1", day=day, taken_at=moment, score=score, coverage=80,
        status="normal", band=band, inputs=inputs, result={},
    )  # fmt: skip


def surveyed(account: Account, day: date, status: str = "reported", anchors: tuple[int, ...] = (), **more) -> Wave:
    moment = datetime.combine(day, datetime.min.time(), ZoneInfo("UTC"))
    result = {"status": status, "score": 80.0 if status == "reported" else None, "band": "strong"}
    wave = WaveFactory(account=account, closed_at=moment, result=result, **more)
    for anchor in anchors:
        asked = StakeholderFactory(account=account)
        Respondent.objects.create(wave=wave, stakeholder=asked, anchor=anchor, answers=[anchor] * 9, answered_at=moment)
    return wave


def ended(account: Account, result: str, days: int = 10) -> None:
    status = "lost" if result == "lost" else "renewed"
    ContractFactory(account=account, ends_on=ago(days), status=status, end_result=result, end_result_on=ago(days))


def many(org, bad: int = 10, good: int = 10) -> None:
    """Renewed accounts that were green, lost ones that were red, and one of each turned round at the known account."""
    for number in range(bad + good - 2):
        is_bad = number < bad - 1
        account = AccountFactory(name=f"Customer {number}")
        ended(account, "lost" if is_bad else "same", days=10 + number)
        scored(account, ago(130), 30 + number if is_bad else 80)
    scored(org.account, ago(130), 90, renewal=20, trend_pct=4.0)
    ended(org.account, "lost", days=5)
    odd = AccountFactory(name="Zenith")
    scored(odd, ago(130), 20)
    ended(odd, "more", days=6)


def test_a_case_holds_what_was_known_so_many_days_before():
    account, silent = AccountFactory(), AccountFactory()
    ended(account, "less", days=0)
    scored(account, ago(89), 10)  # too late
    kept = scored(account, ago(95), 70, renewal=40, trend_pct=-3.5)
    scored(account, ago(400), 55)
    scored(account, ago(250), 99)  # too old for 180 days before
    scored(account, ago(100), 61, model="viability")
    surveyed(account, ago(200), anchors=(7, 6, 2))
    surveyed(account, ago(150), status="not_reported")
    ended(silent, "same", days=0)
    surveyed(silent, ago(150), status="not_reported", anchors=(7, 7))
    report_make(today=TODAY, by=None)
    case, other = sorted(predictions.contract_cases(), key=lambda case: case.account)
    at = case.at(90)
    assert (case.result, case.is_bad, at.snapshot, at.band("health"), at.band("cis")) == (
        "less", True, kept.pk, "amber", "strong",
    )  # fmt: skip
    assert at.values == {
        "health": 70, "cis": 80, "viability": 61, "growth": -3.5, "guess": 40, "anchor": 5,
    }  # fmt: skip
    assert (case.at(180).values["health"], case.at(365).values["health"]) == (None, 55)
    assert (at.asked, other.at(90).asked, other.at(90).values["cis"], other.at(90).values["anchor"]) == (
        "reported", "silent", None, None,
    )  # fmt: skip


def test_confidential_answers_wait_until_ten_people_are_together_and_stay_together():
    account = AccountFactory()
    surveyed(account, ago(100), anchors=(5,) * 4, mode="named")
    secret = surveyed(account, ago(90), anchors=(6,) * 9, mode="confidential")
    assert len(predictions.answered()) == 4
    surveyed(account, ago(80), anchors=(6,), mode="confidential")
    assert len(predictions.answered()) == 14
    later = surveyed(account, ago(10), mode="named")
    for row in secret.respondents.all():  # the same people, now known
        Respondent.objects.create(wave=later, stakeholder=row.stakeholder, answers=[1] * 9, answered_at=later.closed_at)
    assert sorted(one.answers[0] for one in predictions.answered()) == [1] * 9 + [5] * 4 + [6] * 10


def test_the_job_leaves_one_report_however_often_it_runs(org):
    many(org)
    job = validity_start(today=TODAY, by=org.administrator)
    job_run(job_id=job.pk)
    report = ValidityReport.objects.get()
    assert (Job.objects.get(pk=job.pk).result, report.by) == ({"report": report.pk}, org.administrator)
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
    job_run(job_id=job.pk)
    assert ValidityReport.objects.count() == 1
    assert (report.result["is_enough"], report.result["cases"]["bad"], report.result["outcomes"]["contract"]["lost"]) == (
        True, 10, 10,
    )  # fmt: skip


def test_a_fresh_installation_says_what_to_do(client, org):
    client.force_login(org.administrator)
    text = text_of(client.get(reverse(PAGE)))
    assert "No report yet" in text
    assert "Make a report now" in text
    assert client.post(reverse("scoring:validity-start")).status_code == 302
    assert "The report is being made" in text_of(client.get(reverse(PAGE)))


def test_too_few_outcomes_show_the_bands_alone(client, org):
    ended(org.account, "lost")
    scored(org.account, ago(130), 90)
    report_make(today=TODAY, by=None)
    client.force_login(org.leader)
    text = text_of(client.get(reverse(PAGE)))
    assert "Too little is known yet" in text
    assert "0 contracts were renewed and 1 were lost or shrunk" in text
    assert "Health: what became of each band" in text
    assert not [word for word in ("AUC", "Spearman", "Strong, but lost", "Make a report now") if word in text]


def test_the_report_shows_figures_and_each_reader_their_own_accounts(client, org):
    many(org)
    report_make(today=TODAY, by=None)
    client.force_login(org.leader)
    text = text_of(client.get(reverse(PAGE)))
    assert "Clearly better than chance: Health, 90 days." in text
    assert ("Aurora Foods" in text, "Zenith" in text, "1 more is at an account that you do not see" in text) == (
        True, False, True,
    )  # fmt: skip
    client.force_login(org.auditor)
    text = text_of(client.get(reverse(PAGE)))
    assert ("Aurora Foods" in text, "Zenith" in text, "Note what it was" in text) == (True, True, False)


def test_tables_are_files_too(client, org):
    many(org)
    report_make(today=TODAY, by=None)
    client.force_login(org.leader)
    lines = b"".join(client.get(reverse("scoring:validity-csv", args=["discrimination"]))).decode().splitlines()
    assert lines[0].lstrip("\ufeff") == "Score,Days before,AUC,AUC: From,AUC: To,Renewed,Lost or shrunk"
    assert (lines[1].startswith("Health,90,0.8"), lines[1].endswith(",10,10")) == (True, True)
    misses = b"".join(client.get(reverse("scoring:validity-csv", args=["misses"]))).decode()
    assert ("Aurora Foods" in misses, "Zenith" in misses) == (True, False)
    assert client.get(reverse("scoring:validity-csv", args=["nothing"])).status_code == 404
    assert client.get(reverse(PAGE), {"report": "99999"}).status_code == 404


@pytest.mark.parametrize("accounts", [20, 30])
def test_the_page_asks_a_fixed_number_of_questions(client, org, accounts, django_assert_num_queries):
    many(org, good=accounts - 10)
    report_make(today=TODAY, by=None)
    client.force_login(org.administrator)
    with django_assert_num_queries(10):
        client.get(reverse(PAGE))


def test_a_person_notes_what_a_wrong_prediction_was(client, org):
    many(org)
    report_make(today=TODAY, by=None)
    outcome = Outcome.objects.get(account=org.account)
    url = reverse("scoring:miss-edit", args=[outcome.pk, "health"])
    client.force_login(org.manager)
    assert client.post(url, {"note": ""}).status_code == 422
    assert client.post(url, {"note": "The sponsor left"}).status_code == 302
    row = MissReview.objects.get()
    assert (row.note, row.by, row.origin) == ("The sponsor left", org.manager, outcome.origin)
    assert AuditEvent.objects.filter(verb="missreview.created", account=org.account).exists()
    client.force_login(org.leader)
    assert "The sponsor left" in text_of(client.get(reverse(PAGE)))
    assert client.get(reverse("scoring:miss-edit", args=[outcome.pk, "growth"])).status_code == 404


def test_two_who_note_at_once_both_keep_what_they_wrote(client, org):
    outcome = Outcome.objects.create(
        account=org.account, kind="contract", origin="contract:1", from_on=TODAY, happened_on=TODAY, result="lost"
    )
    url = reverse("scoring:miss-edit", args=[outcome.pk, "health"])
    miss_note(outcome=outcome, model="health", note="First", by=org.leader)
    client.force_login(org.manager)
    answer = client.post(url, {"note": "Mine", "version": ""})
    assert (answer.status_code, MissReview.objects.get().note) == (409, "First")
    assert {"Mine", "First"} <= set(text_of(answer).replace("<", " ").replace(">", " ").split())
    miss_note(outcome=outcome, model="health", note="Second", by=org.leader, version=1)
    assert client.post(url, {"note": "Mine", "version": "1"}).status_code == 409
    assert client.post(url, {"note": "Mine", "version": "2"}).status_code == 302
    assert (MissReview.objects.get().note, MissReview.objects.get().by) == ("Mine", org.manager)


def test_the_api_gives_outcomes_of_accounts_that_one_sees(client, org):
    for account in (org.account, AccountFactory()):
        Outcome.objects.create(
            account=account, kind="contract", origin="contract:1", from_on=TODAY, happened_on=TODAY, result="lost"
        )
    client.force_login(org.manager)
    found = client.get("/api/v1/outcomes/", {"since": TODAY - timedelta(days=1)}).json()["results"]
    assert [(row["account"], row["result"]) for row in found] == [(org.account.pk, "lost")]
    assert client.post("/api/v1/outcomes/", {}).status_code == 405


def test_statistics_are_loaded_where_a_figure_is_computed_and_never_at_start_up():
    heavy = re.compile(r"^(import|from) (numpy|scipy|sklearn)\b", re.MULTILINE)
    apps = ("accounts", "kam", "planning", "reviews", "scoring")
    files = [path for app in apps for path in (Path(settings.BASE_DIR) / app).rglob("*.py")]
    assert [path.name for path in files if heavy.search(path.read_text(encoding="utf-8"))] == []
