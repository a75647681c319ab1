"""Which request (or background task) the code now runs for."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog


def current_request_id() -> str:
    """The id that the logs carry: of the request, else of the background task, else nothing."""
    known = structlog.contextvars.get_contextvars()
    return str(known.get("request_id") or known.get("task_id") or "")


@contextmanager
def request_id(value: str) -> Iterator[None]:
    """Run a block under an id of its own, such as that of a management command."""
    with structlog.contextvars.bound_contextvars(request_id=value):
        yield
