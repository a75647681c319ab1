"""What reviews contribute to handing over: the planned ones that somebody leads."""

from django.utils.translation import gettext_lazy as _

from accounts.handover import Kind, handed_over
from reviews.models import Review

handed_over(
    Kind(
        name="review",
        place=10,
        label=_("Review to lead"),
        icon="calendar",
        model=Review,
        field="lead",
        held=lambda person: Review.objects.filter(lead=person, status=Review.Status.PLANNED, account__archived_at=None),
        title=str,
        url=lambda row: row.get_absolute_url(),
    )
)
