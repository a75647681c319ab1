"""What planning contributes to the scores: actions done in time, and the growth that a plan aims at."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, F, FilteredRelation, OuterRef, Q, Subquery

from accounts.models import Account
from planning.models import Action, GrowthTarget, Plan
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
    """How much more revenue is wanted than there is: the target of the active plan, else that of the next year.

    Measured from the revenue that the plan started from, else from today's, all in the account's currency. One query.
    """
    coming = GrowthTarget.objects.filter(account=OuterRef("pk"), year__gte=today.year, currency=OuterRef("currency"))
    rows = (
        Account.objects.filter(pk__in=account_ids)
        .annotate(
            plan=FilteredRelation(
                "plans", condition=Q(plans__status=Plan.Status.ACTIVE, plans__currency=F("currency"))
            ),
            coming=Subquery(coming.order_by("year").values("amount")[:1]),
        )
        .filter(Q(plan__growth_target__isnull=False) | Q(coming__isnull=False))
        .order_by()
        .values_list("pk", "plan__growth_target", "coming", "plan__growth_baseline", "figures__revenue_12m")
    )
    found = {pk: _growth(targets, start if start is not None else now) for pk, *targets, start, now in rows}
    return {pk: SourceValue(wanted) for pk, wanted in found.items() if wanted is not None}


def _growth(targets: Iterable[Decimal | None], start: Decimal | None) -> Decimal | None:
    """From the start to the first target that lies above it; None when nothing is to grow, or the start is unknown."""
    if start is None:
        return None
    return next((target - start for target in targets if target is not None and target > start), None)


register(Fact.ACTIONS, actions_due)
register(Fact.GROWTH_TARGET, growth_wanted)
