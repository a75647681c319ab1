"""The explain panel's "what if": the newest score with some factors moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.models import Account, Band
from scoring.engine import health
from scoring.engine.health_trend import factor_points
from scoring.engine.supposing import suppose
from scoring.models import ScoreSnapshot
from scoring.selectors import methods, snapshots
from scoring.words import HEALTH, STATUS


@dataclass(frozen=True, slots=True)
class SupposedLine:
    """One factor as it is and as it is supposed to be."""

    id: str
    label: str | Promise
    value: float | None
    points: float | None
    new_value: float | None
    new_points: float | None

    @property
    def is_moved(self) -> bool:
        """Whether it is supposed to be different."""
        return self.value != self.new_value


@dataclass(frozen=True, slots=True)
class Supposed:
    """The score as it is and as it would be."""

    now: health.Result
    then: health.Result
    band: str
    band_words: str | Promise
    status_words: str | Promise
    lines: Sequence[SupposedLine]

    @property
    def change(self) -> float | None:
        """Points gained or lost; None while either score is unknown."""
        if self.now.shown is None or self.then.shown is None:
            return None
        return self.then.shown - self.now.shown


def newest(account: Account) -> ScoreSnapshot | None:
    """The score that is played with."""
    return snapshots.of_account(account).first()


def supposed(snapshot: ScoreSnapshot, values: Mapping[str, float], *, lift_caps: bool) -> Supposed:
    """The snapshot with some factors moved."""
    method: health.Method = methods.version(snapshot.method)
    now = health.Result.from_dict(snapshot.result)
    then = suppose(now, values, method, lift_caps=lift_caps)
    points, new_points = factor_points(now), factor_points(then)
    lines = [
        SupposedLine(
            key, HEALTH[key].label, now.values.get(key), points.get(key), then.values.get(key), new_points.get(key)
        )
        for key in method.weights
    ]
    band = then.band or Band.GREY.value
    return Supposed(now, then, band, Band(band).label, STATUS[then.status], lines)
