"""Makes, starts and asks the trial's PostgreSQL."""

import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg

from kam.local.binaries import Binaries, LocalError, major_version
from kam.local.place import NAME, Place, Servers, remembered
from kam.local.processes import end_postmaster, free_ports, wait_for

FAST_AND_LOSE = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=100"]
AS_SHIPPED = ["max_connections=60"]  # to measure with: every setting of the planner is PostgreSQL's own
TRIAL = ["shared_buffers=256MB", "work_mem=16MB", "max_connections=60"]


def start_postgres(place: Place, programs: Binaries, known: Servers) -> Servers:
    """Start it on the data of this place, made first if there are none; the answer knows its port."""
    end_postmaster(place.data)
    fresh = not (place.data / "PG_VERSION").exists()
    if fresh:
        _create_cluster(place, programs, known)
    made_by = (place.data / "PG_VERSION").read_text().strip()
    carried = major_version(programs.postgres)
    if made_by != carried:
        raise LocalError(
            f"The data in {place.data} were made by PostgreSQL {made_by}, this copy carries {carried}. Move them "
            "over by a backup (docs/operations.md, Upgrade), or remove the folder to start anew."
        )
    if not fresh and not remembered(place.home):
        _set_password(place, programs, known)
    sockets = place.socket_folder()
    options = [f"-c{one}" for one in (TRIAL if place.lasting else AS_SHIPPED if place.safe else FAST_AND_LOSE)]
    for port in free_ports(known.postgres_port):
        server = replace(known, postgres_port=port, sockets=sockets)
        command = [programs.postgres, "-D", place.data, "-p", str(port), "-clisten_addresses=127.0.0.1"]
        command += [f"-cunix_socket_directories={sockets}", "-cjit=off", "-clogging_collector=off", *options]
        process = place.launch(command, "postgres.log", signal.SIGINT)
        if wait_for(process, lambda: postgres_answers(server)):  # noqa: B023 -- used at once
            _create_database(server)
            return server
    raise LocalError(
        f"PostgreSQL did not start. Its last words ({place.area / 'postgres.log'}):\n{place.last_words('postgres.log')}"
    )


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
        done = subprocess.run(command, check=False, capture_output=True, text=True, **place.as_servers())
    if done.returncode:
        shutil.rmtree(place.data, ignore_errors=True)
        raise LocalError(f"PostgreSQL's initdb failed:\n{done.stderr.strip()}")


def _set_password(place: Place, programs: Binaries, known: Servers) -> None:
    """Give the data of a lost note the new password, without a server that would ask for the old one."""
    command: list[Any] = [programs.postgres, "--single", "-D", place.data, "postgres"]
    order = f"ALTER ROLE {NAME} PASSWORD '{known.password}'\n"
    done = subprocess.run(command, check=False, capture_output=True, text=True, input=order, **place.as_servers())
    if done.returncode:
        raise LocalError(f"The data in {place.data} cannot be opened:\n{done.stderr.strip()}")


def _create_database(server: Servers) -> None:
    with psycopg.connect(server.database("postgres"), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
        if not found:
            connection.execute(f"CREATE DATABASE {NAME}")


def postgres_answers(server: Servers) -> bool:
    """Whether it is up; the password tells our server from a stranger that got the port."""
    try:
        with psycopg.connect(server.database("postgres"), connect_timeout=3):
            return True
    except psycopg.Error:
        return False
