"""How fast the CRM import is, against the least that loading the same rows could cost.

    python bench/import_crm.py [FOLDER] [--times N] [--repeat 50]

- *floor*: one pass of parsing with `csv`, dates and numbers converted, then COPY of the rows into bare tables (no key, no
  index, no constraint), one transaction a file. Both parts are told.
- *ours*: the whole import of the same files: recognising them, people and teams, accounts and parents, deals matched to
  accounts, products and people, one import row for every row, audit events, figures.

Both run on the same server and connection, turn by turn, in a database of their own that is emptied before each; the
medians are compared. `--repeat`
multiplies the file of deals with empty ids and shows that the peak of memory does not grow with the rows.
"""

import argparse
import csv
import gc
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT.parent / "shared" / "data" / "crm-sales-opportunities"
WORK = "kam_bench_import"
DEALS = "sales_pipeline.csv"
# The files' columns in bare tables: their type, and how Python reads them.
BARE = {
    "accounts.csv": ("text", "text", "int", "numeric(16,2)", "int", "text", "text"),
    "products.csv": ("text", "text", "numeric(16,2)"),
    "sales_teams.csv": ("text", "text", "text"),
    DEALS: ("text", "text", "text", "text", "text", "date", "date", "numeric(16,2)"),
}
READ = {"text": str, "int": int, "date": date.fromisoformat, "numeric(16,2)": Decimal}


def measure(folder: Path = FOLDER, *, times: int = 7) -> dict[str, float]:
    """Floor and ours in seconds, the ratio, and the rows. Needs Django set up and a server that lets us make databases."""
    with _database() as empty:
        floors, ours = [], []
        for _turn in range(times + 1):
            floors.append(_timed(empty, load_floor, folder))
            ours.append(_timed(empty, load_ours, folder)[0])
        del floors[0], ours[0]  # the first turn warms up
        floor, own = statistics.median(seconds for seconds, _parts in floors), statistics.median(ours)
        return {
            "rows": sum(1 for name in BARE for _line in (folder / name).open()) - len(BARE),
            "floor_s": floor,
            "parse_s": statistics.median(parts["parse_s"] for _seconds, parts in floors),
            "copy_s": statistics.median(parts["copy_s"] for _seconds, parts in floors),
            "ours_s": own,
            "ratio": own / floor,
            "best_ratio": min(ours) / min(seconds for seconds, _parts in floors),
        }


def _timed(empty, load, folder: Path) -> tuple[float, dict[str, float]]:
    empty()
    gc.collect()
    _wake()
    start = time.perf_counter()
    parts = load(folder)
    return time.perf_counter() - start, parts or {}


def _wake() -> None:
    """Let the connection read again what it knew of the tables before they were emptied: no import has to wait for that."""
    from django.apps import apps  # noqa: PLC0415 -- after Django is set up

    for model in apps.get_models():
        model._base_manager.exists()


# ---------------------------------------------------------------- the two ways


def load_floor(folder: Path) -> dict[str, float]:
    """One pass of parsing, then COPY, nothing else. Returns the seconds of both."""
    from django.db import connection, transaction  # noqa: PLC0415 -- after Django is set up

    spent = {"parse_s": 0.0, "copy_s": 0.0}
    with connection.cursor() as cursor:
        for name, kinds in BARE.items():
            begun = time.perf_counter()
            rows = parsed(folder / name, [READ[kind] for kind in kinds])
            read = time.perf_counter()
            table, columns = Path(name).stem, ", ".join(f"c{place} {kind}" for place, kind in enumerate(kinds))
            with transaction.atomic():
                cursor.execute(f"CREATE TABLE bare_{table} ({columns})")
                with cursor.copy(f"COPY bare_{table} FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            spent["parse_s"] += read - begun
            spent["copy_s"] += time.perf_counter() - read
    return spent


def parsed(path: Path, readers: list) -> list[list]:
    """The rows of a file with their dates and numbers converted."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.reader(stream)
        next(rows)
        return [[read(cell) if cell else None for read, cell in zip(readers, row, strict=True)] for row in rows]


def load_ours(folder: Path) -> None:
    """The import, as the command does it."""
    from accounts.importing.runs import import_create_from_folder, import_now  # noqa: PLC0415 -- after Django is set up

    run = import_create_from_folder(source="bench", folder=folder, by=None, state="running")
    import_now(run=run, by=None, report=lambda _done, _total, _message: None)


# ---------------------------------------------------------------- the database


@contextmanager
def _database() -> Iterator:
    """Django's connection led to a new database; gives a function that empties it."""
    from django.conf import settings  # noqa: PLC0415 -- after Django is set up
    from django.core.management import call_command  # noqa: PLC0415 -- after Django is set up
    from django.db import connection  # noqa: PLC0415 -- after Django is set up

    home = connection.settings_dict["NAME"]
    server = connection.get_connection_params() | {"dbname": "postgres", "autocommit": True}
    for own in ("cursor_factory", "context", "prepare_threshold"):
        server.pop(own, None)

    def use(name: str) -> None:
        connection.close()
        connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name

    def run(statement: str, *names: str) -> None:
        with psycopg.connect(**server) as admin:
            admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def empty() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT string_agg(format('%I', tablename), ', ') FROM pg_tables WHERE schemaname = 'public' AND "
                "(tablename LIKE 'bare%' OR tablename ~ '^(accounts|planning|scoring|reviews)_')"
            )
            cursor.execute(f"TRUNCATE {cursor.fetchone()[0]} CASCADE")
            cursor.execute("DROP TABLE IF EXISTS " + ", ".join(f"bare_{Path(name).stem}" for name in BARE))

    try:
        run("DROP DATABASE IF EXISTS {} WITH (FORCE)", WORK)
        run("CREATE DATABASE {}", WORK)
        use(WORK)
        call_command("migrate", verbosity=0, interactive=False)
        yield empty
    finally:
        use(home)
        run("DROP DATABASE IF EXISTS {} WITH (FORCE)", WORK)


# ---------------------------------------------------------------- memory


def multiply(folder: Path, target: Path, times: int) -> int:
    """The same files with the deals repeated under empty ids. Returns the number of deals."""
    for name in BARE:
        (target / name).write_bytes((folder / name).read_bytes())
    with (folder / DEALS).open(encoding="utf-8-sig", newline="") as stream:
        head, *rows = csv.reader(stream)
    with (target / DEALS).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(head)
        for turn in range(times):
            writer.writerows([f"{turn:03d}{row[0]}", *row[1:]] for row in rows)
    return times * len(rows)


def memory(folder: Path = FOLDER, *, times: int = 50) -> dict[str, dict[str, float]]:
    """Seconds and peak memory (MB) of one process that imports the files, and of one that imports `times` the deals."""
    with tempfile.TemporaryDirectory() as place, _database() as empty:
        many = Path(place)
        deals = multiply(folder, many, times)
        found = {}
        for name, files in (("once", folder), (f"{times} times ({deals} deals)", many)):
            empty()
            found[name] = _in_process(files)
        return found


def _in_process(folder: Path) -> dict[str, float]:
    """Import in a process of its own, which makes no database either, so that its peak is nobody else's."""
    command = [sys.executable, str(Path(__file__)), str(folder), "--one"]
    said = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ).stdout.split()
    return {"seconds": float(said[0]), "peak_mb": float(said[1])}


def _one(folder: Path) -> None:
    from django.db import connection  # noqa: PLC0415 -- after Django is set up

    connection.settings_dict["NAME"] = WORK
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak of the start
    start = time.perf_counter()
    load_ours(folder)
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    print(time.perf_counter() - start, int(peak[1]) / 1024 if peak else 0)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--repeat", type=int, default=0)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    _set_up()
    if options.one:
        _one(options.folder)
        return
    found = measure(options.folder, times=options.times)
    print(
        f"{found['rows']:.0f} rows: floor {found['floor_s'] * 1000:.0f} ms (parsing {found['parse_s'] * 1000:.0f}, "
        f"COPY {found['copy_s'] * 1000:.0f}), import {found['ours_s'] * 1000:.0f} ms, "
        f"ratio {found['ratio']:.1f} (best against best {found['best_ratio']:.1f})"
    )
    if options.repeat:
        for name, figures in memory(options.folder, times=options.repeat).items():
            print(f"{name}: {figures['seconds']:.1f} s, peak memory {figures['peak_mb']:.0f} MB")


def _set_up() -> None:
    from kam.local.environment import borrow  # noqa: PLC0415 -- the path is set in main

    borrow()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kam.settings")
    import django  # noqa: PLC0415 -- the environment comes first

    django.setup()


if __name__ == "__main__":
    main()
