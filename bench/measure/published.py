"""Published medians of comparable systems, beside ours at the same size; another machine, so read the order only."""

from statistics import median
from typing import Any

from bench.measure.cases import MAIN
from bench.tables import table

SIZE = 10_000

# Milliseconds (95th percentile), statements: one worker, one client, 10,000 accounts, 30,000 contacts, 10,000 deals.
HEADER = ("median ms (p95), statements", "Odoo 14, JSON", "Tryton 8.2, JSON", "Horilla, HTML", "BottleCRM, REST")
ROWS: dict[str, tuple[str, tuple[str, ...]]] = {
    "account list": ("list, first page", ("32 (42), 14", "139 (188), 24", "203 (257), 37", "1,883 (2,207), 320")),
    "account list, text and filter": (
        "list, text filter",
        ("50 (61), 14", "205 (256), 24", "175 (215), 37", "1,275 (1,653), 320"),
    ),
    "account overview": ("record page", ("109 (127), 102", "105 (129), 58", "82 (100), 41", "238 (291), 101")),
    "board": ("board over all", ("46 (54), 19", "196 (236), 11", "108 (129), 46", "336 (405), 29")),
    "save an answer": ("save one field", ("52 (58), 40", "24 (30), 15", "38 (47), 20", "67 (78), 18")),
}


def compared(times: dict[int, Any]) -> str:
    """Our medians at the size that was published for others, in one table with theirs."""
    size = SIZE if SIZE in times else max(times)
    rows = []
    for case in MAIN:
        if case.name in ROWS:
            label, others = ROWS[case.name]
            rows.append([label, f"{median(times[size]['administrator'][case.name]):.0f}", *others])
    title = f"\n### Beside published figures (theirs at {SIZE:,} accounts on another machine, ours at {size:,})\n\n"
    return title + table([HEADER[0], "KAM, whole HTML page", *HEADER[1:]], rows)
