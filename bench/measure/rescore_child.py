"""One night's re-scoring in this process, watched from outside; then the same by one SQL statement, and both compared."""

import json
import os
import resource
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 -- after the set-up
from django.db.backends.signals import connection_created  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import Job  # noqa: E402
from scoring.engine import health, health_trend  # noqa: E402
from scoring.models import ScoreSnapshot  # noqa: E402
from scoring.services import rescoring  # noqa: E402

FLOOR = (Path(__file__).parent / "rescore_floor.sql").read_text()
FLOOR_TABLE = """
DROP TABLE IF EXISTS bench_floor;
CREATE TABLE bench_floor (
    account_id bigint, day date, method text, raw float8, score float8, coverage float8, status text, band text,
    points jsonb, caps jsonb
)
"""
BOTH = """
SELECT account_id, s.raw, s.score, s.coverage, s.status, s.band, s.result, f.raw, f.score, f.coverage, f.status, f.band,
    f.points, f.caps
FROM (SELECT * FROM scoring_scoresnapshot WHERE model = 'health' AND day = %s AND trigger = 'nightly') s
FULL JOIN bench_floor f USING (account_id) ORDER BY account_id
"""
AGREED = 1e-6
MOST_TOLD = 5
AT_ONCE = 2_000


class Watch:
    """Counts the statements of each batch: of one transaction, whichever connection it is on."""

    def __init__(self) -> None:
        self.queries: list[int] = []

    def opened(self, connection: Any, **_given: Any) -> None:
        """A connection of a thread."""
        connection.execute_wrappers.append(self.statement)

    def statement(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 -- Django's signature
        """Count one, unless it only marks a transaction."""
        connection = context["connection"]
        if connection.in_atomic_block and not sql.startswith(("SAVEPOINT", "RELEASE")):
            if not getattr(connection, "counted", 0):
                transaction.on_commit(lambda: self.over(connection))
            connection.counted = getattr(connection, "counted", 0) + 1
        return execute(sql, params, many, context)

    def over(self, connection: Any) -> None:
        """A batch is kept."""
        self.queries.append(connection.counted)
        connection.counted = 0


def rescore(today: date) -> dict[str, Any]:
    """Score every account, as a worker does that has loaded every address."""
    reverse("scoring:account-health", args=[1])
    ScoreSnapshot.objects.filter(day=today).delete()
    _settle()
    watch = Watch()
    connection_created.connect(watch.opened)
    job = Job(kind=rescoring.KIND, key=today.isoformat())
    times, done = timed(lambda: rescoring.rescore_run(job, lambda _done, _total: None))
    connection_created.disconnect(watch.opened)
    return times | {"accounts": done["accounts"], "queries": watch.queries}


def floor(today: date) -> dict[str, Any]:
    """The statement, into a table that is empty and has no index."""
    with connection.cursor() as cursor:
        cursor.execute(FLOOR_TABLE)
        _settle()

        def statement() -> None:
            with transaction.atomic():
                cursor.execute(FLOOR, {"today": today})

        return timed(statement)[0]


def timed[T](work: Callable[[], T]) -> tuple[dict[str, float], T]:
    """Seconds on the clock and of processor time, of this process and of its server, and what came of the work."""
    begun, before = time.perf_counter(), _cpu()
    found = work()
    seconds, after = time.perf_counter() - begun, _cpu()
    return {"seconds": seconds, "cpu_ours": after[0] - before[0], "cpu_server": after[1] - before[1]}, found


def _cpu() -> tuple[float, float]:
    """Of this process; and, where they can be seen, of the server's processes for this database, also of those gone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        processes = [pid for (pid,) in cursor.fetchall()]
    ticks = [_ticks(pid)[0] for pid in processes]
    parents = {int(_stat(pid)[1]) for pid in processes if _stat(pid)}
    ticks += [_ticks(pid)[1] for pid in parents]
    return time.process_time(), sum(ticks) / os.sysconf("SC_CLK_TCK")


def _ticks(pid: int) -> tuple[int, int]:
    """Of the process, and of its children that have ended."""
    stat = _stat(pid)
    return (int(stat[11]) + int(stat[12]), int(stat[13]) + int(stat[14])) if stat else (0, 0)


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _settle() -> None:
    """What was deleted or written before shall not be cleared away while the clock runs."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE scoring_scoresnapshot, accounts_accountfigures")
        cursor.execute("CHECKPOINT")


def compare(today: date) -> dict[str, Any]:
    """Score, coverage, band and points of every account, ours and the statement's."""
    compared, full, different, told = 0, 0, 0, []
    for row in _both(today):
        wrong = list(_differences(row))
        compared += 1
        full += len(json.loads(row[12] or "{}")) == len(health.FACTORS)
        different += bool(wrong)
        if wrong and len(told) < MOST_TOLD:
            told.append(f"account {row[0]}: {'; '.join(wrong)}")
    return {"compared": compared, "full": full, "different": different, "told": told}


def _both(today: date) -> Iterator[tuple[Any, ...]]:
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(BOTH, [today])
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows


def _differences(row: tuple[Any, ...]) -> Iterator[str]:
    _pk, *ours, result, raw, score, coverage, status, band, points, caps = row
    if result is None or points is None:
        yield "only one of the two has scored it"
        return
    stored = health.Result.from_dict(json.loads(result))
    ours_points = health_trend.factor_points(stored)
    theirs = dict(
        zip(("raw", "score", "coverage", "status", "band"), (raw, score, coverage, status, band), strict=True)
    )
    pairs = {name: (mine, theirs[name]) for name, mine in zip(theirs, ours, strict=True)}
    points = json.loads(points)
    pairs |= {key: (ours_points.get(key), points.get(key)) for key in health.FACTORS}
    pairs["caps"] = (sorted(cap.reason for cap in stored.caps), sorted(json.loads(caps)))
    yield from (f"{name} {mine} and {other}" for name, (mine, other) in pairs.items() if not _same(mine, other))


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= AGREED
    return bool(one == other)


def main() -> None:
    """Before and after the night the statement, so that a busy machine troubles both alike; the faster turn counts."""
    today = timezone.localdate()
    first = floor(today)
    found = rescore(today)
    found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found["floor"] = min(first, floor(today), key=lambda turn: turn["seconds"])
    found |= compare(today)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
