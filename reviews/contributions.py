"""What reviews bring to planning: notes of which records are made, days for the calendar, suggested answers."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.access import visible
from accounts.models import User
from kam.lib import shown
from planning.dates import Dated, date_kind
from planning.models import Plan
from planning.origins import Note, note_kind
from planning.selectors.suggestions.registry import REVIEWS, Asking, suggests
from reviews.models import Review

WITH_CUSTOMER = (Review.Kind.CUSTOMER, Review.Kind.EXECUTIVE)


@note_kind("reviews.review")
def review_notes(ids: Collection[int], user: User) -> Mapping[int, Note]:
    """Notes of reviews."""
    rows = visible(Review.objects.filter(pk__in=ids), user).select_related("account")
    return {
        row.pk: Note("reviews.review", row.pk, row.account, str(row), row.get_absolute_url(), row.notes) for row in rows
    }


@date_kind("review", lazy("Reviews"), "messages-square")
def review_days(plan: Plan, first: date, last: date) -> list[Dated]:
    """When reviews are planned or were held."""
    rows = Review.objects.filter(account=plan.account_id, due_on__range=(first, last)).exclude(
        status=Review.Status.CANCELLED
    )
    return [
        Dated(
            "review",
            row.held_on or row.due_on,
            str(row.get_kind_display()),
            row.get_absolute_url(),
            row.lead_id,
            row.status == Review.Status.HELD,
        )
        for row in rows
    ]


@suggests("I5", place=REVIEWS)
def last_rating(asking: Asking) -> Iterable[str]:
    """How useful the last review with the customer was found."""
    held = Review.objects.filter(account=asking.account, status=Review.Status.HELD, rating__isnull=False)
    last = held.filter(kind__in=WITH_CUSTOMER).order_by("-held_on", "-pk").first()
    if last is not None:
        yield _("%(review)s, %(day)s: rated %(rating)s of 5") % {
            "review": last.get_kind_display(),
            "day": shown.full_date(last.held_on or last.due_on),
            "rating": last.rating,
        }
