"""Who is in one place of the application just now. Kept in Redis for seconds; without Redis nobody is seen."""

import json
import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, cast

import structlog
from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

STAY = 20.0  # seconds that a person counts as here after the last sign
EMPTY_AFTER = 120


@lru_cache(maxsize=2)
def _redis(url: str) -> Redis:
    return Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)


def seen(place: str, person: int, note: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Note that a person is at a place now, and return the notes of the others there, who came first first."""
    now = time.time()
    key = f"kam:presence:{place}"
    try:
        with _redis(settings.REDIS_URL).pipeline(transaction=False) as pipe:
            pipe.hget(key, str(person))
            pipe.hgetall(key)
            before, everybody = pipe.execute()
            came = json.loads(before).get("came", now) if before else now
            pipe.hset(key, str(person), json.dumps({**note, "id": person, "at": now, "came": came}))
            pipe.expire(key, EMPTY_AFTER)
            pipe.execute()
    except (RedisError, ValueError) as error:
        log.warning("presence_unknown", error=str(error))
        return []
    notes = [json.loads(value) for value in cast("dict[bytes, bytes]", everybody).values()]
    here = [one for one in notes if one["id"] != person and one["at"] > now - STAY]
    return sorted(here, key=lambda one: (one["came"], one["id"]))


def left(place: str, person: int) -> None:
    """Note that a person has gone."""
    try:
        _redis(settings.REDIS_URL).hdel(f"kam:presence:{place}", str(person))
    except RedisError as error:
        log.warning("presence_unknown", error=str(error))
