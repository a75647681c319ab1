"""Limits on how often something may be asked for, counted in the cache; for pages without sign-in."""

import time

from django.core.cache import cache


def within(name: str, key: str, *, most: int, seconds: int) -> bool:
    """Count one more; False when this key has had more than `most` in the present stretch of so many seconds."""
    slot = f"limit:{name}:{key}:{int(time.time()) // seconds}"
    cache.add(slot, 0, seconds)
    try:
        return cache.incr(slot) <= most
    except ValueError:  # it ran out in between
        return True
