"""Pages of very long lists whose rows are wide or whose order has no index of its own."""

from typing import Any

from django.db.models import QuerySet

from kam.lib.paging import CAP, Listing, page_number


def narrowed_page(rows: QuerySet[Any], number: str | int | None, *, size: int = 50, cap: int = CAP) -> Listing:
    """The asked-for page of `rows`, found by ids first: two queries when at most `cap` rows match, else three.

    The planner guesses badly at "the first fifty of few": it walks the index of the order and filters nearly the
    whole table away. Up to the cap the ids alone are fetched, unordered (which is the count as well), and only those
    rows are sorted. Above it there are so many matches that their order is walked quickly, or sorted as bare ids.
    A number that is no number, or lies past the end, gives the first page.
    """
    wanted = page_number(number)
    found = list(rows.order_by().values_list("pk", flat=True)[: cap + 1])
    capped = len(found) > cap
    start = (wanted - 1) * size
    if capped:
        ids = list(rows.values_list("pk", flat=True)[start : start + size + 1])
        taken = list(rows.filter(pk__in=ids)) if ids else []
    else:
        taken = list(rows.filter(pk__in=found)[start : start + size + 1]) if start < len(found) else []
    if not taken and wanted > 1:
        return narrowed_page(rows, 1, size=size, cap=cap)
    more, taken = len(taken) > size, taken[:size]
    return Listing(
        rows=taken,
        number=wanted,
        first=start + 1 if taken else 0,
        last=start + len(taken),
        total=min(len(found), cap),
        capped=capped,
        previous=wanted - 1 if wanted > 1 else None,
        next=wanted + 1 if more else None,
    )
