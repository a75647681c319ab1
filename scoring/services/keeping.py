"""Snapshots and figures by the thousand: written as text that COPY reads, kept with few statements."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection, transaction
from psycopg.errors import UniqueViolation

ENCODE = json.JSONEncoder(check_circular=False).encode
NULL, EMPTY = r"\N", '""'
BETWEEN = "--"  # an element of a list; what people have written stands in objects alone


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
    inputs: dict[str, Any]
    result: dict[str, Any]


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


def _array(values: Iterable[Any]) -> str:
    """The literal of an array of numbers, days and our own words."""
    return f"{{{','.join(['NULL' if value is None else f'{value}' or EMPTY for value in values])}}}"


def _snapshot_lines(rows: Sequence[Taken]) -> str:
    """All JSON is written by one call: calls cost as much as the writing."""
    parts: list[Any] = []
    for row in rows:
        parts += (row.inputs, BETWEEN, row.result, BETWEEN)
    texts = ENCODE(parts)[1:-1].replace("\\", "\\\\").split(f', "{BETWEEN}", ')
    texts[-1] = texts[-1].removesuffix(f', "{BETWEEN}"')
    pairs = zip(texts[::2], texts[1::2], strict=True)
    # JSON holds no tab and no end of line; only its backslashes mean something to COPY.
    lines = [f"{_columns(row[:-2])}\t{inputs}\t{result}\n" for row, (inputs, result) in zip(rows, pairs, strict=True)]
    return "".join(lines)


def _columns(columns: Iterable[Any]) -> str:
    """Numbers, days and our own words, none of which holds what COPY would have to be told about."""
    return "\t".join([NULL if value is None else f"{value}" for value in columns])
