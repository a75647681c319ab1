"""The trial's own servers: found, started, stopped, with their data kept."""

import os
import shutil
import socket
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
import redis

from kam.local import servers
from kam.local.binaries import LocalError
from kam.local.place import NOTE, Place, remembered
from kam.local.postgres import postgres_answers
from kam.local.processes import alive, end_postmaster, free_ports, is_free
from kam.local.valkey import valkey_pid

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path: Path):
    """A place for servers; whatever a failed test leaves running is stopped."""
    folder = tmp_path / "state"
    yield folder
    servers.remove(folder)


def write(found: servers.Servers) -> None:
    """Leave a mark in both servers."""
    with psycopg.connect(found.database_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE mark AS SELECT 'kept' AS word")
    with redis.Redis.from_url(found.redis_url) as client:
        client.set("mark", "kept")


def read(found: servers.Servers) -> tuple[object, object]:
    """The marks again."""
    with psycopg.connect(found.database_url) as connection:
        row = connection.execute("SELECT word FROM mark").fetchone()
    with redis.Redis.from_url(found.redis_url, decode_responses=True) as client:
        return row and row[0], client.get("mark")


def test_data_and_ports_survive_a_restart(home):
    with servers.running(home) as first:
        write(first)
    assert not postgres_answers(first)
    assert valkey_pid(first) == 0
    with servers.running(home) as second:
        assert second == first
        assert read(second) == ("kept", "kept")


def test_second_start_finds_the_first_and_does_not_stop_it(home):
    with servers.running(home) as first:
        pid = valkey_pid(first)
        with servers.running(home) as second:
            assert (second, valkey_pid(second)) == (first, pid)
        assert postgres_answers(first)
        assert valkey_pid(first) == pid


def test_database_offers_what_the_project_needs(home):
    with servers.running(home) as found, psycopg.connect(found.database_url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        connection.execute("CREATE EXTENSION unaccent")
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        assert connection.execute("SELECT lower('ÄÖ') , upper('é')").fetchone() == ("äö", "É")


def test_database_is_reached_by_its_socket(home):
    with servers.running(home) as found, psycopg.connect(found.database_url) as connection:
        assert connection.execute("SELECT inet_server_addr()").fetchone() == (None,)
    with servers.running(home) as found, psycopg.connect(replace(found, sockets="").database_url) as connection:
        assert connection.execute("SELECT inet_server_addr()::text").fetchone() == ("127.0.0.1/32",)


@pytest.mark.parametrize("name", ["a,b", 'a"b', "very-long-name" * 8])
def test_path_that_fits_no_socket_gets_none(tmp_path, name):
    place = Place(tmp_path)
    place.area = tmp_path / name
    assert place.socket_folder() == ""


def test_without_a_socket_the_database_is_reached_by_network(home, monkeypatch):
    monkeypatch.setattr(Place, "socket_folder", lambda _place: "")
    with servers.running(home) as found:
        write(found)
        assert read(found) == ("kept", "kept")


def test_lost_note_gets_a_new_password_for_the_same_data(home):
    with servers.running(home) as first:
        write(first)
    (home / NOTE).unlink()
    with servers.running(home) as second:
        assert second.password != first.password
        assert read(second)[0] == "kept"


def test_killed_servers_are_started_again(home):
    with servers.running(home) as first:
        write(first)
        os.kill(valkey_pid(first), 9)
        end_postmaster(Place(home).data)
        with servers.running(home) as second:
            assert read(second)[0] == "kept"


def test_taken_port_is_left_to_its_owner(home):
    with servers.running(home) as first:
        pass
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # past connections may still linger
        stranger.bind(("127.0.0.1", first.postgres_port))
        stranger.listen()
        with servers.running(home) as second:
            assert second.postgres_port != first.postgres_port


def test_notes_are_for_our_eyes_only(home):
    with servers.running(home) as found:
        assert (home / NOTE).stat().st_mode & 0o077 == 0
        assert remembered(home) == found


def test_closed_home_keeps_its_data_elsewhere(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    place = Place(closed / "state")
    if os.geteuid() != 0:
        assert place.area == place.home
        return
    assert place.area.name.startswith("kam-")
    assert Place(closed / "state").area == place.area
    shutil.rmtree(closed / "state")
    again = Place(closed / "state")
    assert again.area != place.area
    assert not place.area.exists()
    servers.remove(closed / "state")
    assert not again.area.exists()


def test_throwaway_servers_leave_nothing():
    with servers.throwaway() as found:
        pid = valkey_pid(found)
        assert postgres_answers(found)
    assert not alive(pid)
    assert not postgres_answers(found)


def test_data_of_another_postgresql_are_refused(home):
    with servers.running(home):
        pass
    (Place(home).data / "PG_VERSION").write_text("12\n")
    with pytest.raises(LocalError, match="made by PostgreSQL 12"), servers.running(home):
        pass


def test_stale_process_number_of_another_program_is_spared(tmp_path):
    (tmp_path / "postmaster.pid").write_text(f"{os.getpid()}\n")
    end_postmaster(tmp_path)
    assert alive(os.getpid())


def test_free_ports_starts_with_the_last_one():
    port = next(free_ports(0))
    assert is_free("127.0.0.1", port)
    assert next(free_ports(port)) == port
