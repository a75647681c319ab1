"""The demo's past: surveys, held reviews, and a year of weekly health snapshots."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from accounts.models import Stakeholder
from kam.demo.accounts import Filled
from reviews.models import Review
from reviews.services import reviews
from scoring.engine import health
from scoring.models import ScoreSnapshot, SurveyLink, Wave
from scoring.selectors import methods
from scoring.selectors.surveys import link_of
from scoring.services import waves
from scoring.services.surveys import link_make, survey_submit

WEEKS = 52
STATEMENTS = 9
BEST = (
    ("Less energy on line 4", "4号线能耗下降"),
    ("Faults are found before they stop us", "故障在停机前就被发现"),
    ("One person who knows our plant", "有一位了解我们工厂的人"),
    ("Orders without paper", "下单不再用纸"),
    ("", ""),
)
WISHES = (
    ("Spare parts sooner", "备件更快"),
    ("Plan next year's stops together", "一起安排明年的停机检修"),
    ("Show us what others do better", "告诉我们别人哪里做得更好"),
    ("Train the night shift", "培训夜班"),
    ("", ""),
)
NOTES = (
    "Went through the last decisions first. Two are done, the spare parts promise is not. Stops are down by a fifth.",
    "先回顾上次决定：两项完成，备件承诺未完成。停机次数下降了五分之一。",
)
DECISIONS = (
    ("Open the cost structure to purchasing before the frame agreement", "在框架协议之前向采购公开成本构成"),
    ("Put a service engineer on site on Mondays", "每周一派服务工程师驻场"),
    ("Ask for a date with the chief financial officer", "约见财务总监"),
)


def surveys_fill(filled: Filled, today: date, rng: Random) -> str:
    """Two closed survey waves, half a year apart, evaluated by the method itself; at some accounts one that runs.

    Half of the accounts ask confidentially since the last wave. Returns the address of a survey that waits for its
    answer, where there is one.
    """
    level = {"strong": 6.0, "fair": 5.2, "weak": 3.4}[filled.mood] + rng.uniform(-0.2, 0.2)
    people = [person for person in filled.people if person.survey_eligible]
    is_secret = rng.random() < 0.5
    is_running = rng.random() < 0.4
    for back, shift, hidden in ((310, -0.5, False), (120, 0.1, is_secret)):
        wave = _wave(filled, people, today - timedelta(days=back), hidden=hidden)
        for respondent in wave.respondents.select_related("wave", "stakeholder"):
            if rng.random() < 0.8:
                _answer(respondent, filled, rng, level + shift)
        waves.wave_close(wave=wave, by=filled.lead, moment=datetime.combine(wave.closes_on, time(16), UTC))
    return _running(filled, people, today, rng, level) if is_running else ""


def _wave(filled: Filled, people: list[Stakeholder], opens: date, *, hidden: bool) -> Wave:
    values = {
        "name": f"{opens:%Y-%m}",
        "opens_on": opens,
        "closes_on": opens + timedelta(days=21),
        "mode": Wave.Mode.CONFIDENTIAL if hidden else Wave.Mode.NAMED,
        "asked_by": filled.lead,
    }
    return waves.wave_create(account=filled.account, values=values, people=people, by=filled.lead)


def _running(filled: Filled, people: list[Stakeholder], today: date, rng: Random, level: float) -> str:
    """A wave in its first week; the last person's link still waits."""
    wave = _wave(filled, people, today - timedelta(days=5), hidden=False)
    rows = list(wave.respondents.select_related("wave", "stakeholder"))
    for respondent in rows[: len(rows) // 2]:
        _answer(respondent, filled, rng, level + 0.3)
    return link_make(respondent=rows[-1], step=SurveyLink.Step.HANDED, by=filled.lead) if rows else ""


def _answer(respondent: Any, filled: Filled, rng: Random, level: float) -> None:
    answers = [max(1, min(7, round(rng.gauss(level, 0.8)))) for _ in range(STATEMENTS)]
    best, wish = rng.choice(BEST)[filled.chinese], rng.choice(WISHES)[filled.chinese]
    values = {"answers": answers, "anchor": answers[0], "best_improvement": best, "next_improvement": wish}
    if respondent.wave.is_named:
        waves.answers_save(respondent=respondent, values={**values, "interviewer": filled.lead.name}, by=filled.lead)
        return
    address = link_make(respondent=respondent, step=SurveyLink.Step.AGAIN, by=None, email="demo@customer.example")
    link = link_of(address.rstrip("/").rpartition("/")[2])
    assert link is not None  # noqa: S101 -- it was made just now
    survey_submit(link=link, values=values, today=respondent.wave.opens_on)


def reviews_fill(filled: Filled, today: date, rng: Random) -> None:
    """Two held reviews with decisions, and the next one planned."""
    guests: list[Stakeholder] = filled.people[:2]
    for back, kind in ((100, Review.Kind.CUSTOMER), (rng.randrange(18, 36), Review.Kind.INTERNAL)):
        day = today - timedelta(days=back)
        values = {"kind": kind, "due_on": day, "lead": filled.lead, "agenda": ""}
        review = reviews.review_plan(
            account=filled.account, values=values, by=filled.lead, people=[filled.lead, filled.member],
            stakeholders=guests if kind == Review.Kind.CUSTOMER else [],
        )  # fmt: skip
        decisions = [
            {
                "text": words[1] if filled.chinese else words[0],
                "owner": rng.choice((filled.lead, filled.member)),
                "due_on": day + timedelta(days=rng.randrange(14, 70)),
            }
            for words in rng.sample(DECISIONS, 2)
        ]
        held = {"held_on": day, "notes": NOTES[filled.chinese], "rating": rng.randrange(3, 6), "next_on": None}
        reviews.review_hold(review=review, values=held, decisions=decisions, by=filled.lead)
    ahead = rng.choice((-5, 4, 9, 16, 24, 33, 47))
    values = {"kind": Review.Kind.INTERNAL, "due_on": today + timedelta(days=ahead), "lead": filled.lead}
    reviews.review_plan(account=filled.account, values=values, by=filled.lead, people=[filled.lead, filled.member])


def snapshots_fill(account_ids: list[int], today: date, rng: Random) -> int:
    """A year of weekly health snapshots: today's inputs, wandering backwards, scored by the method itself."""
    method = methods.health_method()
    newest = ScoreSnapshot.objects.filter(account_id__in=account_ids, model="health").order_by(
        "account_id", "-taken_at"
    )
    made: list[ScoreSnapshot] = []
    for snapshot in newest.distinct("account_id"):
        inputs = dict(snapshot.inputs)
        for week in range(1, WEEKS + 1):
            inputs = _wander(inputs, rng, week)
            result = health.evaluate(health.Inputs.from_dict(inputs), method).to_dict()
            day = today - timedelta(weeks=week)
            made.append(
                ScoreSnapshot(
                    account_id=snapshot.account_id, model="health", method=method.version, day=day,
                    taken_at=datetime.combine(day, time(1, 15), UTC), trigger="nightly", raw=result["raw"],
                    score=result["shown"], coverage=result["coverage"], status=result["status"],
                    band=result["band"] or "grey", inputs=inputs, result=result,
                )
            )  # fmt: skip
    ScoreSnapshot.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _wander(inputs: dict[str, Any], rng: Random, week: int) -> dict[str, Any]:
    """The inputs of one week earlier."""
    past = dict(inputs)
    steps = {"cis": (2.5, 20, 98), "relationship": (3, 15, 98), "renewal": (3, 10, 100), "trend_pct": (2.5, -35, 35)}
    for name, (step, low, high) in steps.items():
        if past.get(name) is not None:
            past[name] = round(max(low, min(high, past[name] + rng.gauss(0, step))), 2)
    if past.get("contact_days") is not None:
        past["contact_days"] = rng.choice((3, 8, 14, 21, 33, 47))
    if past.get("issues") is not None and week % 4 == 0:
        past["issues"] = [int(rng.random() < 0.1), rng.randrange(0, 3), rng.randrange(0, 4)]
        past["critical_open_days"] = 3 if past["issues"][0] else None
    return past
