"""The sign of life that a worker leaves in Redis and the readiness page reads."""

import time

from django.core.cache import cache

KEY = "worker-heartbeat"
KEPT_FOR = 24 * 3600


def beat() -> None:
    """Note that a worker is alive now; the heartbeat task calls it."""
    cache.set(KEY, time.time(), KEPT_FOR)


def age() -> float | None:
    """Seconds since a worker was last seen; None when none was."""
    seen = cache.get(KEY)
    return None if seen is None else max(0.0, time.time() - float(seen))
