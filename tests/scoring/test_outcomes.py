"""What came of accounts, noted from the records."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import Account, Contract, Job
from accounts.services import contracts
from accounts.services.jobs import job_run
from scoring.models import Outcome, ScoreSnapshot, ValidityReport
from scoring.services.outcomes import booked_until, half_years, outcomes_note, outcomes_start
from tests.factories import (
    TODAY,
    AccountFactory,
    AssessmentFactory,
    ContractFactory,
    ProductFactory,
    RevenueFactory,
    UserFactory,
    WaveFactory,
)

pytestmark = pytest.mark.django_db


def months(first: date, count: int) -> list[date]:
    """The first days of so many months."""
    return [
        date((first.year * 12 + first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(count)
    ]


def billed(account: Account, first: date, count: int, amount: int, **fields) -> None:
    for month in months(first, count):
        RevenueFactory(account=account, month=month, amount=amount, **fields)


def found(account: Account, kind: str) -> list[tuple[str, str]]:
    rows = Outcome.objects.filter(account=account, kind=kind).order_by("happened_on", "origin")
    return [(str(row.happened_on), row.result) for row in rows]


def test_the_end_of_a_contract_is_told_by_its_status_and_the_contract_that_follows():
    account = AccountFactory()
    ends = {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 12, 31), "annual_value": 100, "status": "renewed"}
    ContractFactory(account=account, **ends)
    ContractFactory(account=account, starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1), annual_value=90)
    ContractFactory(account=account, ends_on=date(2026, 2, 1), status="lost")
    ContractFactory(account=account, ends_on=date(2026, 3, 1), status="renewed", starts_on=date(2026, 2, 1))
    ContractFactory(account=account, ends_on=date(2026, 4, 1))  # over, and nobody said how
    ContractFactory(account=account, ends_on=date(2026, 4, 2), status="ended")
    ContractFactory(account=account, ends_on=date(2026, 9, 1), status="lost")  # counts from its last day on
    outcomes_note(today=TODAY)
    assert found(account, "contract") == [("2025-12-31", "less"), ("2026-02-01", "lost"), ("2026-03-01", "renewed")]
    first = Outcome.objects.get(account=account, result="less")
    assert (first.before, first.after, round(first.change_pct)) == (100, 90, -10)


def test_what_a_person_says_of_the_end_wins_and_can_be_corrected_and_taken_back():
    manager, account = UserFactory(), AccountFactory()
    contract = ContractFactory(account=account, ends_on=date(2026, 2, 1), status="lost")
    contract = contracts.contract_update(contract=contract, changes={"end_result": "same"}, by=manager)
    outcomes_note(today=TODAY)
    kept = Outcome.objects.get(account=account)
    assert (kept.result, kept.is_by_hand, kept.happened_on) == ("same", True, date(2026, 2, 1))
    contracts.contract_update(contract=contract, changes={"end_result": "more"}, by=manager)
    outcomes_note(today=TODAY)
    assert (Outcome.objects.get(account=account).pk, found(account, "contract")) == (kept.pk, [("2026-02-01", "more")])
    Contract.objects.all().delete()
    outcomes_note(today=TODAY)
    assert found(account, "contract") == []


def test_revenue_a_year_after_a_wave_and_after_each_half_year_with_a_score():
    account, silent, foreign = AccountFactory(), AccountFactory(), AccountFactory(currency="CNY")
    closed = datetime(2025, 2, 10, tzinfo=ZoneInfo("UTC"))
    for one in (account, silent, foreign):
        WaveFactory(account=one, closed_at=closed)
    billed(account, date(2024, 1, 1), 14, 100)
    billed(account, date(2025, 3, 1), 15, 150)
    billed(silent, date(2025, 1, 1), 17, 100)  # no whole year before
    billed(foreign, date(2024, 1, 1), 29, 100)
    ScoreSnapshot.objects.create(account=account, model="health", method="health-1", day=date(2024, 12, 20), coverage=80,
                                 status="normal", band="green", score=80, inputs={}, result={})  # fmt: skip
    outcomes_note(today=TODAY)
    grown = Outcome.objects.get(account=account, origin__startswith="wave")
    assert (grown.from_on, grown.happened_on, round(grown.change_pct)) == (date(2025, 3, 1), date(2026, 2, 28), 50)
    assert [
        row.origin for row in Outcome.objects.filter(account=account, kind="revenue", origin__startswith="half")
    ] == ["half:2025-01-01"]
    assert not Outcome.objects.filter(account__in=[silent, foreign]).exists()


def test_a_year_that_is_not_booked_yet_tells_nothing():
    account = AccountFactory()
    WaveFactory(account=account, closed_at=datetime(2025, 2, 10, tzinfo=ZoneInfo("UTC")))
    billed(account, date(2024, 1, 1), 20, 100)  # until August 2025
    assert booked_until(TODAY) == date(2025, 9, 1)
    assert half_years(date(2023, 1, 1), date(2025, 9, 1))[-1] == date(2024, 7, 1)
    outcomes_note(today=TODAY)
    assert not Outcome.objects.filter(kind="revenue").exists()


def test_new_products_and_decisions_on_key_status():
    account = AccountFactory()
    old, new = ProductFactory(), ProductFactory()
    billed(account, date(2024, 1, 1), 3, 100, product=old)
    billed(account, date(2025, 6, 1), 2, 100, product=new)
    for day, decision in ((date(2025, 1, 1), "key"), (date(2025, 6, 1), "key"), (date(2026, 1, 1), "leaving")):
        AssessmentFactory(
            account=account, status="decided", decision=decision, decided_on=day, is_latest=day.year == 2026
        )
    outcomes_note(today=TODAY)
    assert found(account, "bought") == [("2025-06-01", "product")]
    assert found(account, "status") == [("2025-01-01", "in"), ("2026-01-01", "out")]


@pytest.mark.parametrize("accounts", [1, 3])
def test_the_run_asks_a_fixed_number_of_questions_and_twice_changes_nothing(accounts, django_assert_num_queries):
    for _one in range(accounts):
        ContractFactory(ends_on=date(2026, 2, 1), status="lost")
    with django_assert_num_queries(8):
        assert outcomes_note(today=TODAY)["changed"] == accounts
    assert outcomes_note(today=TODAY)["changed"] == 0


def test_the_nightly_job_notes_archived_accounts_too():
    ContractFactory(account=AccountFactory(archived_at=timezone.now()), ends_on=date(2026, 2, 1), status="lost")
    job = outcomes_start(today=TODAY)
    job_run(job_id=job.pk)
    assert Job.objects.get(pk=job.pk).result == {"accounts": 1, "changed": 1}


def test_a_report_cannot_be_changed():
    report = ValidityReport.objects.create(day=TODAY, method="validity-1", result={})
    with pytest.raises(DatabaseError), transaction.atomic():
        ValidityReport.objects.filter(pk=report.pk).update(result={"auc": 1})


def test_the_form_of_a_contract_refuses_an_end_that_does_not_fit(client, org):
    contract = ContractFactory(account=org.account, ends_on=date(2026, 2, 1))
    client.force_login(org.manager)
    url, sent = f"/accounts/contracts/{contract.pk}/edit/", {"name": "Frame", "notice_days": 90, "currency": "EUR"}
    answer = client.post(url, sent | {"status": "renewed", "end_result": "lost", "version": 1})
    assert answer.status_code == 422
    assert "This does not fit the status" in answer.content.decode()
    answer = client.post(
        url, sent | {"status": "active", "end_result": "", "end_result_on": "2026-01-01", "version": 1}
    )
    assert (answer.status_code, "Say how it ended" in answer.content.decode()) == (422, True)
    answer = client.post(url, sent | {"status": "lost", "end_result": "lost", "ends_on": "2026-02-01", "version": 1})
    contract.refresh_from_db()
    assert (answer.status_code, contract.end_result, str(contract.end_result_on)) == (302, "lost", "2026-02-01")
