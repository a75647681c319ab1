"""What tests of scoring share: accounts whose records give the published examples TH1, TH2 and TV1."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.http import HttpResponse

from accounts.models import Account, Issue, Opportunity, Revenue
from scoring import sources
from scoring.models import Rating
from scoring.sources import Fact, SourceValue
from tests.factories import (
    TODAY,
    AccountFactory,
    AssessmentFactory,
    ContractFactory,
    IssueFactory,
    LinkFactory,
    OpportunityFactory,
    StakeholderFactory,
    WaveFactory,
)


@pytest.fixture(autouse=True)
def _no_cache() -> None:
    """The names of methods and the debounce are kept in the cache, which outlives a test's transaction."""
    cache.clear()


@pytest.fixture(autouse=True)
def contributed(monkeypatch: pytest.MonkeyPatch) -> dict[Fact, dict[int, Any]]:
    """What planning would contribute: values by account, empty until a test fills them."""
    values: dict[Fact, dict[int, Any]] = {Fact.ACTIONS: {}, Fact.GROWTH_TARGET: {}}
    for fact, known in values.items():
        monkeypatch.setitem(sources.SOURCES, fact, _answer(known))
    return values


def _answer(known: dict[int, Any]) -> sources.Source:
    return lambda account_ids, today: {pk: SourceValue(known[pk]) for pk in account_ids if pk in known}


def text_of(answer: HttpResponse) -> str:
    """A page with its white space as a browser would show it."""
    return " ".join(answer.content.decode().split())


def ago(days: int) -> date:
    """So many days before the day of the tests."""
    return TODAY - timedelta(days=days)


def people(account: Account, stances: list[int], *, strength: int, contact: int, judged: int = 0) -> None:
    """Key players of influence 5 with one link each."""
    for stance in stances:
        person = StakeholderFactory(account=account, influence=5, stance=stance, stance_on=ago(judged))
        LinkFactory(stakeholder=person, strength=strength, last_contact_on=ago(contact))


def revenue(account: Account, last: int, before: int) -> None:
    """The same amount in each of the last 12 whole months, and of the 12 before."""
    rows = [(1 + i, last) for i in range(12)] + [(13 + i, before) for i in range(12)]
    months = [
        (date((TODAY.year * 12 + TODAY.month - 1 - n) // 12, (TODAY.month - 1 - n) % 12 + 1, 1), a) for n, a in rows
    ]
    Revenue.objects.bulk_create([Revenue(account=account, month=m, amount=Decimal(a) / 12) for m, a in months])


def reported_wave(account: Account, score: float, *, closed: int = 0, margin: float = 11.0) -> None:
    """A closed wave whose result is known."""
    moment = datetime.combine(ago(closed), datetime.min.time(), ZoneInfo("UTC"))
    result = {"status": "reported", "score": score, "low": score - margin, "high": score + margin, "label": "medium"}
    WaveFactory(account=account, opens_on=ago(closed + 20), closes_on=ago(closed), closed_at=moment, result=result)


def make_th1(contributed: dict[Fact, dict[int, Any]], **fields: Any) -> Account:
    """All known and fresh: health 76.425."""
    account = AccountFactory(days_late=6, days_late_on=TODAY, issues_checked_on=TODAY, **fields)
    reported_wave(account, 72.0)
    people(account, [2], strength=4, contact=22)
    people(account, [1] * 4, strength=2, contact=22)
    for severity, count in {Issue.Severity.MAJOR: 1, Issue.Severity.MINOR: 2}.items():
        IssueFactory.create_batch(count, account=account, severity=severity)
    ContractFactory(account=account, renewal_chance=80, renewal_chance_on=TODAY)
    revenue(account, last=1_050_000, before=1_000_000)
    contributed[Fact.ACTIONS][account.pk] = (6, 1, 1)
    return account


def make_th2(contributed: dict[Fact, dict[int, Any]], **fields: Any) -> Account:
    """Old and missing: health 39.642857 with 70 % coverage."""
    account = AccountFactory(days_late=45, days_late_on=TODAY, issues_checked_on=TODAY, **fields)
    people(account, [1, 1, 1, 1, 2], strength=0, contact=75, judged=150)
    IssueFactory(account=account, severity=Issue.Severity.CRITICAL)
    IssueFactory(account=account, severity=Issue.Severity.MAJOR)
    ContractFactory(account=account, ends_on=TODAY + timedelta(days=60), renewal_chance=50, renewal_chance_on=TODAY)
    revenue(account, last=850_000, before=1_000_000)
    contributed[Fact.ACTIONS][account.pk] = (1, 1, 2)
    return account


def make_tv1(contributed: dict[Fact, dict[int, Any]], account: Account) -> Account:
    """Adds what viability asks for: 71.0."""
    Revenue.objects.filter(account=account).delete()
    revenue(account, last=5_000_000, before=5_000_000)
    Account.objects.filter(pk=account.pk).update(
        gross_margin_pct=28, credit_rating=4, competitive_safety=3, addressable_spend=8_000_000
    )
    assessment = AssessmentFactory(account=account)
    for criterion, value in {"K9": 4, "K12": 3, "K13": 4}.items():
        Rating.objects.create(
            assessment=assessment, rater=assessment.by, criterion=criterion, value=value, note="Seen in the review."
        )
    OpportunityFactory(account=account, stage=Opportunity.Stage.MID, amount=1_800_000, probability=50)
    contributed[Fact.GROWTH_TARGET][account.pk] = Decimal(1_200_000)
    return account
