"""Reviews give the days on which a plan was last looked at together."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from planning.milestones import Milestone, milestone_source
from planning.models import Plan
from reviews.models import Review

SHOWN = 3


@milestone_source
def held_reviews(plan: Plan) -> Iterator[Milestone]:
    """The last reviews that were held in the plan's cycle."""
    held = Review.objects.filter(account=plan.account_id, status=Review.Status.HELD, held_on__gte=plan.starts_on)
    for place, review in enumerate(held.order_by("-held_on", "-pk")[:SHOWN]):
        kind = review.get_kind_display()
        if review.held_on:
            yield Milestone(_("Last review (%(kind)s)") % {"kind": kind} if not place else kind, review.held_on)
