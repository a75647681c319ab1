"""Planning, holding and cancelling reviews; decisions that become actions."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Min

from accounts.changes import account_changed
from accounts.models import Account, Stakeholder, User
from accounts.services.figures import figures_set
from accounts.services.rows import many_set, row_create, row_update
from planning.models import Action, Plan
from planning.services import work as actions
from reviews.models import Decision, Review

SCORES_KEPT = (
    "health", "health_band", "health_coverage", "health_status", "viability", "box",
    "cis", "cis_low", "cis_high", "relationship", "completeness", "stage",
)  # fmt: skip


class ReviewNotOpen(Exception):  # noqa: N818 -- a state of the review, told to the user
    """The review was held or cancelled already."""


@transaction.atomic
def review_plan(
    *,
    account: Account,
    values: Mapping[str, Any],
    by: User | None,
    people: Iterable[User] = (),
    stakeholders: Iterable[Stakeholder] = (),
) -> Review:
    """Plan a review of an account; its active plan is noted. `values` are fields of Review."""
    plan = Plan.objects.filter(account=account, status=Plan.Status.ACTIVE).first()
    review = row_create(Review(account=account, plan=plan, **{"lead": by, **values}), by=by)
    many_set(review, "people", people, by=by)
    many_set(review, "stakeholders", stakeholders, by=by)
    _next_review_refresh(account)
    return review


@transaction.atomic
def review_update(
    *,
    review: Review,
    changes: Mapping[str, Any],
    by: User | None,
    version: int | None = None,
    people: Iterable[User] | None = None,
    stakeholders: Iterable[Stakeholder] | None = None,
) -> Review:
    """Change a review, planned or held. Raises StaleRow when somebody else changed the same field."""
    review = row_update(review, changes=changes, by=by, version=version)
    if people is not None:
        many_set(review, "people", people, by=by)
    if stakeholders is not None:
        many_set(review, "stakeholders", stakeholders, by=by)
    _next_review_refresh(review.account)
    return review


@transaction.atomic
def review_hold(
    *,
    review: Review,
    values: Mapping[str, Any],
    decisions: Iterable[Mapping[str, Any]],
    by: User,
    version: int | None = None,
) -> Review:
    """Record that a review was held: notes, rating, decisions, next date, and all scores as they stand now.

    Each decision becomes an action of its owner. A next date plans the next review of the same kind. Raises
    ReviewNotOpen when the review was held or cancelled before, StaleRow when it was changed meanwhile.
    """
    locked = Review.objects.select_for_update().get(pk=review.pk)
    if locked.status != Review.Status.PLANNED:
        raise ReviewNotOpen
    figures = locked.account.figures
    scores = {name: getattr(figures, name) for name in SCORES_KEPT}
    review = row_update(
        review,
        changes={**values, "status": Review.Status.HELD, "scores": scores},
        by=by,
        version=version,
        verb="review.held",
    )
    for decision in decisions:
        decision_add(review=review, by=by, **decision)
    if review.next_on:
        _next_review_plan(review, by)
    _next_review_refresh(review.account)
    account_changed(review.account_id, "review")
    return review


@transaction.atomic
def review_cancel(*, review: Review, reason: str, by: User | None) -> Review:
    """Call a planned review off, with the reason. Raises ReviewNotOpen when it is not planned any more."""
    locked = Review.objects.select_for_update().get(pk=review.pk)
    if locked.status != Review.Status.PLANNED:
        raise ReviewNotOpen
    changes = {"status": Review.Status.CANCELLED}
    review = row_update(review, changes=changes, by=by, verb="review.cancelled", reason=reason)
    _next_review_refresh(review.account)
    return review


@transaction.atomic
def decision_add(*, review: Review, text: str, owner: User, due_on: date, by: User) -> Decision:
    """Record a decision of a review and open the action that carries it out."""
    action = actions.action_create(
        account=review.account,
        plan=review.plan,
        values={"title": text[:200], "kind": Action.Kind.DECISION, "owner": owner, "due_on": due_on},
        by=by,
    )
    return row_create(Decision(review=review, text=text, owner=owner, due_on=due_on, action=action), by=by)


def _next_review_plan(review: Review, by: User) -> None:
    """Plan the follow-up on the next date, unless one is planned for that day already."""
    assert review.next_on is not None  # noqa: S101 -- the caller has checked
    planned = Review.objects.filter(account=review.account, status=Review.Status.PLANNED, due_on=review.next_on)
    if planned.exists():
        return
    values = {"kind": review.kind, "due_on": review.next_on, "lead": review.lead}
    review_plan(account=review.account, values=values, by=by, people=review.people.all())


def _next_review_refresh(account: Account) -> None:
    planned = Review.objects.filter(account=account, status=Review.Status.PLANNED)
    figures_set(account_id=account.pk, next_review_on=planned.aggregate(day=Min("due_on"))["day"])
