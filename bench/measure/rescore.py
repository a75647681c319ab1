"""Re-scoring all accounts, as every night does: accounts a second, memory, and statements a batch."""

from typing import Any

from bench.place import Bench, ask, say
from bench.tables import table

SMALLEST = 10_000  # fewer say nothing about a night
MOST_SPREAD = 0  # statements may not differ between batches
MOST_MEMORY = 1.3


def run(bench: Bench, sizes: list[int]) -> list[str]:
    """Score each size once, in a fresh process."""
    chosen = [size for size in sizes if size >= SMALLEST] or sizes[-1:]
    found: dict[int, dict[str, Any]] = {}
    for size in chosen:
        environment = bench.at(size)
        say(f"Re-scoring {size:,} accounts")
        found[size] = ask(["bench.measure.rescore_child"], environment)
    header = ["accounts", "seconds", "accounts a second", "batches", "queries a batch", "peak MB", "x floor"]
    rows = [
        [
            f"{size:,}",
            f"{one['seconds']:.1f}",
            f"{one['accounts'] / one['seconds']:,.0f}",
            str(one["batches"]),
            _range(one["queries"]),
            f"{one['peak_mb']:.0f}",
            f"{one['floor_rate'] / (one['accounts'] / one['seconds']):.1f}",
        ]
        for size, one in found.items()
    ]
    print(table(header, rows))
    print("\nFloor: the engine's arithmetic on facts in memory, and the snapshots written by COPY; nothing is read.")
    return _broken(found)


def _range(queries: list[int]) -> str:
    return str(queries[0]) if len(set(queries)) == 1 else f"{min(queries)} to {max(queries)} !"


def _broken(found: dict[int, dict[str, Any]]) -> list[str]:
    broken = [
        f"re-scoring {size:,}: {_range(one['queries'])} queries a batch, must be constant"
        for size, one in found.items()
        if max(one["queries"]) - min(one["queries"]) > MOST_SPREAD
    ]
    peaks = [one["peak_mb"] for one in found.values()]
    if peaks[-1] > MOST_MEMORY * peaks[0]:
        broken.append(f"re-scoring: memory grows from {peaks[0]:.0f} to {peaks[-1]:.0f} MB")
    return broken
