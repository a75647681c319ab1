"""The trial's supervisor and its settings."""

import os
import signal
import socket
import stat
import sys
from dataclasses import replace

import pytest

from kam.lib.database import database_settings
from kam.local import binaries, environment, run
from kam.local.binaries import LocalError, Runner
from kam.local.place import NOTE, Servers

SERVERS = Servers("secret", 5001, 6001)


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """No settings of ours in the environment, and a home of its own."""
    for name in (*environment.NEEDED, "KAM_URL", "KAM_HOSTS", "PORT", "HOST", "LOG_LEVEL", "LOG_STYLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KAM_HOME", str(tmp_path))
    return tmp_path


def python(code: str, **options: object) -> run.Child:
    """A small process to watch over."""
    return run.Child("probe", [sys.executable, "-c", code], dict(os.environ), **options)


def test_taken_port_is_said_with_another_to_try(monkeypatch):
    with socket.socket() as owner:
        owner.bind(("127.0.0.1", 0))
        owner.listen()
        port = owner.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(SystemExit, match=rf"Port {port} is taken .* make run PORT={port + 1}"):
            run._port()


@pytest.mark.parametrize("text", ["http", "0", "70000"])
def test_nonsense_for_a_port_is_refused(monkeypatch, text):
    monkeypatch.setenv("PORT", text)
    with pytest.raises(SystemExit, match="PORT must be a number"):
        run._port()


def test_one_server_address_alone_is_refused(bare, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/kam")
    with pytest.raises(LocalError, match="DATABASE_URL is set alone"), run._servers():
        pass


def test_configured_servers_are_used_as_they_are(bare, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/kam")
    monkeypatch.setenv("REDIS_URL", "redis://queue/0")
    with run._servers() as found:
        assert found is None
    assert not (bare / NOTE).exists()


def test_trial_settings_give_way_to_the_persons(bare, monkeypatch):
    monkeypatch.setenv("KAM_URL", "http://kam.test")
    found = environment.trial_settings(bare, SERVERS, host="192.0.2.1", port=8001)
    assert found["KAM_URL"] == "http://kam.test"
    assert found["DATABASE_URL"] == "postgresql://kam:secret@127.0.0.1:5001/kam"
    assert found["REDIS_URL"] == "redis://:secret@127.0.0.1:6001/0"
    assert found["LOG_STYLE"] == "console"


def test_address_may_name_a_socket():
    address = replace(SERVERS, sockets="/srv/our kam/sockets").database_url
    found = database_settings(address, pool=0)
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("/srv/our kam/sockets", "5001", "kam")
    assert (found["USER"], found["PASSWORD"]) == ("kam", "secret")


def test_secret_key_is_made_once_and_private(bare):
    first = environment.trial_settings(bare, None, host="localhost", port=8000)["SECRET_KEY_FILE"]
    key = (bare / "secret-key").read_text()
    assert environment.trial_settings(bare, None, host="localhost", port=8000)["SECRET_KEY_FILE"] == first
    assert (bare / "secret-key").read_text() == key
    assert len(key) > 50
    assert stat.S_IMODE(os.stat(first).st_mode) == 0o600


def test_commands_borrow_the_trials_settings(bare, monkeypatch):
    monkeypatch.setattr(os, "environ", {"KAM_HOME": str(bare)})
    environment.borrow()
    assert "DATABASE_URL" not in os.environ
    (bare / NOTE).write_text('{"password": "secret", "postgres_port": 5001, "valkey_port": 6001}')
    environment.borrow()
    assert os.environ["DATABASE_URL"] == "postgresql://kam:secret@127.0.0.1:5001/kam"


def test_commands_borrow_nothing_when_something_is_configured(bare, monkeypatch):
    (bare / NOTE).write_text('{"password": "secret", "postgres_port": 5001, "valkey_port": 6001}')
    monkeypatch.setattr(os, "environ", {"KAM_HOME": str(bare), "REDIS_URL": "redis://queue/0"})
    environment.borrow()
    assert "DATABASE_URL" not in os.environ


def test_dead_helper_is_started_again_and_dead_web_ends_all(capfd, monkeypatch):
    monkeypatch.setattr(run, "FIRST_PAUSE", 0.1)
    monkeypatch.setattr(run, "LONGEST_PAUSE", 0.1)
    children = [
        python("import time; time.sleep(1.5)", needed=True),
        python("import os; print('helper', os.getpid())"),
    ]
    try:
        assert run._watch(children) == 1
    finally:
        run._stop(children)
    said = capfd.readouterr().out
    assert said.count("starting it again") >= 2
    assert "stopping the rest" in said


def test_stop_ends_a_child_that_will_not_listen(monkeypatch):
    monkeypatch.setattr(run, "PATIENCE", 0.3)
    child = python("import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1); time.sleep(60)")
    child.start()
    run._stop([child])
    assert child.process
    assert child.process.wait(5) in {-signal.SIGKILL, -signal.SIGTERM}


def test_pause_grows_while_a_child_keeps_dying():
    child = python("pass")
    child.start()
    pauses = []
    for _ in range(6):
        child.started = run.time.monotonic()
        run._later(child, 1)
        pauses.append(child.pause)
    assert pauses == [2, 4, 8, 16, 30, 30]


def test_missing_servers_are_said_with_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(binaries, "_package", lambda _name: None)
    monkeypatch.setattr(binaries, "_runs", lambda _path: False)
    with pytest.raises(LocalError, match=r"No PostgreSQL server was found .* set DATABASE_URL"):
        binaries.find_binaries(Runner(), tmp_path)


def test_programs_in_a_closed_folder_are_copied(monkeypatch, tmp_path):
    monkeypatch.setattr(Runner, "reaches", lambda _self, _path: False)
    found = binaries.find_binaries(Runner(), tmp_path / "programs")
    assert found.postgres.is_relative_to(tmp_path)
    assert found.valkey.is_relative_to(tmp_path)
    assert binaries.major_version(found.postgres) == binaries.major_version(
        binaries._find_postgres(Runner(), tmp_path / "programs")[0]
    )
