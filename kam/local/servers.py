"""Starts, finds and stops the trial's own PostgreSQL and Valkey; their data survives restarts."""

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
import redis

from kam.local.binaries import Binaries, LocalError, find_binaries, major_version, runner
from kam.local.processes import adopt, alive, end, end_with_parent

NAME = "kam"
NOTE = "servers.json"
TRIES = 5
PATIENCE = 60
FAST_AND_LOSE = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=100"]
TRIAL = ["shared_buffers=256MB", "work_mem=16MB", "max_connections=60"]


@dataclass(frozen=True)
class Servers:
    """What is needed to talk to the two servers."""

    password: str
    postgres_port: int
    valkey_port: int

    @property
    def database_url(self) -> str:
        """The address for DATABASE_URL."""
        return f"postgresql://{NAME}:{self.password}@127.0.0.1:{self.postgres_port}/{NAME}"

    @property
    def redis_url(self) -> str:
        """The address for REDIS_URL."""
        return f"redis://:{self.password}@127.0.0.1:{self.valkey_port}/0"


class Place:
    """The state of one pair of servers: a folder of ours, and one that the servers' user can reach."""

    def __init__(self, home: Path, *, lasting: bool = True) -> None:
        self.home = home.resolve()
        self.lasting = lasting
        self.who = runner()
        _make(self.home)
        self.area = self._area()
        self.note = self.home / NOTE

    def _area(self) -> Path:
        """Where the data live; not in the home when its parents are closed to the servers' user."""
        if self.who.reaches(self.home):
            return self.home
        mark = hashlib.sha256(str(self.home).encode()).hexdigest()[:12]
        for parent in (Path("/var/lib"), Path(tempfile.gettempdir())):
            with contextlib.suppress(OSError):
                area = parent / f"kam-{mark}"
                _make(area)
                if area.stat().st_uid == os.geteuid() and self.who.reaches(area):
                    return area
        raise LocalError("There is no folder that PostgreSQL may use here. Set DATABASE_URL and REDIS_URL.")

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.area / "postgres"

    @property
    def valkey(self) -> Path:
        """Valkey's folder."""
        return self.area / "valkey"

    def remember(self, servers: Servers) -> None:
        """Keep ports and password for the next start and for manage.py, readable by us alone."""
        draft = self.note.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(asdict(servers)))
        draft.replace(self.note)


def remembered(home: Path) -> Servers | None:
    """The servers as they were last started for this home."""
    try:
        return Servers(**json.loads((home / NOTE).read_text()))
    except (OSError, ValueError, TypeError):
        return None


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
def throwaway() -> Iterator[Servers]:
    """Servers for one test run: fast, forgetful, gone afterwards."""
    _sweep()
    home = Path(tempfile.mkdtemp(prefix="kam-test-"))
    home.chmod(0o755)
    with (home / "users.lock").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        place = Place(home, lasting=False)
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
        postgres_up = bool(known.postgres_port) and _postgres_answers(known)
        valkey_up = bool(known.valkey_port) and _valkey_answers(known)
        if not (postgres_up and valkey_up):
            programs = find_binaries(place.who, place.area / "programs")
            if not postgres_up:
                say("Starting PostgreSQL")
                known = _start_postgres(place, programs, known)
            if not valkey_up:
                say("Starting Valkey")
                known = _start_valkey(place, programs, known)
        place.remember(known)
        return known


def stop(place: Place) -> None:
    """Stop both servers in order; nothing happens when they do not run."""
    known = remembered(place.home)
    pids = {_postgres_pid(place): (signal.SIGINT, signal.SIGQUIT)}
    if known:
        pids[_valkey_pid(known)] = (signal.SIGTERM, signal.SIGKILL)
    for pid, (gently, hard) in pids.items():
        if pid and not end(pid, gently, 15):
            end(pid, hard, 5)


def remove(home: Path) -> None:
    """Stop the servers of this home and delete their data."""
    if not home.is_dir():
        return
    place = Place(home)
    stop(place)
    for path in (place.data, place.valkey, place.area / "programs"):
        shutil.rmtree(path, ignore_errors=True)
    if place.area != place.home:
        shutil.rmtree(place.area, ignore_errors=True)


# --- PostgreSQL ---------------------------------------------------------------------------------


def _start_postgres(place: Place, programs: Binaries, known: Servers) -> Servers:
    if not (place.data / "PG_VERSION").exists():
        _create_cluster(place, programs, known)
    made_by = (place.data / "PG_VERSION").read_text().strip()
    carried = major_version(programs.postgres)
    if made_by != carried:
        raise LocalError(
            f"The data in {place.data} were made by PostgreSQL {made_by}, this copy carries {carried}. Move them "
            "over by a backup (docs/operations.md, Upgrade), or remove the folder to start anew."
        )
    ports = _ports(known.postgres_port)
    options = [f"-c{one}" for one in (TRIAL if place.lasting else FAST_AND_LOSE)]
    for port in ports:
        server = Servers(known.password, port, known.valkey_port)
        command = [programs.postgres, "-D", place.data, "-p", str(port), "-clisten_addresses=127.0.0.1"]
        command += ["-cunix_socket_directories=", "-cjit=off", "-clogging_collector=off", *options]
        with _log(place, "postgres.log") as log:
            process = _launch(place, command, log, signal.SIGINT)
        if _wait(process, lambda: _postgres_answers(server)):  # noqa: B023 -- used at once
            _create_database(server)
            return server
    raise LocalError(f"PostgreSQL did not start. Its last words ({place.area / 'postgres.log'}):\n{_tail(place)}")


def _create_cluster(place: Place, programs: Binaries, known: Servers) -> None:
    """Make the data folder; the locale is PostgreSQL's own, so that every machine sorts alike."""
    shutil.rmtree(place.data, ignore_errors=True)
    place.data.mkdir(mode=0o700)
    place.who.own(place.data)
    with tempfile.NamedTemporaryFile("w", dir=place.area, prefix="pw-") as secret:
        secret.write(known.password)
        secret.flush()
        place.who.own(Path(secret.name))
        own_locale = int(major_version(programs.postgres)) >= 17
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        command: list[Any] = [programs.initdb, "-D", place.data, "-U", NAME, "-E", "UTF8", "-A", "scram-sha-256"]
        command += [f"--pwfile={secret.name}", *(locale if own_locale else ["--locale=C.UTF-8"])]
        command += [] if place.lasting else ["--no-sync"]
        done = subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            cwd=place.area,
            env=_environment(),
            **place.who.popen,
        )
    if done.returncode:
        shutil.rmtree(place.data, ignore_errors=True)
        raise LocalError(f"PostgreSQL's initdb failed:\n{done.stderr.strip()}")


def _create_database(server: Servers) -> None:
    with psycopg.connect(_maintenance(server), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
        if not found:
            connection.execute(f"CREATE DATABASE {NAME}")


def _postgres_answers(server: Servers) -> bool:
    """Whether it is up; the password tells our server from a stranger that got the port."""
    try:
        with psycopg.connect(_maintenance(server), connect_timeout=3):
            return True
    except psycopg.Error:
        return False


def _maintenance(server: Servers) -> str:
    return f"postgresql://{NAME}:{server.password}@127.0.0.1:{server.postgres_port}/postgres"


def _postgres_pid(place: Place) -> int:
    with contextlib.suppress(OSError, ValueError):
        pid = int((place.data / "postmaster.pid").read_text().split()[0])
        if alive(pid):
            return pid
    return 0


# --- Valkey -------------------------------------------------------------------------------------


def _start_valkey(place: Place, programs: Binaries, known: Servers) -> Servers:
    place.valkey.mkdir(mode=0o700, exist_ok=True)
    place.who.own(place.valkey)
    for port in _ports(known.valkey_port):
        server = Servers(known.password, known.postgres_port, port)
        settings = place.valkey / "valkey.conf"
        settings.unlink(missing_ok=True)
        settings.touch(mode=0o600)
        saving = "save 60 1" if place.lasting else 'save ""'
        lines = ["bind 127.0.0.1", f"port {port}", f"requirepass {known.password}", f'dir "{place.valkey}"', saving]
        settings.write_text("\n".join([*lines, "appendonly no", "maxmemory-policy noeviction", ""]))
        place.who.own(settings)
        with _log(place, "valkey.log") as log:
            process = _launch(place, [programs.valkey, settings], log, signal.SIGTERM)
        if _wait(process, lambda: _valkey_answers(server)):  # noqa: B023 -- used at once
            return server
    raise LocalError(f"Valkey did not start; see {place.area / 'valkey.log'}.")


def _valkey_answers(server: Servers) -> bool:
    return _valkey_pid(server) > 0


def _valkey_pid(server: Servers) -> int:
    with contextlib.suppress(redis.RedisError), redis.Redis.from_url(server.redis_url, socket_timeout=3) as client:
        return int(client.info("server")["process_id"])
    return 0


# --- processes ----------------------------------------------------------------------------------


def _launch(place: Place, command: list[Any], log: IO[bytes], farewell: signal.Signals) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own, so that Ctrl-C reaches us and not it."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        cwd=place.area,
        env=_environment(),
        start_new_session=True,
        # Test servers must not outlive a test run that was killed.
        preexec_fn=None if place.lasting else end_with_parent(farewell),  # noqa: PLW1509 -- no threads yet
        **place.who.popen,
    )
    adopt(process)
    return process


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _wait(process: subprocess.Popen[bytes], answers: Callable[[], bool]) -> bool:
    """Wait until the server answers; False when it ended or never did."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            return False
        if answers():
            return True
        time.sleep(0.05)
    process.kill()
    process.wait()
    return False


def _ports(last: int) -> Iterator[int]:
    """The port of last time if it is free, then new ones from the kernel."""
    if last and _is_free(last):
        yield last
    for _ in range(TRIES):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        yield port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


# --- files --------------------------------------------------------------------------------------


def _make(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True)
        folder.chmod(0o755)
    elif not os.access(folder, os.W_OK):
        raise LocalError(f"{folder} cannot be written; set KAM_HOME to another folder.")


def _log(place: Place, name: str) -> IO[bytes]:
    return (place.area / name).open("ab")


def _tail(place: Place) -> str:
    return "\n".join((place.area / "postgres.log").read_text(errors="replace").splitlines()[-8:])


def _sweep() -> None:
    """Remove what test runs that were killed have left; a held lock means one still runs."""
    for home in Path(tempfile.gettempdir()).glob("kam-test-*"):
        with contextlib.suppress(OSError), (home / "users.lock").open("a") as users:
            if home.stat().st_uid == os.geteuid():
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(home, ignore_errors=True)
