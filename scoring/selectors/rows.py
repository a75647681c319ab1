"""Set-based reading in SQL, where one statement over a batch of accounts replaces thousands."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection


def rows(sql: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Run one statement and give its rows. `ids` goes as one array literal: thousands of parameters cost more than the rows."""
    if "ids" in params:
        params = {**params, "ids": array(params["ids"])}
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def array(ids: Sequence[int]) -> str:
    """The literal of a bigint[]."""
    return f"{{{','.join(map(str, ids))}}}"


def days_between(earlier: date | None, later: date) -> int | None:
    """Days from one day to another, never negative; None when the first is unknown."""
    if earlier is None:
        return None
    days = (later - earlier).days
    return days if days > 0 else 0
