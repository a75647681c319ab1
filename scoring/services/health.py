"""Health and viability of many accounts at once: read in sets, computed, kept as snapshots, shown in lists."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial

import structlog
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Account, Band, User
from accounts.services.money import figures_refresh
from accounts.services.rows import record
from kam.lib.collecting import paused
from scoring.engine import health, viability
from scoring.engine.health_trend import Trend, compared, trend
from scoring.models import ScoreSnapshot
from scoring.selectors import methods, snapshots
from scoring.selectors.inputs import health_inputs, value_of, viability_inputs
from scoring.selectors.rows import rows
from scoring.selectors.snapshots import Past, PastScore
from scoring.services.alerts import Change, alerts_send
from scoring.services.keeping import Shown, Taken, as_json, figures_show, snapshots_keep
from scoring.sources import Fact, Known, gather

log = structlog.get_logger(__name__)

HEALTH, VIABILITY, GREY = ScoreSnapshot.Model.HEALTH.value, ScoreSnapshot.Model.VIABILITY.value, Band.GREY.value

OVERRIDES = """
SELECT account_id, points, reason FROM scoring_healthoverride
WHERE account_id = ANY(%(ids)s) AND starts_on <= %(today)s AND ends_on >= %(today)s
    AND (ended_early_on IS NULL OR ended_early_on > %(today)s)
ORDER BY starts_on, id
"""
# For some thousands of accounts the planner takes to reading tables whole, and to starting processes that help with it.
EACH_BY_ITSELF = "SET LOCAL enable_seqscan = off; SET LOCAL max_parallel_workers_per_gather = 0"
BOXES = {viability.GROW: "grow", viability.KEEP: "keep", viability.REPAIR: "repair", viability.RE_EXAMINE: "re-examine"}


@dataclass(slots=True)  # frozen would cost several times as much to make
class Scored:
    """One account's scores of today."""

    account_id: int
    known: Known
    health_inputs: health.Inputs
    health: health.Result
    viability_inputs: viability.Inputs
    viability: viability.Result
    box: str


@transaction.atomic
def health_rescore(
    *, account_ids: Sequence[int], today: date, trigger: str = ScoreSnapshot.Trigger.CHANGE, by: User | None = None
) -> int:
    """Score the accounts, keep snapshots, set the figures and tell of falls. Returns how many were scored.

    A nightly run keeps one snapshot an account, model and day; after a change one is kept only when score, band or
    inputs differ from the newest. The number of queries does not depend on the number of accounts.
    """
    if len(account_ids) > 1:
        with connection.cursor() as cursor:
            cursor.execute(EACH_BY_ITSELF)
    figures_refresh(account_ids=account_ids, today=today)  # the 12 months move with the calendar
    with paused():
        scored = _scores(account_ids, today)
        ids = [row.account_id for row in scored]
        trends = _trends(scored, today)
        if trigger == ScoreSnapshot.Trigger.NIGHTLY:
            before: Mapping[int, Past | PastScore] = snapshots.newest_scores(ids, HEALTH, today)
            snapshots_keep(_taken(scored, today, trigger))
        else:
            earlier = {model: snapshots.latest(ids, model, today) for model in ScoreSnapshot.Model.values}
            before = earlier[HEALTH]
            taken = _taken(scored, today, trigger)
            snapshots_keep([row for row in taken if _differs(row, earlier[row.model].get(row.account_id))])
        figures_show([_figures(row, today, trends.get(row.account_id)) for row in scored])
    alerts_send(changes=_changes(scored, before), today=today)
    if by is not None:
        for account in Account.objects.filter(pk__in=ids):
            record(by, "account.rescored", account)
    return len(scored)


def _scores(account_ids: Sequence[int], today: date) -> list[Scored]:
    known = gather(account_ids, today)
    overrides = overrides_in_force(account_ids, today)
    score = partial(_score, now=methods.health_method(), later=methods.viability_method())
    return [row for pk in account_ids if (row := score(pk, known[pk], overrides.get(pk))) is not None]


def overrides_in_force(account_ids: Sequence[int], today: date) -> dict[int, tuple[int, str]]:
    """Points and reason of the correction that holds today, the newest when there are several."""
    found = rows(OVERRIDES, {"ids": account_ids, "today": today})
    return {account_id: (points, reason) for account_id, points, reason in found}


def _score(
    account_id: int,
    known: Known,
    override: tuple[int, str] | None,
    *,
    now: health.Method,
    later: viability.Method,
) -> Scored | None:
    """Both scores; an account whose records contradict the method is left out and said in the log."""
    try:
        inputs, outlook = health_inputs(known, override), viability_inputs(known)
        result = health.evaluate(inputs, now)
        future = viability.evaluate(outlook, later)
    except ValueError:
        log.exception("account_not_scored", account=account_id)
        return None
    box = viability.box(result.shown, future.score, later)
    return Scored(account_id, known, inputs, result, outlook, future, BOXES[box] if box else "")


def _trends(scored: Sequence[Scored], today: date) -> dict[int, Trend]:
    """Against the score of 90 days ago; what that was made of is read only where it was made of something else."""
    method = methods.health_method()
    now = {row.account_id: row.health for row in scored if row.health.shown is not None}
    found, others = {}, []
    for pk, past in snapshots.closest_scores(list(now), HEALTH, today, method.trend_days).items():
        if past.score is None:
            continue
        if past.method == method.version and past.missing_json == _missing(now[pk].missing):
            found[pk] = compared(now[pk].shown or 0.0, past.score, method)
        else:
            others.append(past.snapshot_id)
    for pk, whole in snapshots.by_ids(others).items():
        inputs = health.Inputs.from_dict(whole.inputs) if whole.method != method.version else None
        found[pk] = trend(now[pk], health.Result.from_dict(whole.result), method, inputs)
    return found


@lru_cache(maxsize=512)
def _missing(factors: tuple[str, ...]) -> str:
    """As the database writes it."""
    return json.dumps(factors)


def _taken(scored: Sequence[Scored], today: date, trigger: str) -> list[Taken]:
    day, moment, taken = today.isoformat(), timezone.now().isoformat(), []
    for row in scored:
        now, later = row.health, row.viability
        taken.append(
            Taken(
                row.account_id, HEALTH, now.method, day, moment, trigger, now.raw, now.shown, now.coverage, now.status,
                now.band or GREY, row.health_inputs, now,
            )
        )  # fmt: skip
        taken.append(
            Taken(
                row.account_id, VIABILITY, later.method, day, moment, trigger, later.raw, later.score, later.coverage,
                later.status, GREY, row.viability_inputs, later,
            )
        )  # fmt: skip
    return taken


def _differs(snapshot: Taken, past: Past | None) -> bool:
    if past is None or (snapshot.method, snapshot.score, snapshot.band) != (past.method, past.score, past.band):
        return True
    return bool(json.loads(as_json(snapshot.inputs)) != past.inputs)


def _figures(row: Scored, today: date, change: Trend | None) -> Shown:
    cis = value_of(row.known, Fact.CIS)
    now = row.health
    return Shown(
        account_id=row.account_id,
        health=now.shown,
        health_band=now.band or GREY,
        health_coverage=now.coverage,
        health_status=now.status,
        health_trend=(change.direction or "") if change else "",
        health_delta=change.change if change else None,
        health_on=today,
        viability=row.viability.score,
        box=row.box,
        cis=cis.score if cis else None,
        cis_low=cis.low if cis else None,
        cis_high=cis.high if cis else None,
        cis_label=cis.label if cis else "",
        cis_on=cis.on if cis else None,
        relationship=value_of(row.known, Fact.RELATIONSHIP),
    )


def _changes(scored: Sequence[Scored], earlier: Mapping[int, Past | PastScore]) -> list[Change]:
    return [
        Change(row.account_id, row.health.shown, row.health.band, past.score, past.band)
        for row in scored
        if row.health.shown is not None
        and (past := earlier.get(row.account_id)) is not None
        and past.method == row.health.method  # a new method moves scores, nothing happened at the account
    ]
