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
    """Counts statements between the signs of progress, which come once a batch."""

    def __init__(self) -> None:
        self.queries: list[int] = []
        self.now = 0

    def statement(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 -- Django's signature
        """Count one, unless it only marks a transaction."""
        self.now += not sql.startswith(("SAVEPOINT", "RELEASE"))
        return execute(sql, params, many, context)

    def progress(self, done: int, total: int) -> None:
        """A batch is over."""
        del done, total
        self.queries.append(self.now)
        self.now = 0


def rescore(today: date) -> dict[str, Any]:
    """Score every account; the counting starts behind the first look at how many there are."""
    reverse("scoring:account-health", args=[1])  # a worker that runs has loaded every address
    ScoreSnapshot.objects.filter(day=today).delete()
    _settle()
    watch = Watch()
    job = Job(kind=rescoring.KIND, key=today.isoformat())
    with connection.execute_wrapper(watch.statement):
        times, done = timed(lambda: rescoring.rescore_run(job, watch.progress))
    queries = watch.queries
    queries[0] -= _once_only(queries)
    return times | {"accounts": done["accounts"], "queries": queries}


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
    """Of this process and, where it can be seen, of the process of the server that works for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    ticks = server.read_text().rpartition(")")[2].split()[11:13] if server.exists() else []
    return time.process_time(), sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def _settle() -> None:
    """What was deleted or written before shall not be cleared away while the clock runs."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE scoring_scoresnapshot, accounts_accountfigures")
        cursor.execute("CHECKPOINT")


def _once_only(queries: list[int]) -> int:
    """What the first batch asks beyond the others: how many accounts wait, and the methods in force."""
    return max(0, queries[0] - queries[1]) if len(queries) > 1 else 0


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
