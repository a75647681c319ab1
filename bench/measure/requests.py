"""The main requests: statements, times and sizes, and how they grow with the number of accounts."""

import contextlib
from itertools import chain
from statistics import median, quantiles

from bench.asker import asking
from bench.measure.cases import FLOOR_READ, FLOOR_WRITE, MAIN, MOST_GROWTH, PEOPLE, WATCHED, Case
from bench.measure.published import compared
from bench.place import Bench, say
from bench.seed.shape import told
from bench.tables import table

ROUNDS, A_ROUND = 3, 10
OF_ADMINISTRATOR = 1.25  # how much slower somebody with ten accounts may be, beyond noise

type Times = dict[str, dict[str, list[float]]]
type Seen = dict[str, dict[str, dict[str, int]]]


def run(bench: Bench, sizes: list[int]) -> list[str]:
    """Ask all sizes in turns, so that noise of the machine meets them alike; print one table a person."""
    print(told(sizes))
    with contextlib.ExitStack() as stack:
        askers = {size: stack.enter_context(asking("request_child", bench.at(size))) for size in sizes}
        seen = {size: asker.order("look") for size, asker in askers.items()}
        for asker in askers.values():
            asker.order("round 3")
        times: dict[int, Times] = {size: {} for size in sizes}
        for number in range(ROUNDS):
            say(f"Requests, round {number + 1} of {ROUNDS}")
            for size, asker in askers.items():
                _add(times[size], asker.order(f"round {A_ROUND}"))
    broken: list[str] = []
    for who in PEOPLE:
        print(f"\n### Signed in as {who}\n")
        print(table(_header(sizes), [_row(who, case, seen, times) for case in chain(MAIN, WATCHED)]))
        for case in chain(MAIN, WATCHED):
            broken += _broken(who, case, seen, times)
    _floors(times)
    if len(sizes) > 1:
        _slower_than_administrator(times[sizes[-1]])
    print(compared(times))
    return broken


def _add(times: Times, more: Times) -> None:
    for who, cases in more.items():
        for name, found in cases.items():
            times.setdefault(who, {}).setdefault(name, []).extend(found)


def p95(found: list[float]) -> float:
    """The time that 19 of 20 repetitions keep."""
    return quantiles(found, n=20)[-1]


def growth(who: str, case: Case, times: dict[int, Times]) -> float | None:
    """The median at most accounts over the one at fewest."""
    first, last = min(times), max(times)
    return median(times[last][who][case.name]) / median(times[first][who][case.name]) if first != last else None


def _header(sizes: list[int]) -> list[str]:
    return ["request", "queries", "KB", *(f"{size:,}: ms (p95)" for size in sizes), "growth", "x floor"]


def _row(who: str, case: Case, seen: dict[int, Seen], times: dict[int, Times]) -> list[str]:
    last = max(seen)
    facts = seen[last][who][case.name]
    if facts["status"] != 200:
        return [case.name, f"status {facts['status']}", *[""] * (len(seen) + 3)]
    grown = growth(who, case, times)
    floor = median(times[last][who][(FLOOR_WRITE if case.form else FLOOR_READ).name])
    cells = [f"{median(found):.1f} ({p95(found):.1f})" for found in (times[size][who][case.name] for size in seen)]
    return [
        case.name,
        f"{facts['queries']}{' !' if facts['queries'] > case.most_queries else ''}",
        f"{facts['bytes'] / 1024:.0f}",
        *cells,
        f"{grown:.2f}{' !' if grown > MOST_GROWTH else ''}" if grown else "",
        f"{median(times[last][who][case.name]) / floor:.1f}",
    ]


def _broken(who: str, case: Case, seen: dict[int, Seen], times: dict[int, Times]) -> list[str]:
    """The bars that a request breaks, in words."""
    found = []
    for size in (min(seen), max(seen)):
        facts = seen[size][who][case.name]
        if facts["status"] != 200:
            return [f"{case.name} ({who}): answers {facts['status'] or 'at no address'}"]
        if facts["queries"] > case.most_queries:
            found.append(f"{case.name} ({who}, {size:,}): {facts['queries']} queries, most {case.most_queries}")
    grown = growth(who, case, times)
    if grown and grown > MOST_GROWTH:
        found.append(f"{case.name} ({who}): grows {grown:.2f} times, most {MOST_GROWTH}")
    return list(dict.fromkeys(found))


def _floors(times: dict[int, Times]) -> None:
    found = times[max(times)]["administrator"]
    floors = ", ".join(
        f"{case.name.removeprefix('floor: ')} {median(found[case.name]):.2f} ms" for case in (FLOOR_READ, FLOOR_WRITE)
    )
    print(f"\nFloor, a signed-in request through the same middleware: {floors}.")


def _slower_than_administrator(times: Times) -> None:
    """Somebody with ten accounts must not wait longer than who sees all."""
    print()
    for case in MAIN:
        ratio = median(times["account manager"][case.name]) / max(median(times["administrator"][case.name]), 0.001)
        if ratio > OF_ADMINISTRATOR:
            print(f"! {case.name}: the account manager waits {ratio:.2f} times as long as the administrator")
