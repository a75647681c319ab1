"""Cases of the Customer Improvement Score ``cis-1``."""

from typing import Any

from scoring.engine import cis, cis_trend
from scoring.engine.cases.fields import Fields
from scoring.engine.curve import half_up

RULES = {
    1: "fewer than 3 valid respondents",
    2: "fewer than 2 departments or units",
    3: "nobody of weight 3 (decides or approves) answered",
    4: "less than 30 % of the invited weight answered",
}
SIZE = len(cis.METHOD_1.items)


def score(fields: Fields) -> tuple[dict[str, Any], list[str]]:
    """Result and explanation of one case, or only whether one person's answers are valid."""
    if "person_answers" in fields:
        return _person(fields)
    wave = read(fields)
    result = cis.evaluate(wave)
    answer, lines = _figures(result), _explain(wave, result)
    if "previous" in fields:
        before = cis.evaluate(read(fields.inner("previous")))
        trend = cis_trend.trend(result, before)
        answer["trend"] = None if trend is None else _trend_figures(trend)
        lines.append(_trend_text(trend))
    return answer, lines


def read(fields: Fields) -> cis.Wave:
    """A wave from JSON; CaseError names what is wrong."""
    fields.only("eligible", "invited_weight", "respondents", "previous")
    respondents = [_respondent(each) for each in fields.each("respondents")]
    seen = set()
    for place, respondent in enumerate(respondents):
        if respondent.id in seen:
            raise fields.wrong(f"respondents[{place}].id", f"{respondent.id!r} is there twice")
        seen.add(respondent.id)
    return cis.Wave(
        eligible=fields.whole("eligible", 0, 1_000_000),
        invited_weight=fields.number("invited_weight", 0, 3_000_000, required=True),
        respondents=respondents,
    )


def _respondent(fields: Fields) -> cis.Respondent:
    fields.only("id", "w", "dept", "answers")
    return cis.Respondent(
        id=fields.name("id"),
        weight=fields.number("w", 1, 3, required=True),
        department=fields.text("dept") or None,
        answers=fields.answers("answers", SIZE, 1, 7),
    )


def _person(fields: Fields) -> tuple[dict[str, Any], list[str]]:
    fields.only("person_answers")
    answers = fields.answers("person_answers", SIZE, 1, 7)
    person = cis.person_score(answers)
    given = sum(answer is not None for answer in answers)
    verdict = "not valid, 6 are needed" if person is None else f"valid, score {half_up(person)}"
    return {"person_valid": person is not None}, [f"{given} of {SIZE} statements answered: {verdict}."]


def _figures(result: cis.Result) -> dict[str, Any]:
    if result.status != cis.REPORTED:
        return {
            "status": result.status,
            "failed_rules": list(result.failed_rules),
            "score": None,
            "weighted_response_rate": result.response_rate,
        }
    return {
        "persons": [person.score for person in result.persons],
        "weights": [person.weight_used for person in result.persons],
        "score": result.score,
        "n_eff": result.n_eff,
        "var": result.var,
        "pooled": result.pooled,
        "se": result.se,
        "margin90": result.margin,
        "low": result.low,
        "high": result.high,
        "label": result.label,
        "status": result.status,
        "failed_rules": [],
        "weighted_response_rate": result.response_rate,
    }


def _trend_figures(trend: cis_trend.Trend) -> dict[str, Any]:
    return {
        "differences": None if trend.differences is None else list(trend.differences),
        "delta": trend.delta,
        "var": trend.var,
        "pooled": trend.pooled,
        "se": trend.se,
        "margin90": trend.margin,
        "verdict": trend.verdict,
    }


def _explain(wave: cis.Wave, result: cis.Result) -> list[str]:
    valid = {person.id for person in result.persons}
    lines = [
        f"{len(valid)} valid answers of {wave.eligible} eligible people; "
        f"{half_up(result.response_rate)} % of the invited weight answered."
    ]
    for respondent in wave.respondents:
        if respondent.id not in valid:
            lines.append(f"{respondent.id} answered fewer than 6 statements and is left out.")
    if result.status != cis.REPORTED:
        return lines + [f"Not reported, rule {n}: {RULES[n]}." for n in result.failed_rules]
    for person in result.persons:
        text = f"{person.id}: score {half_up(person.score)}, weight {person.weight_used:g}"
        cut = f", cut from {person.weight:g} (not more than all others together)"
        lines.append(text + (cut if person.weight_used < person.weight else "") + ".")
    groups = ", ".join(f"{group.name} {half_up(group.score)}" for group in result.groups)
    lines.append(
        f"CIS {half_up(result.score)} ({half_up(result.low)} to {half_up(result.high)}), "
        f"certainty {result.label}, band {result.band}"
        + ("." if result.band_is_clear else ", but a band edge lies within the margin.")
    )
    lines.append(f"By group: {groups}.")
    return lines


def _trend_text(trend: cis_trend.Trend | None) -> str:
    if trend is None:
        return "No trend: both waves must be reported."
    basis = "difference of the two scores"
    if trend.differences is not None:
        basis = f"{len(trend.differences)} people answered both waves"
    return f"Trend: {trend.verdict}, {half_up(trend.delta)} ± {half_up(trend.margin)} points; {basis}."
