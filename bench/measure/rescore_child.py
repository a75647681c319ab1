"""One night's re-scoring in this process: the handler of the nightly job, watched from outside."""

import json
import resource
import time
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 -- after the set-up
from django.utils import timezone  # noqa: E402

from accounts.models import Account, Job  # noqa: E402
from bench.seed.copying import copy_rows  # noqa: E402
from scoring.engine import health, viability  # noqa: E402
from scoring.models import ScoreSnapshot  # noqa: E402
from scoring.services import rescoring  # noqa: E402

FLOOR_ACCOUNTS = 5_000
COLUMNS = "account_id day model method raw score coverage status band inputs result"


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


def rescore() -> dict[str, Any]:
    """Score every account; the counting starts behind the first look at how many there are."""
    watch = Watch()
    job = Job(kind=rescoring.KIND, key=timezone.localdate().isoformat())
    ScoreSnapshot.objects.none()
    with connection.execute_wrapper(watch.statement):
        begun = time.perf_counter()
        done = rescoring.rescore_run(job, watch.progress)
        seconds = time.perf_counter() - begun
    queries = watch.queries
    queries[0] -= _once_only(queries)
    return {"accounts": done["accounts"], "seconds": seconds, "batches": len(queries), "queries": queries}


def _once_only(queries: list[int]) -> int:
    """What the first batch asks beyond the others: how many accounts wait, and the methods in force."""
    return max(0, queries[0] - queries[1]) if len(queries) > 1 else 0


def floor() -> float:
    """Accounts a second when the same snapshots are computed from facts in memory and written by COPY."""
    model = ScoreSnapshot.Model
    past = ScoreSnapshot.objects.filter(account_id__lte=FLOOR_ACCOUNTS).order_by("account_id")
    facts = {
        one: list(past.filter(model=one).values_list("account_id", "inputs")[:FLOOR_ACCOUNTS]) for one in model.values
    }
    loaded = [health.Inputs.from_dict(inputs) for _pk, inputs in facts[model.HEALTH]]
    outlook = [viability.Inputs(**inputs) for _pk, inputs in facts[model.VIABILITY]]
    day = timezone.localdate().replace(year=2000)
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        begun = time.perf_counter()
        results = [health.evaluate(one, health.METHOD_1) for one in loaded]
        futures = [viability.evaluate(one, viability.METHOD_1) for one in outlook]
        rows = [
            (
                1,
                day,
                "health",
                one.method,
                one.raw,
                one.shown,
                one.coverage,
                one.status,
                one.band or "grey",
                {},
                one.to_dict(),
            )
            for one in results
        ]
        rows += [
            (1, day, "viability", one.method, one.raw, one.score, one.coverage, one.status, "grey", {}, one.to_dict())
            for one in futures
        ]
        copy_rows(ScoreSnapshot, COLUMNS, rows, trigger="change")
        seconds = time.perf_counter() - begun
        cursor.execute("ROLLBACK")
    return len(loaded) / seconds


def main() -> None:
    """Score, then look at the memory, then measure the floor."""
    found = rescore()
    found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found["floor_rate"] = floor()
    found["accounts_in_all"] = Account.objects.count()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
