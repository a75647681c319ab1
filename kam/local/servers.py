"""Starts, finds and stops the trial's own PostgreSQL and Valkey; their data survives restarts."""

import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from kam.local.binaries import find_binaries
from kam.local.place import Place, Servers, remembered
from kam.local.postgres import postgres_answers, start_postgres
from kam.local.processes import end, end_postmaster
from kam.local.valkey import start_valkey, valkey_pid


@contextlib.contextmanager
def running(home: Path, *, say: Callable[[str], None] = lambda _text: None) -> Iterator[Servers]:
    """Have both servers for as long as the block runs; the last one to leave stops them."""
    place = Place(home)
    with (place.home / "users.lock").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield start(place, say=say)
        finally:
            # The lock tells whether somebody else still works with the same servers.
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                stop(place)


@contextlib.contextmanager
def throwaway(*, safe: bool = False) -> Iterator[Servers]:
    """Servers for one run, gone afterwards: forgetful for tests, safe like real ones for measuring."""
    _sweep()
    home = Path(tempfile.mkdtemp(prefix="kam-test-"))
    home.chmod(0o755)
    with (home / "users.lock").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        place = Place(home, lasting=False, safe=safe)
        try:
            yield start(place)
        finally:
            stop(place)
            shutil.rmtree(place.area, ignore_errors=True)
            shutil.rmtree(home, ignore_errors=True)


def start(place: Place, *, say: Callable[[str], None] = lambda _text: None) -> Servers:
    """Find the servers of this place running, or start what is missing."""
    with (place.home / "start.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = remembered(place.home) or Servers(secrets.token_urlsafe(24), 0, 0)
        postgres_up = bool(known.postgres_port) and postgres_answers(known)
        valkey_up = bool(known.valkey_port) and valkey_pid(known) > 0
        if not (postgres_up and valkey_up):
            programs = find_binaries(place.who, place.area / "programs")
            if not postgres_up:
                say("Starting PostgreSQL")
                known = start_postgres(place, programs, known)
            if not valkey_up:
                say("Starting Valkey")
                known = start_valkey(place, programs, known)
        place.remember(known)
        return known


def stop(place: Place) -> None:
    """Stop both servers in order; nothing happens when they do not run."""
    end_postmaster(place.data)
    known = remembered(place.home)
    pid = valkey_pid(known) if known else 0
    if pid and not end(pid, signal.SIGTERM, 10):
        end(pid, signal.SIGKILL, 5)


def remove(home: Path) -> None:
    """Stop the servers of this home and delete their data."""
    if not home.is_dir():
        return
    place = Place(home)
    stop(place)
    for path in (place.data, place.valkey, place.area / "sockets", place.area / "programs"):
        shutil.rmtree(path, ignore_errors=True)
    if place.area != place.home:
        shutil.rmtree(place.area, ignore_errors=True)


def _sweep() -> None:
    """Remove what test runs that were killed have left; a held lock means one still runs."""
    for home in Path(tempfile.gettempdir()).glob("kam-test-*"):
        with contextlib.suppress(OSError), (home / "users.lock").open("a") as users:
            if home.stat().st_uid == os.geteuid():
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(home, ignore_errors=True)
