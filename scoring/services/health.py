"""Health and viability of many accounts at once: read in sets, computed, kept as snapshots, shown in lists."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

import structlog
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Account, Band, User
from accounts.services.money import figures_refresh
from accounts.services.rows import record
from scoring.engine import health, viability
from scoring.engine.health_trend import Trend, trend
from scoring.models import ScoreSnapshot
from scoring.selectors import methods, snapshots
from scoring.selectors.inputs import health_inputs, value_of, viability_inputs
from scoring.selectors.rows import rows
from scoring.selectors.snapshots import Past
from scoring.services.alerts import Change, alerts_send
from scoring.services.keeping import Taken, snapshots_keep
from scoring.sources import Fact, Known, gather

log = structlog.get_logger(__name__)

OVERRIDES = """
SELECT account_id, points, reason FROM scoring_healthoverride
WHERE account_id = ANY(%(ids)s) AND starts_on <= %(today)s AND ends_on >= %(today)s
    AND (ended_early_on IS NULL OR ended_early_on > %(today)s)
ORDER BY starts_on, id
"""
BOXES = {viability.GROW: "grow", viability.KEEP: "keep", viability.REPAIR: "repair", viability.RE_EXAMINE: "re-examine"}


@dataclass(frozen=True, slots=True)
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
    figures_refresh(account_ids=account_ids, today=today)  # the 12 months move with the calendar
    known = gather(account_ids, today)
    overrides = overrides_in_force(account_ids, today)
    score = partial(_score, now=methods.health_method(), later=methods.viability_method())
    scored = [row for pk in account_ids if (row := score(pk, known[pk], overrides.get(pk))) is not None]
    ids = [row.account_id for row in scored]
    earlier = {model: snapshots.latest(ids, model, today) for model in ScoreSnapshot.Model.values}
    trends = _trends(scored, today)
    _keep(scored, today, trigger, earlier)
    _show(scored, today, trends)
    alerts_send(changes=_changes(scored, earlier[ScoreSnapshot.Model.HEALTH]), today=today)
    if by is not None:
        for account in Account.objects.filter(pk__in=ids):
            record(by, "account.rescored", account)
    return len(scored)


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
    method = methods.health_method()
    now = {row.account_id: row for row in scored if row.health.shown is not None}
    found = {}
    for pk, past in snapshots.closest(list(now), ScoreSnapshot.Model.HEALTH, today, method.trend_days).items():
        if past.score is not None:
            inputs = health.Inputs.from_dict(past.inputs) if past.method != method.version else None
            found[pk] = trend(now[pk].health, health.Result.from_dict(past.result), method, inputs)
    return found


def _keep(scored: Sequence[Scored], today: date, trigger: str, earlier: Mapping[str, Mapping[int, Past]]) -> None:
    model, head = ScoreSnapshot.Model, (today, timezone.now(), trigger)
    taken = [
        snapshot
        for row in scored
        for snapshot in (
            _taken(row.account_id, model.HEALTH.value, head, row.health_inputs.to_dict(), row.health.to_dict()),
            _taken(row.account_id, model.VIABILITY.value, head, _plain(row.viability_inputs), row.viability.to_dict()),
        )
    ]
    if trigger != ScoreSnapshot.Trigger.NIGHTLY:
        taken = [row for row in taken if _differs(row, earlier[row.model].get(row.account_id))]
    snapshots_keep(taken)


def _plain(inputs: viability.Inputs) -> dict[str, Any]:
    return {name: getattr(inputs, name) for name in inputs.__slots__}


def _taken(
    account_id: int, model: str, head: tuple[date, datetime, str], inputs: dict[str, Any], result: dict[str, Any]
) -> Taken:
    day, moment, trigger = head
    return Taken(
        account_id=account_id,
        model=model,
        method=result["method"],
        day=day,
        taken_at=moment,
        trigger=trigger,
        raw=result["raw"],
        score=result["shown"] if "shown" in result else result["score"],
        coverage=result["coverage"],
        status=result["status"],
        band=result.get("band") or Band.GREY.value,
        inputs=inputs,
        result=result,
    )


def _differs(snapshot: Taken, past: Past | None) -> bool:
    if past is None or (snapshot.method, snapshot.score, snapshot.band) != (past.method, past.score, past.band):
        return True
    return bool(json.loads(json.dumps(snapshot.inputs)) != past.inputs)


FIGURES = """
UPDATE accounts_accountfigures f SET
    health = d.health, health_band = d.health_band, health_coverage = d.health_coverage,
    health_status = d.health_status, health_trend = d.health_trend, health_delta = d.health_delta,
    health_on = d.health_on, viability = d.viability, box = d.box, cis = d.cis, cis_low = d.cis_low,
    cis_high = d.cis_high, cis_label = d.cis_label, cis_on = d.cis_on, relationship = d.relationship, updated_at = now()
FROM jsonb_to_recordset(%s::jsonb) AS d(
    account_id bigint, health float8, health_band text, health_coverage float8, health_status text, health_trend text,
    health_delta float8, health_on date, viability float8, box text, cis float8, cis_low float8, cis_high float8,
    cis_label text, cis_on date, relationship float8
)
WHERE f.account_id = d.account_id
"""


def _show(scored: Sequence[Scored], today: date, trends: Mapping[int, Trend]) -> None:
    """Set the figures of lists and boards."""
    values = json.dumps([_figures(row, today, trends.get(row.account_id)) for row in scored])
    with connection.cursor() as cursor:
        cursor.execute(FIGURES, [values])


def _figures(row: Scored, today: date, change: Trend | None) -> dict[str, Any]:
    cis = value_of(row.known, Fact.CIS)
    return {
        "account_id": row.account_id,
        "health": row.health.shown,
        "health_band": row.health.band or Band.GREY,
        "health_coverage": row.health.coverage,
        "health_status": row.health.status,
        "health_trend": (change.direction or "") if change else "",
        "health_delta": change.change if change else None,
        "health_on": today.isoformat(),
        "viability": row.viability.score,
        "box": row.box,
        "cis": cis.score if cis else None,
        "cis_low": cis.low if cis else None,
        "cis_high": cis.high if cis else None,
        "cis_label": cis.label if cis else "",
        "cis_on": cis.on.isoformat() if cis else None,
        "relationship": value_of(row.known, Fact.RELATIONSHIP),
    }


def _changes(scored: Sequence[Scored], earlier: Mapping[int, Past]) -> list[Change]:
    return [
        Change(row.account_id, row.health.shown, row.health.band, past.score, past.band)
        for row in scored
        if row.health.shown is not None
        and (past := earlier.get(row.account_id)) is not None
        and past.method == row.health.method  # a new method moves scores, nothing happened at the account
    ]
