"""Survey waves as pages show them. In a confidential wave no single answer leaves this module."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean
from typing import Any

from django.db import models
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import Account, DecisionRole, Stakeholder
from accounts.models.stakeholder import DECIDERS
from kam.lib import shown
from kam.lib.charts import Range, dot_ranges
from kam.lib.charts.lines import RangeChart
from scoring.engine import cis, cis_confidential
from scoring.models import Respondent, SurveyLink, Wave
from scoring.selectors import methods
from scoring.statements import STATEMENTS
from scoring.words import CERTAINTY, GROUPS, LEVELS, RULES, VERDICTS

DECIDES, SHAPES, USES = 3, 2, 1
SHAPERS = frozenset({DecisionRole.INFLUENCER, DecisionRole.EVALUATOR, DecisionRole.GATEKEEPER, DecisionRole.COACH})
PHONE = 420  # wide enough for dots, narrow enough to be read on a phone without scrolling
APART_DAYS = 90  # nobody is asked again sooner
LEAST_SHOWN = 3  # people in any cut of a confidential wave


def weight_of(person: Stakeholder) -> int:
    """Decides, approves or can stop it 3; shapes the decision 2; uses or other 1."""
    roles = set(person.decision_roles)
    if person.has_veto or roles & set(DECIDERS):
        return DECIDES
    return SHAPES if roles & SHAPERS else USES


def department_of(person: Stakeholder) -> str:
    """The department, or the unit where none is noted."""
    return person.department or (person.unit.name if person.unit else "")


def eligible_people(account: Account) -> QuerySet[Stakeholder]:
    """People who should have a view of our work."""
    return Stakeholder.objects.filter(
        account=account, survey_eligible=True, status=Stakeholder.Status.ACTIVE, is_placeholder=False
    ).select_related("unit")


def asked_recently(account_id: int, on: date, besides: Wave | None = None) -> set[int]:
    """Ids of people who are in another wave that opens less than 90 days from this day."""
    near = (on - timedelta(days=APART_DAYS - 1), on + timedelta(days=APART_DAYS - 1))
    rows = Respondent.objects.filter(wave__account=account_id, wave__opens_on__range=near)
    if besides is not None and besides.pk:
        rows = rows.exclude(wave=besides)
    return set(rows.values_list("stakeholder_id", flat=True))


def respondents_of(wave: Wave) -> QuerySet[Respondent]:
    """Everybody who is asked, the heaviest first."""
    rows = Respondent.objects.filter(wave=wave).select_related("stakeholder", "stakeholder__unit", "entered_by", "wave")
    return rows.order_by("-weight", "stakeholder__name").fetch_mode(models.FETCH_RAISE)


def begun(wave: Wave) -> bool:
    """Whether somebody has a link or has answered, and so was told how the answers are treated."""
    touched = Q(answered_at__isnull=False) | Q(links__isnull=False)
    return Respondent.objects.filter(touched, wave=wave).exists()


def waves_of(account: Account) -> QuerySet[Wave]:
    """All waves, the newest first, with how many were asked and how many answered."""
    answered = Count("respondents", filter=Q(respondents__answered_at__isnull=False))
    waves = Wave.objects.filter(account=account).annotate(asked=Count("respondents"), answered=answered)
    return waves.order_by("-opens_on", "-pk")


# ---------------------------------------------------------------- the result of a wave


@dataclass(frozen=True, slots=True)
class GroupLine:
    """The score of one group of statements, of a confidential wave a level in words; None when hidden or not known."""

    label: str | Promise
    score: float | None
    people: int | None
    level: str | Promise = ""


@dataclass(frozen=True, slots=True)
class WaveResult:
    """A closed wave in words and figures."""

    wave: Wave
    is_reported: bool
    sentence: str  # 72 (61–83), 4 people of 8 eligible, medium
    band: str  # empty within the margin of a band's edge
    certainty: str | Promise
    groups: Sequence[GroupLine]
    rules_failed: Sequence[str | Promise]
    trend: str
    missing_top: int  # people who decide or approve and did not answer
    missing_names: Sequence[str]  # named mode only
    spread: str  # the organisation's own starting spread in points; empty while 20 is used


def wave_result(wave: Wave) -> WaveResult | None:
    """The result as it may be shown; None while the wave is open."""
    if wave.closed_at is None:
        return None
    result: dict[str, Any] = wave.result
    is_reported = result["status"] == cis.REPORTED
    missing = _missing_top(wave)
    named = wave.is_named
    return WaveResult(
        wave=wave,
        is_reported=is_reported,
        sentence=_sentence(result) if is_reported else "",
        band=result["band"] if is_reported and result["band_is_clear"] else "",
        certainty=CERTAINTY[result["label"]] if is_reported else "",
        groups=[_group(group) for group in result["groups"]],
        rules_failed=[RULES[number] for number in result["failed_rules"]],
        trend=_trend(result.get("trend")),
        missing_top=len(missing),
        missing_names=missing if named else [],
        spread=shown.score(wave.inputs["prior_spread"]) if "prior_spread" in wave.inputs else "",
    )


def _sentence(result: dict[str, Any]) -> str:
    return _("%(score)s (%(low)s–%(high)s), %(people)s people of %(eligible)s eligible, certainty %(label)s") % {
        "score": shown.plain(result["score"]),
        "low": shown.plain(result["low"]),
        "high": shown.plain(result["high"]),
        "people": len(result["persons"]),
        "eligible": result["eligible"],
        "label": CERTAINTY[result["label"]],
    }


def _group(group: dict[str, Any]) -> GroupLine:
    level = group.get("level")
    return GroupLine(GROUPS[group["name"]], group["score"], group["people"], LEVELS[level] if level else "")


def _trend(change: dict[str, Any] | None) -> str:
    if not change:
        return ""
    if change["delta"] is None:
        return _("%(verdict)s since the wave before") % {"verdict": VERDICTS[change["verdict"]]}
    return _("%(verdict)s since the wave before: %(delta)s points, give or take %(margin)s") % {
        "verdict": VERDICTS[change["verdict"]],
        "delta": shown.signed(change["delta"]),
        "margin": shown.score(change["margin"]),
    }


def _missing_top(wave: Wave) -> list[str]:
    valid = {person["id"] for person in wave.result["persons"]}
    method: cis.Method = methods.version(wave.method)
    rows = respondents_of(wave).filter(weight__gte=method.top_weight).exclude(stakeholder_id__in=valid)
    return [row.stakeholder.name for row in rows]


# ---------------------------------------------------------------- one wave in full


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person who is asked. Answers and score are None in a confidential wave and while the wave is open.

    Of a confidential wave nothing is told of a person but that they were asked: whether somebody answered is None, and
    so are reminders, which only those get who have not.
    """

    row: Respondent
    has_answered: bool | None
    mail: SurveyLink | None  # the last one, of a confidential wave the first
    has_link: bool
    score: float | None
    answers: Sequence[tuple[str, int | None]] | None
    is_valid: bool


@dataclass(frozen=True, slots=True)
class StatementLine:
    """The mean answer to a statement over everybody valid, of a confidential wave its level; None when not known."""

    id: str
    text: str
    mean: float | None
    people: int | None
    is_low: bool
    level: str | Promise = ""


def person_lines(wave: Wave) -> list[PersonLine]:
    """Who is asked, who has answered, and how where it may be shown."""
    is_open, is_named = wave.closed_at is None, wave.is_named
    scores = {} if is_open or not is_named else {person["id"]: person["score"] for person in wave.result["persons"]}
    is_shown = not is_open and is_named
    lines = []
    links = Prefetch("links", SurveyLink.objects.order_by("made_at", "pk"), to_attr="known_links")
    for row in respondents_of(wave).prefetch_related(links):
        known: list[SurveyLink] = row.known_links  # type: ignore[attr-defined]
        lines.append(
            PersonLine(
                row=row,
                has_answered=row.answered_at is not None if is_named else None,
                mail=(known[-1] if is_named else known[0]) if known else None,
                has_link=any(link.revoked_at is None for link in known),
                score=scores.get(row.stakeholder_id),
                answers=_by_statement(row.answers) if is_shown and row.answers else None,
                is_valid=row.stakeholder_id in scores,
            )
        )
    return lines


def answered_count(wave: Wave) -> int:
    """How many have answered, the one thing that is told while a wave runs."""
    return Respondent.objects.filter(wave=wave, answered_at__isnull=False).count()


def _by_statement(answers: Sequence[int | None]) -> list[tuple[str, int | None]]:
    return [(statement.id, answer) for statement, answer in zip(STATEMENTS, answers, strict=True)]


def statement_lines(wave: Wave, language: str, supplier: str) -> list[StatementLine]:
    """The mean of each statement over valid people, once the wave is closed."""
    if wave.closed_at is None:
        return []
    method: cis.Method = methods.version(wave.method)
    if not wave.is_named:
        return _levels(wave, language, supplier, method)
    valid = {person["id"] for person in wave.result["persons"]}
    given = [row["answers"] for row in wave.inputs["respondents"] if row["id"] in valid]
    lines = []
    for at, statement in enumerate(STATEMENTS):
        known = [answers[at] for answers in given if answers[at] is not None]
        mean = fmean(known) if known else None
        is_low = mean is not None and mean <= method.low_item_mean
        lines.append(StatementLine(statement.id, statement.text(language, supplier), mean, len(known), is_low))
    return lines


def _levels(wave: Wave, language: str, supplier: str, method: cis.Method) -> list[StatementLine]:
    """Statements of a confidential wave: a level in words from three people on, no figures, no counts."""
    people = [cis.Respondent(**{**row, "answers": tuple(row["answers"])}) for row in wave.inputs["respondents"]]
    levels = cis_confidential.statement_levels(people, method)
    lines = []
    for statement in STATEMENTS:
        level = levels[statement.id]
        is_low = level == cis_confidential.DISAGREE
        text = statement.text(language, supplier)
        lines.append(StatementLine(statement.id, text, None, None, is_low, LEVELS[level] if level else ""))
    return lines


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody wrote, with the name where it may be shown."""

    text: str
    name: str


def remarks(wave: Wave, field: str) -> list[Remark]:
    """Answers to an open question of a closed wave. In confidential mode without names, sorted, from three on."""
    if wave.closed_at is None:
        return []
    found = [(getattr(row, field), row.stakeholder.name) for row in respondents_of(wave) if getattr(row, field).strip()]
    if wave.is_named:
        return [Remark(text, name) for text, name in found]
    return [Remark(text, "") for text, _name in sorted(found)] if len(found) >= LEAST_SHOWN else []


def waves_chart(waves: Sequence[Wave]) -> RangeChart | None:
    """The reported waves as dots with their range, the oldest on top."""
    known = [wave for wave in waves if wave.closed_at is not None and wave.result["status"] == cis.REPORTED]
    if len(known) < 2:
        return None
    rows = [
        Range(
            f"{wave.name}",
            wave.result["score"],
            wave.result["low"],
            wave.result["high"],
            band=wave.result["band"] if wave.result["band_is_clear"] else "accent",
        )
        for wave in reversed(known)
    ]
    return dot_ranges(rows, title=_("Customer Improvement Score by wave"), fmt=shown.score, width=PHONE)
