"""Snapshots and figures by the thousand: written as text that COPY reads, kept with few statements."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import orjson
from django.db import connection, transaction
from psycopg.errors import UniqueViolation

from scoring.engine import health, viability

NULL = r"\N"


class Taken(NamedTuple):
    """A row of `ScoreSnapshot`, days and moments as text: a model instance would cost more than computing the score."""

    account_id: int
    model: str
    method: str
    day: str
    taken_at: str
    trigger: str
    raw: float | None
    score: float | None
    coverage: float
    status: str
    band: str
    inputs: health.Inputs | viability.Inputs
    result: health.Result | viability.Result


class Shown(NamedTuple):
    """What lists and boards show of one account; the names are those of `AccountFigures`."""

    account_id: int
    health: float | None
    health_band: str
    health_coverage: float
    health_status: str
    health_trend: str
    health_delta: float | None
    health_on: date
    viability: float | None
    box: str
    cis: float | None
    cis_low: float | None
    cis_high: float | None
    cis_label: str
    cis_on: date | None
    relationship: float | None


NAMES = ", ".join(f'"{name}"' for name in Taken._fields)
KEEP = f"COPY scoring_scoresnapshot ({NAMES}) FROM STDIN"

# The tables of a transaction; emptied because one transaction may keep several times.
ARRIVALS = f"""
CREATE TEMPORARY TABLE IF NOT EXISTS snapshot_arrivals ON COMMIT DELETE ROWS AS
SELECT {NAMES} FROM scoring_scoresnapshot WITH NO DATA;
TRUNCATE snapshot_arrivals
"""  # noqa: S608 -- constants of this module
ARRIVE = f"COPY snapshot_arrivals ({NAMES}) FROM STDIN"
KEEP_NEW = f"""
INSERT INTO scoring_scoresnapshot ({NAMES}) SELECT {NAMES} FROM snapshot_arrivals ON CONFLICT DO NOTHING
"""  # noqa: S608 -- constants of this module

TYPES = {int: "bigint", str: "text", date: "date", date | None: "date"}  # the others are numbers
ARRAYS = ", ".join(f"%s::{TYPES.get(kind, 'float8')}[]" for kind in Shown.__annotations__.values())
FIGURES = f"""
UPDATE accounts_accountfigures f SET {", ".join(f"{name} = d.{name}" for name in Shown._fields[1:])}, updated_at = now()
FROM unnest({ARRAYS}) AS d({", ".join(Shown._fields)}) WHERE f.account_id = d.account_id
"""  # noqa: S608 -- constants of this module


def snapshots_keep(rows: Sequence[Taken]) -> None:
    """Insert snapshots. A nightly one that is there already stays: a run that was killed keeps one a night."""
    if not rows:
        return
    text = _snapshot_lines(rows)
    with connection.cursor() as cursor:
        try:
            with transaction.atomic(), cursor.copy(KEEP) as copy:
                copy.write(text)
        except UniqueViolation:  # some of them are there
            cursor.execute(ARRIVALS)
            with cursor.copy(ARRIVE) as copy:
                copy.write(text)
            cursor.execute(KEEP_NEW)


def figures_show(rows: Sequence[Shown]) -> None:
    """Set the figures of lists and boards."""
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(FIGURES, [_array(column) for column in zip(*rows, strict=True)])


def _array(values: Sequence[Any]) -> str:
    """The literal of an array of numbers, days and our own words: a list of JSON in other brackets."""
    return f"{{{orjson.dumps(values).decode()[1:-1]}}}"


def as_json(row: health.Inputs | health.Result | viability.Inputs | viability.Result) -> str:
    """Inputs or a result as the database keeps them: the same as that of `to_dict`."""
    return orjson.dumps(row).decode()


def _snapshot_lines(rows: Sequence[Taken]) -> str:
    """Numbers, days and our own words hold nothing that COPY would have to be told about; JSON holds backslashes."""
    lines = []
    for row in rows:
        account, model, method, day, taken_at, trigger, raw, score, coverage, status, band, inputs, result = row
        texts = f"{as_json(inputs)}\t{as_json(result)}".replace("\\", "\\\\")
        lines.append(
            f"{account}\t{model}\t{method}\t{day}\t{taken_at}\t{trigger}\t{NULL if raw is None else raw}\t"
            f"{NULL if score is None else score}\t{coverage}\t{status}\t{band}\t{texts}\n"
        )
    return "".join(lines)
