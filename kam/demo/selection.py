"""The demo's programme: its figures, and the scorecards that made the key accounts, candidates and waiting list."""

from datetime import date, timedelta
from random import Random

from django.core.exceptions import ValidationError

from accounts.models import Account, User
from accounts.services.rows import row_update
from kam.demo import names
from kam.demo.accounts import Filled
from scoring.models import Programme
from scoring.services.assessments import assessment_create, assessment_decide, ratings_save

RATED = ("K6", "K7", "K9", "K10", "K12", "K13")
NOTES = ("Seen in the last two projects", "Said in the yearly review", "Compared with others of the segment")
NOTES_CHINESE = ("最近两个项目可见", "年度回顾时提到", "与同类客户比较")


def programme_fill() -> None:
    """The organisation's own figures: the cap equals the number of key accounts, so that the waiting list fills."""
    changes = {
        "supplier_name": "Nordwerk",
        "currency": "EUR",
        "key_account_cap": len(names.KEY_ACCOUNTS),
        "revenue_reference": 3_000_000,
        "potential_reference": 6_000_000,
        "minimum_revenue": 500_000,
    }
    programme, _made = Programme.objects.get_or_create(pk=1)
    row_update(programme, changes=changes, by=None, reason="demo")


def selection_fill(filled: list[Filled], users: dict[str, User], today: date, rng: Random) -> None:
    """A decided scorecard for each key account and waiting one, a draft for each candidate."""
    leader, admin = users[f"leader@{names.DOMAIN}"], users[f"admin@{names.DOMAIN}"]
    for row in filled:
        _decide(row.account, (row.lead, leader), admin, "key", today, rng)
    for name in names.WAITING:
        _decide(_prepared(name, today, rng, admin), (leader, admin), admin, "key", today, rng)
    for name in names.CANDIDATES:
        account = _prepared(name, today, rng, admin)
        assessment = assessment_create(account=account, variant="full", today=today, by=leader)
        _rate(assessment, leader, account, today, rng, low=2)
        row_update(account, changes={"key_status": "candidate"}, by=leader, verb="account.proposed")


def _prepared(name: str, today: date, rng: Random, by: User) -> Account:
    """The facts that a scorecard asks for, for an account that has no plan."""
    changes = {
        "addressable_spend": round(rng.uniform(5e6, 12e6), -4),
        "gross_margin_pct": round(rng.uniform(20, 34), 1),
        "days_late": round(rng.uniform(0, 15), 1),
        "days_late_on": today - timedelta(days=12),
    }
    return row_update(Account.objects.get(name=name), changes=changes, by=by)


def _rate(assessment, rater: User, account: Account, today: date, rng: Random, *, low: int) -> None:
    notes = NOTES_CHINESE if names.is_chinese(account.name) else NOTES
    values = {criterion: (rng.randrange(low, 6), rng.choice(notes)) for criterion in RATED}
    if "K8" not in values and account.figures.relationship is None:
        values["K8"] = (rng.randrange(low, 6), rng.choice(notes))
    ratings_save(assessment=assessment, values=values, today=today, by=rater)


def _decide(account: Account, raters: tuple[User, ...], by: User, decision: str, today: date, rng: Random) -> None:  # noqa: PLR0917
    assessment = assessment_create(account=account, variant="full", today=today, by=by)
    for rater in raters:
        _rate(assessment, rater, account, today, rng, low=4)
    reason = (
        "增长空间大，决策层开放。" if names.is_chinese(account.name) else "Room to grow and open doors on the board."
    )
    try:
        assessment_decide(assessment=assessment, decision=decision, reason=reason, today=today, by=by)
    except ValidationError:
        # The method does not allow it for these figures: the board shows a candidate, as it would in life.
        assessment_decide(assessment=assessment, decision="candidate", reason=reason, today=today, by=by)
