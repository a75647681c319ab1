"""Two pages for machines: is the process alive, and may traffic come."""

from collections.abc import Callable

import structlog
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import RedisError

from kam.lib import heartbeat

OK = "ok"
WORKER_SILENCE = 120

log = structlog.get_logger(__name__)


@require_safe
@never_cache
@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": OK})


@require_safe
@never_cache
@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """Every part that a request needs; 503 with the names of what is wrong."""
    found = {name: check() for name, check in CHECKS.items()}
    wrong = sorted(name for name, state in found.items() if state != OK)
    if wrong:
        log.warning("not_ready", **found)
    return JsonResponse({"status": "not ready" if wrong else OK, "checks": found}, status=503 if wrong else 200)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "does not answer"
    return OK


def _migrations() -> str:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "unknown, the database does not answer"
    return f"{len(waiting)} not applied on {DEFAULT_DB_ALIAS}" if waiting else OK


def _redis() -> str:
    try:
        cache.get("readyz")
    except (RedisError, OSError):
        return "does not answer"
    return OK


def _worker() -> str:
    try:
        age = heartbeat.age()
    except (RedisError, OSError):
        return "unknown, Redis does not answer"
    if age is None:
        return "no worker has been seen"
    return OK if age <= WORKER_SILENCE else f"no worker has been seen for {int(age)} seconds"


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "redis": _redis,
    "worker": _worker,
}
