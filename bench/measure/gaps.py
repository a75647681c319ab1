"""The rules of the map over many accounts, as every night runs them: accounts a second, memory, statements a batch."""

from typing import Any

from bench.measure.rescore import SMALLEST
from bench.place import Bench, ask, say
from bench.tables import table

PEOPLE = 15  # at each account
LARGEST = 10_000
HEADER = [
    "accounts",
    "people",
    "night",
    "gaps open",
    "seconds",
    "accounts a second",
    "batches",
    "queries a batch",
    "peak MB",
]


def run(bench: Bench, sizes: list[int]) -> list[str]:
    """Two nights at one size, in a fresh process: the first opens every gap, the second sees them again."""
    fitting = [size for size in sizes if SMALLEST <= size <= LARGEST] or sizes[:1]
    size = fitting[-1]
    environment = bench.at(size)
    say(f"Running the rules of the map over {size:,} accounts with {PEOPLE} people each")
    found = ask(["bench.measure.gaps_child", str(PEOPLE)], environment)
    print(table(HEADER, [_row(found, night) for night in found["nights"]]))
    return _broken(found)


def _row(found: dict[str, Any], night: dict[str, Any]) -> list[str]:
    return [
        f"{found['accounts']:,}",
        f"{found['people']:,}",
        night["name"],
        f"{night['gaps']:,}",
        f"{night['seconds']:.1f}",
        f"{night['accounts'] / night['seconds']:,.0f}",
        str(len(night["queries"])),
        " ".join(str(number) for number in sorted(set(night["queries"]))),
        f"{night['peak_mb']:.0f}",
    ]


def _broken(found: dict[str, Any]) -> list[str]:
    return [
        f"rules of the map, {night['name']} night: {sorted(set(night['queries']))} queries a batch, must be constant"
        for night in found["nights"]
        if len(set(night["queries"])) > 1
    ]
