"""Where the bench works: servers of its own, one database for each number of accounts, and children with Django."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from kam.local.binaries import LocalError
from kam.local.servers import throwaway

ROOT = Path(__file__).resolve().parent.parent
LAST_WORDS = 1_500


@dataclass
class Bench:
    """The servers, and what was seeded on them."""

    database_url: str
    redis_url: str
    home: Path
    template: str = ""
    seeded: dict[int, dict[str, int]] = field(default_factory=dict)

    def environment(self, database: str = "") -> dict[str, str]:
        """What a process of the application needs; its settings are those of production."""
        given = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return given | {
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "DATABASE_URL": self._address(database) if database else self.database_url,
            "REDIS_URL": self.redis_url,
            "KAM_HOME": str(self.home),
            "PYTHONPATH": str(ROOT),
            # Parts of the environment that would change what is measured.
            "KAM_DEBUG": "0",
            "LOG_LEVEL": "info",
            "LOG_STYLE": "json",
            # Compiled once, as in the image: a start shall not compile thousands of files each time.
            "PYTHONPYCACHEPREFIX": str(self.home / "bytecode"),
        }

    def at(self, size: int) -> dict[str, str]:
        """The environment of the database with so many accounts, seeded now if it is not there yet."""
        name = f"kam_bench_{size}"
        environment = self.environment(name)
        if size not in self.seeded:
            begun = time.monotonic()
            if self._create(name):
                self.seeded[size] = ask(["bench.seed", str(size)], environment)
                say(f"Seeded {size:,} accounts in {time.monotonic() - begun:.0f} s: {_counted(self.seeded[size])}")
            else:
                manage(["migrate", "--verbosity", "0"], environment)
                self.seeded[size] = {}
                say(f"Found {size:,} accounts")
        return environment

    def full(self, size: int) -> dict[str, str]:
        """The environment of a copy of it in which nearly all that the scores ask for is known of every account."""
        self.at(size)
        name = f"kam_bench_{size}_full"
        environment = self.environment(name)
        begun = time.monotonic()
        if self._create(name, origin=f"kam_bench_{size}"):
            ask(["bench.seed.full"], environment)
            say(f"Filled in {size:,} accounts in {time.monotonic() - begun:.0f} s")
        else:
            manage(["migrate", "--verbosity", "0"], environment)
        return environment

    def prepare(self) -> None:
        """Tables in the database that the others are copied from, and static files as in production."""
        manage(["migrate", "--verbosity", "0"], self.environment())
        manage(["messages", "--compile"], self.environment())
        manage(["collectstatic", "--no-input", "--verbosity", "0"], self.environment())

    def _address(self, database: str) -> str:
        return urlunsplit(urlsplit(self.database_url)._replace(path=f"/{database}"))

    def _create(self, name: str, origin: str = "") -> bool:
        """Copy a database, if none is named the migrated one; False when there is one of that name."""
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return False
            origin = origin or urlsplit(self.database_url).path.removeprefix("/")
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{origin}"')
            return True


@contextlib.contextmanager
def running() -> Iterator[Bench]:
    """Throw-away servers; those of DATABASE_URL and REDIS_URL instead, where what was seeded stays for the next time."""
    home = Path(tempfile.mkdtemp(prefix="kam-bench-"))
    try:
        with _servers() as (database_url, redis_url):
            bench = Bench(database_url, redis_url, home)
            bench.prepare()
            yield bench
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def _servers() -> Iterator[tuple[str, str]]:
    given = [os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")]
    if all(given):
        yield given[0], given[1]
        return
    if any(given):
        raise LocalError("Set DATABASE_URL and REDIS_URL both, or neither.")
    with throwaway(safe=True) as servers:
        yield servers.database_url, servers.redis_url


def manage(arguments: list[str], environment: dict[str, str]) -> None:
    """Run a management command; its words are shown when it fails."""
    run([sys.executable, "manage.py", *arguments], environment)


def ask(arguments: list[str], environment: dict[str, str]) -> Any:
    """Run a module of the bench in a process of its own; its last line is its answer, as JSON."""
    return json.loads(run([sys.executable, "-m", *arguments], environment).splitlines()[-1])


def run(command: list[str], environment: dict[str, str]) -> str:
    """What a process printed; LocalError with its last words when it fails."""
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        words = (done.stderr + done.stdout)[-LAST_WORDS:]
        raise LocalError(f"{' '.join(command[1:])} ended with {done.returncode}:\n{words}")
    return done.stdout


def say(text: str) -> None:
    """A line of progress, apart from the tables."""
    print(text, file=sys.stderr, flush=True)


def _counted(written: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in written.items() if name != "accounts")
