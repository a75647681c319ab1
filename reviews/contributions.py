"""What reviews bring to planning: their notes, of which records are made, and their days for the calendar."""

from collections.abc import Collection, Mapping
from datetime import date

from django.utils.translation import gettext_lazy as lazy

from accounts.access import visible
from accounts.models import User
from planning.dates import Dated, date_kind
from planning.models import Plan
from planning.origins import Note, note_kind
from reviews.models import Review


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
