"""Re-scoring all accounts, as every night does, against one SQL statement that computes and keeps the same health.

The statement is `rescore_floor.sql`. Both work on the same records, nearly all of which are known of every account.
"""

from typing import Any

from bench.place import Bench, ask, say
from bench.tables import table

SMALLEST = 10_000  # fewer say nothing about a night
MOST_MEMORY = 1.3
MOST_TIMES = 3.0  # of the largest size: few accounts fit into the memory of one statement, which flatters it


def run(bench: Bench, sizes: list[int]) -> list[str]:
    """Score each size once, in a fresh process."""
    chosen = [size for size in sizes if size >= SMALLEST] or sizes[-1:]
    found: dict[int, dict[str, Any]] = {}
    for size in chosen:
        environment = bench.full(size)
        say(f"Re-scoring {size:,} accounts")
        found[size] = ask(["bench.measure.rescore_child"], environment)
    header = [
        "accounts",
        "seconds",
        "CPU ours + server",
        "statement",
        "CPU",
        "times",
        "CPU times",
        "accounts a second",
        "queries a batch",
        "peak MB",
        "all 8 factors",
        "differ",
    ]
    print(table(header, [_row(size, one) for size, one in found.items()]))
    print(
        "\nThe statement computes and keeps health and the points of each factor alone; a night keeps viability, its "
        "inputs,\nthe trend, the figures of lists and alerts as well. CPU is in seconds."
    )
    for one in found.values():
        for line in one["told"]:
            print(f"DIFFERS: {line}")
    return _broken(found)


def _row(size: int, one: dict[str, Any]) -> list[str]:
    floor = one["floor"]
    return [
        f"{size:,}",
        f"{one['seconds']:.1f}",
        f"{one['cpu_ours']:.1f} + {one['cpu_server']:.1f}",
        f"{floor['seconds']:.1f}",
        f"{floor['cpu_server']:.1f}",
        f"{one['seconds'] / floor['seconds']:.1f}",
        f"{(one['cpu_ours'] + one['cpu_server']) / (floor['cpu_ours'] + floor['cpu_server']):.1f}",
        f"{one['accounts'] / one['seconds']:,.0f}",
        _range(one["queries"]),
        f"{one['peak_mb']:.0f}",
        f"{100 * one['full'] / one['compared']:.0f} %",
        f"{one['different']:,}",
    ]


def _range(queries: list[int]) -> str:
    """A batch in which no health fell asks less."""
    return str(queries[0]) if len(set(queries)) == 1 else f"{min(queries)} to {max(queries)}"


def _broken(found: dict[int, dict[str, Any]]) -> list[str]:
    broken = []
    for size, one in found.items():
        if one["different"]:
            broken.append(f"re-scoring {size:,}: {one['different']:,} accounts differ from the SQL statement")
        times = one["seconds"] / one["floor"]["seconds"]
        if times > MOST_TIMES and size == max(found):
            broken.append(f"re-scoring {size:,}: {times:.1f} times the SQL statement, must be at most {MOST_TIMES:g}")
    most = [max(one["queries"]) for one in found.values()]
    if most[-1] > most[0]:
        broken.append(
            f"re-scoring: a batch takes {most[-1]} queries instead of {most[0]} where there are more accounts"
        )
    peaks = [one["peak_mb"] for one in found.values()]
    if peaks[-1] > MOST_MEMORY * peaks[0]:
        broken.append(f"re-scoring: memory grows from {peaks[0]:.0f} to {peaks[-1]:.0f} MB")
    return broken
