"""The exit checks that reviews compute (planning.gates holds the registry)."""

from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Stage
from planning.gates import Facts, Verdict, account_url, answer, check
from reviews.models import Review

CHECK_IN_DAYS = 31


def _held(facts: Facts) -> list[Any]:
    """Reviews held in this cycle, newest first, with the number of their decisions; read once for all checks."""
    return facts.once(
        "reviews",
        lambda: list(
            Review.objects.filter(account=facts.account, status=Review.Status.HELD, held_on__gte=facts.plan.starts_on)
            .annotate(decision_count=Count("decisions"))
            .order_by("-held_on")
        ),
    )


@check("check-in", Stage.EXECUTION, lazy("The monthly check-in took place"))
def _check_in(facts: Facts) -> Verdict:
    held = _held(facts)
    recent = held and held[0].held_on is not None and held[0].held_on >= facts.today - timedelta(days=CHECK_IN_DAYS)
    return answer(recent, _("No review in the last 31 days."), account_url(facts, "reviews:account-reviews"))


@check("review-held", Stage.REVIEW, lazy("A review was held with notes, rating and a decision"))
def _review_held(facts: Facts) -> Verdict:
    url = account_url(facts, "reviews:account-reviews")
    recent = [review for review in _held(facts) if review.held_on and review.held_on >= facts.plan.stage_since]
    if not recent:
        return answer(False, _("No review was held since this stage began."), url)  # noqa: FBT003
    whole = [review for review in recent if review.notes and review.rating and review.decision_count]
    return answer(whole, _("The last review lacks notes, a rating or a decision."), recent[0].get_absolute_url())


@check("next-date", Stage.REVIEW, lazy("The next date is set"))
def _next_date(facts: Facts) -> Verdict:
    planned = facts.account.figures.next_review_on
    met = planned is not None and planned >= facts.today
    return answer(met, _("No review is planned."), account_url(facts, "reviews:account-reviews"))
