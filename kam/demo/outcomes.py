"""What came of the demo's accounts: contracts that ended in the past year, and the report of how well scores told it."""

from datetime import date, timedelta
from random import Random

from accounts.models import Contract
from accounts.services.contracts import contract_create
from kam.demo.accounts import Filled
from scoring.models import Outcome, ScoreSnapshot
from scoring.services.validity import miss_note, report_make

KINDS = (
    ("Spare parts agreement", "备件协议", 0.12),
    ("Maintenance agreement", "维护协议", 0.18),
    ("Training agreement", "培训协议", 0.05),
    ("Lease of test rigs", "测试台租赁", 0.08),
)
LATEST, EARLIEST, ASKED = 20, 255, 90  # days before today; and before the end, when the score is asked
MIDDLE, SPREAD = 60, 9  # the score at which an end is as likely bad as good
NOTE = "The maintenance was put out to tender by the group's purchasing. Nobody at the plant knew of it."


def outcomes_fill(filled: list[Filled], today: date, rng: Random) -> int:
    """Contract ends that mostly, not always, follow from the health of three months before; and one report."""
    for one in filled:
        for western, chinese, share in KINDS:
            ends_on = today - timedelta(days=rng.randrange(LATEST, EARLIEST))
            score = _score(one, ends_on - timedelta(days=ASKED))
            if score is not None:
                _contract(one, chinese if one.chinese else western, share, ends_on, _result(score, rng))
    report = report_make(today=today, by=None)
    misses = report.result.get("misses", [])
    if misses:
        row = misses[0]
        found = next(one for one in filled if one.account.pk == row["account"])
        outcome = Outcome.objects.get(account=found.account, origin=row["origin"])
        miss_note(outcome=outcome, model=row["score"], note=NOTE, by=found.lead)
    return Outcome.objects.count()


def _score(one: Filled, day: date) -> float | None:
    kept = ScoreSnapshot.objects.filter(account=one.account, model="health", day__lte=day)
    return kept.order_by("-day").values_list("score", flat=True).first()


def _result(score: float, rng: Random) -> str:
    if score + rng.gauss(0, SPREAD) < MIDDLE:
        return rng.choice(("lost", "less", "less"))
    return rng.choice(("same", "same", "more"))


def _contract(one: Filled, name: str, share: float, ends_on: date, result: str) -> None:
    values = {
        "name": f"{name} {ends_on.year}",
        "starts_on": ends_on - timedelta(days=730),
        "ends_on": ends_on,
        "annual_value": round(float(one.account.figures.revenue_12m or 400_000) * share, -3),
        "currency": one.account.currency,
        "status": Contract.Status.LOST if result == "lost" else Contract.Status.RENEWED,
        "end_result": result,
    }
    contract_create(account=one.account, values=values, by=one.lead)
