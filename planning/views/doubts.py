"""My answers to look at again: what the weekly notice leads to."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import signed_in
from kam.lib.htmx import page
from planning.selectors.evidence import doubts_of


@require_GET
@signed_in
def doubt_list(request: HttpRequest) -> HttpResponse:
    """Answers of the person that are assumed or out of date, the longest waiting first."""
    context = {"doubts": doubts_of(request.user, timezone.localdate()), "section": "work"}
    return page(request, "planning/doubt_list.html", context)
