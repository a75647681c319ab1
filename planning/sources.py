"""What planning contributes to the scores: actions done in time, and the growth that a plan aims at."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db.models import Count, F, Q

from planning.models import Action, Plan
from scoring.sources import Fact, SourceValue, register

WINDOW_DAYS = 90


def actions_due(account_ids: Sequence[int], today: date) -> Mapping[int, SourceValue]:
    """Of the actions due in the last 90 days: how many were done in time, done late, are still open. One query."""
    rows = (
        Action.objects.filter(
            account_id__in=account_ids, due_on__gt=today - timedelta(days=WINDOW_DAYS), due_on__lte=today
        )
        .order_by()
        .values("account_id")
        .annotate(
            in_time=Count("pk", filter=Q(done_on__lte=F("due_on"))),
            late=Count("pk", filter=Q(done_on__gt=F("due_on"))),
            open=Count("pk", filter=Q(done_on=None)),
        )
    )
    return {row["account_id"]: SourceValue((row["in_time"], row["late"], row["open"])) for row in rows}


def growth_wanted(account_ids: Sequence[int], today: date) -> Mapping[int, SourceValue]:
    """What the active plan wants to add to the revenue that it started from, where it names both. One query."""
    del today
    rows = Plan.objects.filter(
        account_id__in=account_ids,
        status=Plan.Status.ACTIVE,
        growth_baseline__isnull=False,
        growth_target__gt=F("growth_baseline"),
        currency=F("account__currency"),
    ).values_list("account_id", "growth_target", "growth_baseline")
    return {account_id: SourceValue(target - baseline) for account_id, target, baseline in rows}


register(Fact.ACTIONS, actions_due)
register(Fact.GROWTH_TARGET, growth_wanted)
