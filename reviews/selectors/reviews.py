"""Reading reviews: lists, one account's reviews, what the overview shows."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Count, Prefetch, QuerySet

from accounts.access import visible
from accounts.models import Account, Trend, User
from planning.models import GateRecord, Plan
from reviews.models import Decision, Review

VIEWS = ("planned", "overdue", "held", "mine")
CHANGES = 3


def review_list(user: User, *, view: str, today: date, filters: dict[str, str]) -> QuerySet[Review]:
    """Reviews that the user may see: planned (soonest first), overdue, held (latest first) or the user's own."""
    rows = visible(Review.objects.of(user) if view == "mine" else Review.objects.all(), user, ids_first=True)
    if view == "held":
        rows = rows.filter(status=Review.Status.HELD).order_by("-held_on", "-pk")
    else:
        rows = rows.filter(status=Review.Status.PLANNED).order_by("due_on", "pk")
    if view == "overdue":
        rows = rows.filter(due_on__lt=today)
    if filters.get("kind"):
        rows = rows.filter(kind=filters["kind"])
    if filters.get("q"):
        rows = rows.filter(account__name__icontains=filters["q"])
    return rows.select_related("account", "account__figures", "account__manager", "lead").fetch_mode(models.FETCH_RAISE)


def account_reviews(account: Account) -> QuerySet[Review]:
    """All reviews of one account, planned ones first, with the number of their decisions."""
    return (
        Review.objects.filter(account=account)
        .select_related("lead")
        .annotate(decision_count=Count("decisions"))
        .order_by(models.Case(models.When(status="planned", then=0), default=1), "-due_on")
    )


def review_whole(review: Review) -> Review:
    """One review with people and decisions loaded."""
    decisions = Decision.objects.select_related("owner", "action")
    return (
        Review.objects.select_related("account", "account__figures", "lead", "plan")
        .prefetch_related("people", "stakeholders", Prefetch("decisions", decisions))
        .get(pk=review.pk)
    )


def overrides_of(review: Review) -> list[GateRecord]:
    """The exceptions that were made at the gates of the review's plan, newest first."""
    if review.plan_id is None:
        return []
    records = GateRecord.objects.filter(plan=review.plan_id, is_override=True)
    return list(records.select_related("by", "plan"))


def plan_of(review: Review) -> Plan | None:
    """The plan that a review looks at: its own, or the running one when it was planned before there was any."""
    if review.plan is not None or review.status != Review.Status.PLANNED:
        return review.plan
    return Plan.objects.filter(account=review.account_id, status=Plan.Status.ACTIVE).first()


def open_decisions(account: Account) -> QuerySet[Decision]:
    """Decisions of earlier reviews whose action is not done, oldest first."""
    return (
        Decision.objects.filter(review__account=account, action__done_on=None, action__isnull=False)
        .select_related("owner", "action", "review")
        .order_by("due_on")
    )


@dataclass(frozen=True)
class ReviewOverview:
    """What the account overview shows of reviews."""

    next: Review | None
    last: Review | None
    open_decisions: list[Decision]


def overview(account: Account, user: User, today: date) -> ReviewOverview:
    """The next planned and the last held review, and up to five open decisions. Three queries."""
    del user, today  # the caller has checked the account; nothing of a review is more private than that
    reviews = Review.objects.filter(account=account).select_related("lead")
    return ReviewOverview(
        next=reviews.filter(status=Review.Status.PLANNED).order_by("due_on").first(),
        last=reviews.filter(status=Review.Status.HELD).order_by("-held_on").first(),
        open_decisions=list(open_decisions(account)[:5]),
    )


def changes_at(account: Account) -> list[str]:
    """What may change inside the customer (R6), the latest noted first."""
    trends = Trend.objects.filter(account=account, kind=Trend.Kind.ORGANISATION)
    return list(trends.order_by("-created_at").values_list("title", flat=True)[:CHANGES])
