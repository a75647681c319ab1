"""An account's health and viability as its pages show them: the score, why, since when, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import Verb, can
from accounts.models import Account, User
from kam.lib import shown
from kam.lib.charts import Level, Series
from kam.lib.charts import history as draw
from kam.lib.charts.lines import LineChart
from scoring.engine import health, viability
from scoring.engine.health_trend import trend
from scoring.models import HealthOverride, ScoreSnapshot
from scoring.selectors import explained, methods, snapshots
from scoring.selectors.explained import FactorLine
from scoring.words import BOXES, CAPS, STATUS

HISTORY_SHOWN = 400
MANY_POINTS = 90


@dataclass(frozen=True, slots=True)
class CapLine:
    """A limit in force: up to how many points, and why."""

    limit: float
    reason: str | Promise


@dataclass(frozen=True, slots=True)
class Todo:
    """What would make an unknown or stale factor known again."""

    factor: str
    label: str | Promise
    text: str | Promise
    view: str


@dataclass(frozen=True, slots=True)
class TrendLine:
    """Change against the snapshot closest to 90 days earlier."""

    direction: str | None
    change: float | None
    since: date
    common: int | None  # factors that both were compared on, None when as shown


@dataclass(frozen=True, slots=True)
class HealthPanel:
    """One health score, explained."""

    snapshot: ScoreSnapshot
    lines: Sequence[FactorLine]
    caps: Sequence[CapLine]
    before: ScoreSnapshot | None
    trend: TrendLine | None
    override: HealthOverride | None
    can_override: bool
    status_words: str | Promise

    @property
    def calculated(self) -> float | None:
        """After the caps, before the manager's correction."""
        value: float | None = self.snapshot.result["calculated"]
        return value

    @property
    def override_points(self) -> float:
        """The correction in force when the score was taken."""
        return float(self.snapshot.result["override"])

    @property
    def override_reason(self) -> str:
        """The reason that was given for it."""
        return str(self.snapshot.result["override_reason"])

    @property
    def is_capped(self) -> bool:
        """Whether a cap took points: 76 → 59."""
        score, raw = self.snapshot.score, self.snapshot.raw
        return bool(self.caps) and score is not None and raw is not None and raw > min(cap.limit for cap in self.caps)

    @property
    def todos(self) -> list[Todo]:
        """Unknown factors first, then those that age has taken weight from; the heaviest on top."""
        missing = [Todo(x.id, x.label, x.todo, x.view) for x in self._by_loss() if not x.is_known]
        stale = [
            Todo(x.id, x.label, _("Look again: what we know is old and counts less."), x.view)
            for x in self._by_loss()
            if x.is_stale
        ]
        return missing + stale

    def _by_loss(self) -> list[FactorLine]:
        return sorted(self.lines, key=lambda line: line.weight_used - line.weight)


@dataclass(frozen=True, slots=True)
class ViabilityPanel:
    """One viability score, explained, and the box that it makes with health."""

    snapshot: ScoreSnapshot
    lines: Sequence[FactorLine]
    before: ScoreSnapshot | None
    box: str | Promise
    status_words: str | Promise


def panel(account: Account, user: User, snapshot: ScoreSnapshot | None = None) -> HealthPanel | None:
    """The newest health score of the account, or the one asked for; None before the first one."""
    snapshot = snapshot or snapshots.of_account(account).first()
    if snapshot is None:
        return None
    snapshot.account = account  # read already
    before = snapshots.before(snapshot)
    return HealthPanel(
        snapshot=snapshot,
        lines=explained.with_causes(explained.health_lines(snapshot, before), snapshot, before, user),
        caps=[CapLine(cap["limit"], CAPS.get(cap["reason"], cap["reason"])) for cap in snapshot.result["caps"]],
        before=before,
        trend=_trend(snapshot),
        override=_override(account, snapshot.day),
        can_override=can(user, Verb.MANAGE, account),
        status_words=STATUS[snapshot.status],
    )


def viability_panel(account: Account, health_score: float | None, user: User) -> ViabilityPanel | None:
    """The newest viability score of the account; None before the first one."""
    snapshot = snapshots.of_account(account, ScoreSnapshot.Model.VIABILITY).first()
    if snapshot is None:
        return None
    return outlook(snapshot, account, health_score, user)


def outlook(snapshot: ScoreSnapshot, account: Account, health_score: float | None, user: User) -> ViabilityPanel:
    """A viability snapshot, explained."""
    snapshot.account = account  # read already
    before = snapshots.before(snapshot)
    box = viability.box(health_score, snapshot.score, methods.version(snapshot.method))
    lines = explained.viability_lines(snapshot, account.currency, before)
    told = explained.with_causes(lines, snapshot, before, user)
    return ViabilityPanel(snapshot, told, before, BOXES[box] if box else "", STATUS[snapshot.status])


def _trend(snapshot: ScoreSnapshot) -> TrendLine | None:
    method: health.Method = methods.version(snapshot.method)
    found = snapshots.closest([snapshot.account_id], snapshot.model, snapshot.day, method.trend_days)
    past = found.get(snapshot.account_id)
    if past is None or past.score is None or snapshot.score is None:
        return None
    inputs = health.Inputs.from_dict(past.inputs) if past.method != snapshot.method else None
    now, then = health.Result.from_dict(snapshot.result), health.Result.from_dict(past.result)
    change = trend(now, then, method, inputs)
    return TrendLine(change.direction, change.change, past.day, len(change.common) if change.common else None)


def _override(account: Account, day: date) -> HealthOverride | None:
    return (
        HealthOverride.objects.filter(account=account, starts_on__lte=day, ends_on__gte=day)
        .exclude(ended_early_on__lte=day)
        .select_related("by")
        .first()
    )


@dataclass(frozen=True, slots=True)
class HistoryPoint:
    """One day of the history: the last score of that day."""

    day: date
    score: float | None
    band: str


def history(account: Account, model: str = ScoreSnapshot.Model.HEALTH) -> list[HistoryPoint]:
    """The last score of each day, oldest first; the last 400 days that have one."""
    rows = (
        snapshots.of_account(account, model)
        .order_by("-day", "-taken_at")
        .distinct("day")
        .values_list("day", "score", "band")[:HISTORY_SHOWN]
    )
    return [HistoryPoint(*row) for row in reversed(rows)]


def history_chart(account: Account) -> LineChart | None:
    """Health over time with the borders of its bands; the last score of each week when there are many."""
    points = history(account)
    if len(points) < 2:
        return None
    if len(points) > MANY_POINTS:
        points = list({point.day.isocalendar()[:2]: point for point in points}.values())
    method = methods.health_method()
    levels = (Level(method.band_green, gettext("strong")), Level(method.band_amber, gettext("fair")))
    line = Series(gettext("Health"), [(point.day, point.score) for point in points])
    return draw([line], title=gettext("Health over time"), low=0, high=100, levels=levels, fmt=shown.score)
