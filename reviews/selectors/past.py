"""The board's accounts as they were on a past day, from what was stored then."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Q, Sum
from django.utils import timezone

from accounts.models import Band, Revenue
from accounts.selectors.money import YEAR, month_of
from planning.models import Action
from scoring.models import ScoreSnapshot


@dataclass(frozen=True)
class Past:
    """What is known of the same accounts on `day`: scores of that day or the last before it, by account."""

    day: date
    health: dict[int, float | None]
    bands: dict[int, str]
    revenues: dict[int, Decimal]
    overdue: int

    @cached_property
    def revenue(self) -> Decimal:
        """Revenue of the 12 whole months before the day's month, in the board's currency."""
        return sum(self.revenues.values(), Decimal(0))

    @cached_property
    def revenue_by_band(self) -> dict[str, Decimal]:
        """That revenue under the health of the day; who had no score yet is unknown."""
        sums = {str(band): Decimal(0) for band in (Band.GREEN, Band.AMBER, Band.RED, Band.GREY)}
        for pk, amount in self.revenues.items():
            sums[self.bands.get(pk, Band.GREY)] += amount
        return sums

    def accounts_by_band(self, ids: list[int]) -> Counter[str]:
        """Accounts under each band of the day."""
        return Counter(str(self.bands.get(pk, Band.GREY)) for pk in ids)


def past(ids: list[int], counted: list[int], currency: str, day: date) -> Past:
    """The accounts `ids` on a day; amounts of those `counted`, in the board's currency. Three queries."""
    newest = (
        ScoreSnapshot.objects.filter(account_id__in=ids, model=ScoreSnapshot.Model.HEALTH, day__lte=day)
        .order_by("account_id", "-day", "-taken_at")
        .distinct("account_id")
    )
    scores = list(newest.values_list("account_id", "score", "band"))
    return Past(
        day=day,
        health={pk: score for pk, score, _band in scores},
        bands={pk: band for pk, _score, band in scores},
        revenues=_revenues(counted, currency, day),
        overdue=_overdue(ids, day),
    )


def _revenues(ids: list[int], currency: str, day: date) -> dict[int, Decimal]:
    year, end = month_of(day, -YEAR), month_of(day)
    months = Revenue.objects.filter(account_id__in=ids, currency=currency, month__gte=year, month__lt=end)
    sums: Any = months.order_by().values_list("account_id").annotate(sum=Sum("amount"))
    return dict(sums)


def _overdue(ids: list[int], day: date) -> int:
    """Actions that were open and late on the day."""
    evening = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    open_then = Q(done_on=None) | Q(done_on__gt=day)
    return Action.objects.filter(open_then, account_id__in=ids, due_on__lt=day, created_at__lt=evening).count()
