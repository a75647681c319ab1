"""Pages of long lists without counting all of their rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

CAP = 1_000
MOST_DIGITS = 8


@dataclass(frozen=True)
class Listing:
    """One page of rows. `total` stops at the cap; `capped` says that there are more."""

    rows: Sequence[Any]
    number: int
    first: int
    last: int
    total: int
    capped: bool
    previous: int | None
    next: int | None


def page_number(asked: str | int | None) -> int:
    """The number of a page as an address gives it; 1 for what is no number."""
    digits = str(asked or "")
    return max(1, int(digits)) if digits.isdecimal() and len(digits) <= MOST_DIGITS else 1


def capped_page(queryset: QuerySet[Any], number: str | int | None, *, size: int = 50, cap: int = CAP) -> Listing:
    """The asked-for page, with a count of at most `cap`: two queries whose cost does not grow with the table.

    A number that is no number, or lies past the end, gives the first page.
    """
    wanted = page_number(number)
    rows = list(queryset[(wanted - 1) * size : wanted * size + 1])
    if not rows and wanted > 1:
        return capped_page(queryset, 1, size=size, cap=cap)
    more, rows = len(rows) > size, rows[:size]
    first, last = (wanted - 1) * size + 1, (wanted - 1) * size + len(rows)
    counted = queryset.order_by().values("pk")[: cap + 1].count() if more or wanted > 1 else last
    return Listing(
        rows=rows,
        number=wanted,
        first=first if rows else 0,
        last=last,
        total=min(counted, cap),
        capped=counted > cap,
        previous=wanted - 1 if wanted > 1 else None,
        next=wanted + 1 if more else None,
    )


def listing(rows: Sequence[Any], number: str | int | None, *, size: int = 50) -> Listing:
    """The asked-for page of rows that are in memory already."""
    wanted = page_number(number)
    if (wanted - 1) * size >= len(rows):
        wanted = 1
    part = rows[(wanted - 1) * size : wanted * size]
    last = (wanted - 1) * size + len(part)
    return Listing(
        rows=part,
        number=wanted,
        first=(wanted - 1) * size + 1 if part else 0,
        last=last,
        total=len(rows),
        capped=False,
        previous=wanted - 1 if wanted > 1 else None,
        next=wanted + 1 if last < len(rows) else None,
    )
