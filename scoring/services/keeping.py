"""Snapshots by the thousand: sent with COPY, kept with one statement."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection


class Taken(NamedTuple):
    """A row of `ScoreSnapshot`; a model instance each would cost more than computing the score."""

    account_id: int
    model: str
    method: str
    day: date
    taken_at: datetime
    trigger: str
    raw: float | None
    score: float | None
    coverage: float
    status: str
    band: str
    inputs: dict[str, Any]
    result: dict[str, Any]


NAMES = ", ".join(f'"{name}"' for name in Taken._fields)

# The table of a transaction; emptied because one transaction may keep several times.
ARRIVALS = f"""
CREATE TEMPORARY TABLE IF NOT EXISTS snapshot_arrivals ON COMMIT DELETE ROWS AS
SELECT {NAMES} FROM scoring_scoresnapshot WITH NO DATA;
TRUNCATE snapshot_arrivals
"""  # noqa: S608 -- constants of this module
ARRIVE = f"COPY snapshot_arrivals ({NAMES}) FROM STDIN"

# A nightly score that is there already stays: a run that was killed and began again keeps one a night.
KEEP = f"""
INSERT INTO scoring_scoresnapshot ({NAMES}) SELECT {NAMES} FROM snapshot_arrivals ON CONFLICT DO NOTHING
"""  # noqa: S608 -- constants of this module


def snapshots_keep(rows: Sequence[Taken]) -> None:
    """Insert snapshots; a second nightly one of an account, model and day is left out."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(ARRIVALS)
        with cursor.copy(ARRIVE) as copy:
            for row in rows:
                copy.write_row((*row[:-2], json.dumps(row.inputs), json.dumps(row.result)))
        cursor.execute(KEEP)
