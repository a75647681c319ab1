"""The demo's past: surveys, selection, held reviews, and a year of weekly health snapshots."""

import json
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from accounts.models import User
from accounts.services.rows import row_create, row_update
from kam.demo.accounts import Filled
from scoring.engine import cis
from scoring.models import Respondent, Wave

WEEKS = 52
RATED = ("K6", "K7", "K9", "K10", "K12", "K13")
NOTES = ("Seen in the last two projects", "Said so in the yearly review", "Compared with the segment")
NOTES_CHINESE = ("最近两个项目可见", "年度回顾时提到", "与同类客户比较")


def survey_fill(filled: Filled, today: date, rng: Random) -> None:
    """Two closed survey waves, half a year apart, evaluated by the method itself."""
    level = rng.uniform(4.2, 5.9)
    eligible = [person for person in filled.people if person.survey_eligible]
    for back, shift in ((215, -0.5), (32, 0.1)):
        opens = today - timedelta(days=back)
        wave = row_create(
            Wave(
                account=filled.account, name=f"{opens:%Y-%m}", opens_on=opens, closes_on=opens + timedelta(days=21),
                eligible=len(eligible),
            ),
            by=filled.lead,
        )  # fmt: skip
        asked = [_ask(wave, person, rng, level + shift, opens) for person in eligible]
        _close(wave, asked, opens + timedelta(days=21), filled.lead)


def _ask(wave: Wave, person: Any, rng: Random, level: float, opens: date) -> Respondent:
    decides = bool({"economic_buyer", "approver"} & set(person.decision_roles))
    answers_now = rng.random() < 0.78
    answers = [max(1, min(7, round(rng.gauss(level, 0.8)))) for _ in range(9)] if answers_now else []
    respondent = Respondent(
        wave=wave, stakeholder=person, weight=3 if decides else 2 if (person.influence or 0) >= 3 else 1,
        department=person.unit.name if person.unit else "", language=person.language or "en", invited_on=opens,
        answers=answers, anchor=answers[0] if answers else None,
        answered_at=datetime.combine(opens + timedelta(days=rng.randrange(1, 19)), time(9), UTC) if answers else None,
        entered_by=None,
    )  # fmt: skip
    return row_create(respondent, by=None)


def _close(wave: Wave, asked: list[Respondent], day: date, by: User) -> None:
    answered = [row for row in asked if row.answers]
    inputs = cis.Wave(
        eligible=wave.eligible,
        invited_weight=sum(row.weight for row in asked),
        respondents=tuple(
            cis.Respondent(id=str(row.pk), weight=row.weight, department=row.department, answers=tuple(row.answers))
            for row in answered
        ),
    )
    result = cis.evaluate(inputs)
    row_update(
        wave,
        changes={
            "closed_at": datetime.combine(day, time(18), UTC),
            "inputs": _plain(inputs),
            "result": _plain(result),
        },
        by=by,
        verb="wave.closed",
    )


def _plain(value: Any) -> dict[str, Any]:
    made = value.to_dict() if hasattr(value, "to_dict") else {name: getattr(value, name) for name in value.__slots__}
    return json.loads(json.dumps(made, default=lambda row: {name: getattr(row, name) for name in row.__slots__}))
