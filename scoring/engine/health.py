"""Health ``health-1``: how an account stands today, from 0 to 100.

What is missing is left out and lowers coverage; age lowers a factor's weight, not its
value; known disasters cap the score. ``health_trend`` compares and explains results.
Described in docs/methods/health-1.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from operator import attrgetter
from typing import Any, Self

from scoring.engine import parameters
from scoring.engine.coverage import (
    INSUFFICIENT,
    check_values,
    check_weights,
    left_out,
    share_known,
    status_of,
    weighted_mean,
)
from scoring.engine.curve import at_least, check_points, clip, freshness, value_at

FACTORS = {
    "H1": "Customer improvement",
    "H2": "Relationship",
    "H3": "Contact",
    "H4": "Delivery and service",
    "H5": "Renewal outlook",
    "H6": "Payment",
    "H7": "Purchase trend",
    "H8": "Plan execution",
}
CRITICAL_ISSUE, SPONSOR_LEFT, NOTICE_GIVEN = "critical_issue", "sponsor_left", "notice_given"
GREEN, AMBER, RED = "green", "amber", "red"

type Points = tuple[tuple[float, float], ...]


def _check_decay(factor: str, days: tuple[float, ...]) -> None:
    if factor not in FACTORS:
        raise ValueError(f"decay.{factor}: not a factor of this model")
    if len(days) != 2 or days[0] < 0 or days[1] <= 0:
        raise ValueError(f"decay.{factor}: two numbers, days valid and half-life")


@dataclass(frozen=True, slots=True)
class Method:
    """Parameters of the score; the defaults are ``health-1``. ValueError when they cannot work."""

    version: str = "health-1"
    weights: Mapping[str, float] = field(
        default_factory=lambda: {
            "H1": 20.0,
            "H2": 20.0,
            "H3": 10.0,
            "H4": 15.0,
            "H5": 10.0,
            "H6": 5.0,
            "H7": 10.0,
            "H8": 10.0,
        }
    )
    curves: Mapping[str, Points] = field(
        default_factory=lambda: {
            "H3": ((14.0, 100.0), (30.0, 80.0), (60.0, 40.0), (90.0, 0.0)),
            "H6": ((0.0, 100.0), (60.0, 0.0)),
            "H7": ((-30.0, 0.0), (0.0, 60.0), (20.0, 100.0)),
        }
    )
    decay: Mapping[str, tuple[float, ...]] = field(  # days valid, half-life; absent = live
        default_factory=lambda: {
            "H1": (180.0, 90.0),
            "H2": (90.0, 60.0),
            "H4": (30.0, 30.0),
            "H5": (60.0, 60.0),
            "H6": (90.0, 90.0),
            "H7": (60.0, 60.0),
        }
    )
    issue_points: tuple[float, ...] = (25.0, 10.0, 3.0)  # each critical, major, minor issue
    renewal_limit: float = 40.0  # most H5 when the contract ends soon without a renewal deal
    renewal_days: float = 90.0
    late_share: float = 0.5  # an action done late counts half
    min_actions: int = 3  # due; fewer say nothing
    coverage_normal: float = 80.0
    coverage_least: float = 60.0
    band_green: float = 75.0
    band_amber: float = 50.0
    caps: Mapping[str, float] = field(
        default_factory=lambda: {CRITICAL_ISSUE: 59.0, SPONSOR_LEFT: 59.0, NOTICE_GIVEN: 39.0}
    )
    critical_days: float = 14.0  # a critical issue open longer than this caps
    override_points: float = 20.0
    override_days: int = 60
    trend_points: float = 5.0
    trend_days: int = 90

    def __post_init__(self) -> None:
        check_weights(self.weights, FACTORS)
        if set(self.curves) != {"H3", "H6", "H7"}:
            raise ValueError("curves: H3, H6 and H7 are needed")
        for factor, points in self.curves.items():
            check_points(points, f"curves.{factor}")
        for factor, days in self.decay.items():
            _check_decay(factor, days)
        if len(self.issue_points) != 3 or min(self.issue_points) < 0:
            raise ValueError("issue_points: three numbers: critical, major, minor")
        if set(self.caps) != {CRITICAL_ISSUE, SPONSOR_LEFT, NOTICE_GIVEN}:
            raise ValueError("caps: critical_issue, sponsor_left and notice_given are needed")

    def to_dict(self) -> dict[str, Any]:
        """The parameters as plain JSON."""
        return parameters.dump(self)

    @classmethod
    def from_dict(cls, data: object) -> Self:
        """A stored version; ValueError names what is unknown, missing or wrong."""
        return parameters.load(cls(), data)


METHOD_1 = Method()


@dataclass(frozen=True, slots=True)
class Cap:
    """A limit from 0 to 100 that the score may not pass, and why."""

    limit: float
    reason: str


@dataclass(frozen=True, slots=True)
class Override:
    """The lead's correction in points, with its reason, in force on both days and between."""

    points: float
    reason: str
    starts_on: date
    ends_on: date

    def points_on(self, day: date) -> float:
        """The points in force on a day, 0 outside."""
        return self.points if self.starts_on <= day <= self.ends_on else 0.0


@dataclass(slots=True)  # frozen would cost several times as much to make
class Inputs:
    """What is known about an account; None is not known and never counts as zero.

    ``cis``, ``relationship`` (only when reported), ``renewal`` and ``actions_share`` run
    from 0 to 100; ``issues`` counts open (critical, major, minor) ones; ``days_late`` is
    the mean of 12 months; ``trend_pct`` is the last 12 months against the 12 before;
    ``actions`` counts those due in the last 90 days (on time, done late, still open);
    ``ages`` gives days since a factor's input was last confirmed, fresh when absent.
    """

    cis: float | None = None
    relationship: float | None = None
    contact_days: float | None = None
    issues: tuple[int, int, int] | None = None
    renewal: float | None = None
    contract_end_days: float | None = None
    renewal_deal_open: bool | None = None
    days_late: float | None = None
    trend_pct: float | None = None
    actions: tuple[int, int, int] | None = None
    actions_share: float | None = None
    ages: Mapping[str, float] = field(default_factory=dict)
    critical_open_days: float | None = None  # age of the oldest open critical issue
    sponsor_left: bool = False  # sponsor or only champion left and not replaced
    notice_given: bool = False  # written notice, or a tender against us
    caps: tuple[Cap, ...] = ()  # set by hand
    override: float = 0.0  # points in force today
    override_reason: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON for a snapshot."""
        return _plain(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Inputs of a snapshot written by ``to_dict``."""
        values = dict(data)
        for name in ("issues", "actions"):
            values[name] = tuple(values[name]) if values.get(name) is not None else None
        values["caps"] = tuple(Cap(**cap) for cap in values.get("caps", ()))
        return cls(**values)


@dataclass(slots=True)  # frozen would cost several times as much to make
class Result:
    """One health result.

    ``values`` per factor known (0 to 100), ``weights`` its weight × freshness, ``raw``
    the weighted mean of them (None when nothing is known), ``coverage`` in per cent,
    ``calculated`` after the caps, ``shown`` with the override as well; both, and ``band``,
    are None when ``status`` is insufficient. ``missing`` lists the factors not known.
    """

    method: str
    values: Mapping[str, float]
    weights: Mapping[str, float]
    raw: float | None
    coverage: float
    status: str
    calculated: float | None
    shown: float | None
    band: str | None
    missing: tuple[str, ...]
    caps: tuple[Cap, ...]
    override: float
    override_reason: str

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON for a snapshot."""
        return _plain(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """A result of a snapshot written by ``to_dict``."""
        values = dict(data)
        values["missing"] = tuple(values["missing"])
        values["caps"] = tuple(Cap(**cap) for cap in values["caps"])
        return cls(**values)


def issues_value(issues: tuple[int, int, int] | None, method: Method = METHOD_1) -> float | None:
    """``100 − 25·critical − 10·major − 3·minor``, not below 0; None when nobody looked."""
    if issues is None:
        return None
    pairs = zip(method.issue_points, issues, strict=True)
    return max(0.0, 100.0 - sum([points * count for points, count in pairs]))


def renewal_value(inputs: Inputs, method: Method = METHOD_1) -> float | None:
    """The renewal chance, held at 40 when the contract ends within 90 days and no deal is open."""
    days = inputs.contract_end_days
    if inputs.renewal is None or days is None or days > method.renewal_days:
        return inputs.renewal
    return inputs.renewal if inputs.renewal_deal_open else min(inputs.renewal, method.renewal_limit)


def actions_value(inputs: Inputs, method: Method = METHOD_1) -> float | None:
    """Share of due actions done, late ones half, in per cent; None with fewer than 3 due."""
    if inputs.actions is None:
        return inputs.actions_share
    on_time, late, still_open = inputs.actions
    due = on_time + late + still_open
    if due < method.min_actions or not due:
        return None
    return 100.0 * (on_time + method.late_share * late) / due


def factor_values(inputs: Inputs, method: Method = METHOD_1) -> dict[str, float]:
    """The value from 0 to 100 of each factor known. ValueError names one outside the range."""
    curves = method.curves
    contact, late, trend = inputs.contact_days, inputs.days_late, inputs.trend_pct
    found = {
        "H1": inputs.cis,
        "H2": inputs.relationship,
        "H3": None if contact is None else value_at(curves["H3"], contact),
        "H4": issues_value(inputs.issues, method),
        "H5": renewal_value(inputs, method),
        "H6": None if late is None else value_at(curves["H6"], late),
        "H7": None if trend is None else value_at(curves["H7"], trend),
        "H8": actions_value(inputs, method),
    }
    weights = method.weights
    values = {key: float(v) for key, v in found.items() if v is not None and key in weights}
    check_values(values)
    return values


def caps_of(inputs: Inputs, method: Method = METHOD_1) -> tuple[Cap, ...]:
    """The caps in force, lowest first."""
    critical = inputs.critical_open_days
    found = [*inputs.caps]
    if critical is not None and critical > method.critical_days:
        found.append(Cap(method.caps[CRITICAL_ISSUE], CRITICAL_ISSUE))
    if inputs.sponsor_left:
        found.append(Cap(method.caps[SPONSOR_LEFT], SPONSOR_LEFT))
    if inputs.notice_given:
        found.append(Cap(method.caps[NOTICE_GIVEN], NOTICE_GIVEN))
    return tuple(sorted(found, key=lambda cap: cap.limit)) if found else ()


def limited(raw: float, override: float, caps: tuple[Cap, ...]) -> float:
    """The score with the override added, kept within 0 to 100 and below every cap.

    Caps come last: no opinion lifts an account above a known disaster.
    """
    score = clip(raw + override)
    return min(score, *(cap.limit for cap in caps)) if caps else score


def band_of(score: float | None, method: Method = METHOD_1) -> str | None:
    """``green``, ``amber`` or ``red`` of an unrounded score; None when unknown."""
    if score is None:
        return None
    if at_least(score, method.band_green):
        return GREEN
    return AMBER if at_least(score, method.band_amber) else RED


def evaluate(inputs: Inputs, method: Method = METHOD_1) -> Result:
    """The health of one account.

    ``raw = Σ weight·f·value ÷ Σ weight·f`` over factors that have a value, f = freshness;
    ``coverage = Σ weight·f ÷ Σ weight``. Raises ValueError for a value outside 0 to 100
    or an override beyond its limit or without a reason.
    """
    check_override(inputs.override, inputs.override_reason, method)
    values = factor_values(inputs, method)
    weights = _fresh_weights(values, inputs.ages, method)
    raw = weighted_mean(values, weights)
    coverage = share_known(weights, method.weights)
    status = status_of(coverage, method.coverage_normal, method.coverage_least)
    caps = caps_of(inputs, method)
    calculated = shown = None
    if raw is not None and status != INSUFFICIENT:
        calculated = limited(raw, 0.0, caps)
        shown = limited(raw, inputs.override, caps)
    return Result(
        method=method.version,
        values=values,
        weights=weights,
        raw=raw,
        coverage=coverage,
        status=status,
        calculated=calculated,
        shown=shown,
        band=band_of(shown, method),
        missing=left_out(values, method.weights),
        caps=caps,
        override=inputs.override,
        override_reason=inputs.override_reason,
    )


def check_override(points: float, reason: str, method: Method = METHOD_1) -> None:
    """ValueError when a correction exceeds ±20 points or has no reason."""
    if not points:
        return
    if not abs(points) <= method.override_points:
        raise ValueError(f"override: at most {method.override_points:g} points up or down")
    if not reason.strip():
        raise ValueError("override: a reason is needed")


def check_override_period(override: Override, method: Method = METHOD_1) -> None:
    """ValueError when points or reason are wrong, or it would not end within 60 days."""
    check_override(override.points, override.reason, method)
    length = (override.ends_on - override.starts_on).days
    if not 0 <= length <= method.override_days:
        raise ValueError(f"override: must end within {method.override_days} days of its start")


def with_override(inputs: Inputs, override: Override | None, day: date) -> Inputs:
    """The inputs with the correction that is in force on a day, or without any."""
    points = override.points_on(day) if override else 0.0
    reason = override.reason if override and points else ""
    return replace(inputs, override=points, override_reason=reason)


def _fresh_weights(values: Mapping[str, float], ages: Mapping[str, float], method: Method) -> dict[str, float]:
    """Weight × freshness per factor known; live factors and those without an age are fresh."""
    weights = {key: method.weights[key] for key in values}
    for factor, age in ages.items():
        if factor in weights and factor in method.decay:
            valid, half_life = method.decay[factor]
            weights[factor] *= freshness(age, valid, half_life)
    return weights


def _plain(row: Inputs | Result) -> dict[str, Any]:
    """Like ``parameters.dump`` but lean: nightly runs write a hundred thousand of these."""
    names, values = FIELDS[type(row)]
    data = dict(zip(names, values(row), strict=True))
    data["caps"] = [{"limit": cap.limit, "reason": cap.reason} for cap in row.caps]
    return data


FIELDS: Mapping[type, tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]] = {
    kind: (tuple(kind.__slots__), attrgetter(*kind.__slots__)) for kind in (Inputs, Result)
}
