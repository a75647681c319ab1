"""The pages for machines."""

from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from redis import ConnectionError as RedisConnectionError

from kam import health
from kam.lib import heartbeat


@pytest.fixture(autouse=True)
def no_heartbeat():
    """Each test starts without a worker ever seen."""
    cache.delete(heartbeat.KEY)


def test_healthz_answers_anyone_without_the_database(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]


def test_healthz_refuses_other_methods(client):
    assert client.post("/healthz").status_code == 405


def test_readyz_is_ok_when_all_is_there(client, db):
    heartbeat.beat()
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "checks": {"database": "ok", "migrations": "ok", "redis": "ok", "worker": "ok"},
    }


def test_readyz_names_a_missing_worker(client, db):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["status"] == "not ready"
    assert response.json()["checks"]["worker"] == "no worker has been seen"


def test_readyz_names_a_silent_worker(client, db):
    cache.set(heartbeat.KEY, 0.0)
    assert client.get("/readyz").json()["checks"]["worker"].startswith("no worker has been seen for ")


def test_readyz_names_waiting_migrations(client, db):
    heartbeat.beat()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["migrations"] == "1 not applied on default"


def test_readyz_names_a_dead_redis(client, db, monkeypatch):
    def fail(*_args: object) -> None:
        raise RedisConnectionError

    monkeypatch.setattr(health, "cache", SimpleNamespace(get=fail))
    monkeypatch.setattr(heartbeat, "cache", SimpleNamespace(get=fail))
    checks = client.get("/readyz").json()["checks"]
    assert checks["redis"] == "does not answer"
    assert checks["worker"] == "unknown, Redis does not answer"


def test_readyz_names_a_dead_database(client, db, monkeypatch):
    def fail(*_args: object, **_kwargs: object) -> None:
        raise OperationalError

    monkeypatch.setattr(health, "connection", SimpleNamespace(cursor=fail))
    monkeypatch.setattr(health, "MigrationExecutor", fail)
    checks = client.get("/readyz").json()["checks"]
    assert checks["database"] == "does not answer"
    assert checks["migrations"] == "unknown, the database does not answer"
