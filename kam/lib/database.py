"""Turns DATABASE_URL into Django's database settings."""

from typing import Any

from django.db import connections
from psycopg import ProgrammingError, conninfo

from kam.lib.env import SettingError

OWN_KEYS = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def database_settings(url: str, *, pool: int) -> dict[str, Any]:
    """Django's settings for a libpq address; with a pool of so many connections a process, or none."""
    if not url.startswith(("postgresql://", "postgres://")):
        raise SettingError("DATABASE_URL must start with postgresql://")
    try:
        parts = conninfo.conninfo_to_dict(url)
    except ProgrammingError:
        raise SettingError("DATABASE_URL is not a valid PostgreSQL address.") from None
    if not parts.get("dbname"):
        raise SettingError("DATABASE_URL names no database.")
    if not all(port.isdigit() for port in str(parts.get("port") or "5432").split(",")):
        raise SettingError("DATABASE_URL has a port that is no number.")
    settings: dict[str, Any] = {"ENGINE": "django.db.backends.postgresql"}
    settings |= {django: str(parts.pop(libpq, "") or "") for libpq, django in OWN_KEYS.items()}
    options: dict[str, Any] = dict(parts)
    options.setdefault("application_name", "kam")
    options.setdefault("connect_timeout", 10)
    if pool:
        options["pool"] = {"min_size": min(2, pool), "max_size": pool, "timeout": 10}
    settings["OPTIONS"] = options
    # A pool keeps its connections itself; without one a process keeps its own for a minute.
    settings["CONN_MAX_AGE"] = 0 if pool else 60
    settings["CONN_HEALTH_CHECKS"] = True
    return settings


def close_pools() -> None:
    """End the pools' threads; a process that leaves them to the interpreter waits many seconds for them."""
    for connection in connections.all(initialized_only=True):
        if connection.alias in getattr(connection, "_connection_pools", {}):
            connection.close()
            getattr(connection, "close_pool")()  # noqa: B009 -- PostgreSQL's wrapper has it, the common one not
