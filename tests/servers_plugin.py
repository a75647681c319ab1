"""Gives a test run its own PostgreSQL and Valkey, unless DATABASE_URL and REDIS_URL name others."""

import atexit
import contextlib
import os

import pytest

from kam.local.binaries import LocalError
from kam.local.servers import throwaway

_servers = contextlib.ExitStack()
# Also when pytest gives up before its first test.
atexit.register(_servers.close)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(args: list[str]) -> None:
    """Start before pytest-django reads the settings; parallel processes inherit the addresses."""
    if "PYTEST_XDIST_WORKER" in os.environ or {"--help", "-h", "--version", "-V"} & set(args):
        return
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return
    try:
        servers = _servers.enter_context(throwaway())
    except LocalError as error:
        pytest.exit(f"The test servers cannot run: {error}", returncode=3)
    os.environ.setdefault("DATABASE_URL", servers.database_url)
    os.environ.setdefault("REDIS_URL", servers.redis_url)


def pytest_unconfigure() -> None:
    """Stop and remove them."""
    _servers.close()
