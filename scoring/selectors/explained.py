"""What a stored score is made of, factor by factor, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from kam.lib import shown
from scoring.engine import health, viability
from scoring.engine.health_trend import explain
from scoring.models import ScoreSnapshot
from scoring.selectors import methods
from scoring.selectors.causes import Cause, causes, without_record
from scoring.words import HEALTH, VIABILITY, Word

LEAST_CHANGE = 0.05

type Stored = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FactorLine:
    """One factor of a score: what was found, what it counts, how that changed."""

    id: str
    label: str | Promise
    view: str
    fact: str  # what the records say, in words
    value: float | None
    weight: float  # of the method
    weight_used: float  # times freshness
    points: float | None
    change: float | None
    age_days: float | None
    todo: str | Promise
    causes: Sequence[Cause] = ()  # records that moved it since the snapshot before
    why: str | Promise = ""  # what else moved it

    @property
    def is_known(self) -> bool:
        """Whether there is a value."""
        return self.value is not None

    @property
    def freshness(self) -> float | None:
        """The share of its weight that is left, from 0 to 1; None while the factor is unknown."""
        return self.weight_used / self.weight if self.value is not None and self.weight else None

    @property
    def is_stale(self) -> bool:
        """Whether age has taken some of its weight."""
        return self.freshness is not None and self.freshness < 0.995


def with_causes(
    lines: Sequence[FactorLine], snapshot: ScoreSnapshot, before: ScoreSnapshot | None, user: User
) -> list[FactorLine]:
    """The lines that moved with the records that moved them, or with what else did."""
    if before is None:
        return list(lines)
    same = before.method == snapshot.method
    found = causes(snapshot, before, user, [line.id for line in lines if line.change])
    values, weights = before.result["values"], before.result.get("weights") or {}
    told = []
    for line in lines:
        own = found.get(line.id, ())
        past = (values.get(line.id), weights.get(line.id, line.weight))
        why = without_record((line.value, line.weight_used), past, same_method=same) if line.change and not own else ""
        told.append(replace(line, causes=own, why=why))
    return told


def health_lines(snapshot: ScoreSnapshot, before: ScoreSnapshot | None = None) -> list[FactorLine]:
    """The factors of a health snapshot in the order of the method, with the change since an earlier one."""
    method: health.Method = methods.version(snapshot.method)
    result = health.Result.from_dict(snapshot.result)
    past = health.Result.from_dict(before.result) if before is not None else None
    inputs = snapshot.inputs
    lines = {line.factor: line for line in explain(result, past)}
    found = []
    for key in method.weights:
        line, word = lines[key], HEALTH[key]
        found.append(
            FactorLine(
                id=key,
                label=word.label,
                view=word.view,
                fact=FACTS[key](inputs) if line.value is not None else "",
                value=line.value,
                weight=method.weights[key],
                weight_used=line.weight,
                points=line.points,
                change=_rounded(line.change),
                age_days=inputs.get("ages", {}).get(key),
                todo=word.todo if line.value is None else "",
            )
        )
    return found


def viability_lines(snapshot: ScoreSnapshot, currency: str, before: ScoreSnapshot | None = None) -> list[FactorLine]:
    """The factors of a viability snapshot in the order of the method; its amounts are in the account's currency."""
    method: viability.Method = methods.version(snapshot.method)
    result = viability.Result(**{**snapshot.result, "missing": tuple(snapshot.result["missing"])})
    points = viability.factor_points(result, method)
    past = _viability_points(before) if before is not None else None
    stored = {**snapshot.inputs, "currency": currency}
    return [
        _viability_line(
            VIABILITY[key],
            stored,
            id=key,
            weight=weight,
            value=result.values.get(key),
            points=points.get(key),
            past=None if past is None else past.get(key, 0.0),
        )
        for key, weight in method.weights.items()
    ]


def _viability_points(snapshot: ScoreSnapshot) -> dict[str, float]:
    stored = viability.Result(**{**snapshot.result, "missing": tuple(snapshot.result["missing"])})
    return viability.factor_points(stored, methods.version(snapshot.method))


def _rounded(change: float | None) -> float | None:
    """A change too small to be shown is none."""
    return change if change is None or abs(change) >= LEAST_CHANGE else 0.0


def _viability_line(
    word: Word,
    stored: Stored,
    *,
    id: str,
    weight: float,
    value: float | None,
    points: float | None,
    past: float | None,
) -> FactorLine:
    return FactorLine(
        id=id,
        label=word.label,
        view=word.view,
        fact=OUTLOOK[id](stored) if value is not None else "",
        value=value,
        weight=weight,
        weight_used=weight if value is not None else 0.0,
        points=points,
        change=None if past is None else _rounded((points or 0.0) - past),
        age_days=None,
        todo=word.todo if value is None else "",
    )


# ---------------------------------------------------------------- what the records said, in words


def _contact(inputs: Stored) -> str:
    days = int(inputs["contact_days"])
    words = ngettext(
        "%(days)s day since the last talk with a key player",
        "%(days)s days since the last talk with a key player",
        days,
    )
    return words % {"days": days}


def _issues(inputs: Stored) -> str:
    critical, major, minor = inputs["issues"]
    if not any(inputs["issues"]):
        return _("no open issue")
    return _("open: %(critical)s critical, %(major)s major, %(minor)s minor") % {
        "critical": critical,
        "major": major,
        "minor": minor,
    }


def _renewal(inputs: Stored) -> str:
    words = {"chance": shown.plain(inputs["renewal"])}
    days = inputs.get("contract_end_days")
    if days is None:
        return _("%(chance)s%% likely") % words
    words["days"] = str(int(days))
    if days < 0:
        return _("%(chance)s%% likely, but the contract has ended") % words
    if inputs.get("renewal_deal_open"):
        return _("%(chance)s%% likely, ends in %(days)s days, renewal deal in hand") % words
    return _("%(chance)s%% likely, ends in %(days)s days, no renewal deal open") % words


def _late(inputs: Stored) -> str:
    return _("%(days)s days late on average") % {"days": shown.plain(inputs["days_late"], 1).removesuffix(".0")}


def _trend(inputs: Stored) -> str:
    return _("%(change)s%% against the 12 months before") % {"change": shown.signed(inputs["trend_pct"])}


def _actions(inputs: Stored) -> str:
    on_time, late, still_open = inputs["actions"]
    return _("due in 90 days: %(done)s on time, %(late)s late, %(open)s not done") % {
        "done": on_time,
        "late": late,
        "open": still_open,
    }


FACTS = {
    "H1": lambda inputs: _("score of %(score)s in the last wave") % {"score": shown.score(inputs["cis"])},
    "H2": lambda inputs: _("R %(score)s on the map of people") % {"score": shown.score(inputs["relationship"])},
    "H3": _contact,
    "H4": _issues,
    "H5": _renewal,
    "H6": _late,
    "H7": _trend,
    "H8": _actions,
}


def _room(inputs: Stored) -> str:
    return _("%(space)s open beside %(revenue)s sold a year") % {
        "space": shown.money_short(inputs["white_space"], inputs["currency"]),
        "revenue": shown.money_short(inputs["revenue"], inputs["currency"]),
    }


def _ratings(inputs: Stored) -> str:
    dash = shown.UNKNOWN
    fit, access, openness = (dash if r is None else shown.plain(r, 1).removesuffix(".0") for r in inputs["ratings"])
    return _("fit %(fit)s, goals %(access)s, openness %(openness)s of 5") % {
        "fit": fit,
        "access": access,
        "openness": openness,
    }


def _pipeline(inputs: Stored) -> str:
    return _("weighted pipeline of %(pipeline)s for growth of %(target)s") % {
        "pipeline": shown.money_short(inputs["pipeline"], inputs["currency"]),
        "target": shown.money_short(inputs["target"], inputs["currency"]),
    }


def _of_five(name: str) -> Any:
    return lambda inputs: _("%(rating)s of 5") % {"rating": shown.plain(inputs[name], 1).removesuffix(".0")}


OUTLOOK = {
    "VI1": _room,
    "VI2": lambda inputs: _("%(margin)s%%") % {"margin": shown.plain(inputs["margin"], 1).removesuffix(".0")},
    "VI3": _of_five("credit"),
    "VI4": _ratings,
    "VI5": _pipeline,
    "VI6": _of_five("safety"),
}
