"""The kinds of background work. An app registers its handlers in `AppConfig.ready()`.

A handler takes the running job and a `Progress`; it must be safe to run again after a kill. It returns a dict that
becomes the job's result.
"""

from collections.abc import Callable
from typing import Any, Protocol

from django.utils.functional import Promise

from accounts.models import Job


class JobStopped(Exception):  # noqa: N818 -- not an error: somebody asked for it
    """Raised inside a handler, by its Progress, when a person asked to stop the job."""


class Progress(Protocol):
    """How a handler tells how far it is; also the heartbeat, and where a stop is noticed."""

    def __call__(self, done: int, total: int | None = None, message: str = "") -> None: ...


type Handler = Callable[[Job, Progress], dict[str, Any] | None]

HANDLERS: dict[str, Handler] = {}
LABELS: dict[str, str | Promise] = {}  # what administrators read


def handles(kind: str, label: str | Promise = "") -> Callable[[Handler], Handler]:
    """Register a handler for jobs of this kind, and the words for it."""

    def decorate(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        LABELS[kind] = label or kind
        return handler

    return decorate
