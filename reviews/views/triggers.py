"""Taking back what pulled a review forward."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import Verb, require
from reviews.models import ReviewTrigger
from reviews.services import triggers as services


@require_POST
@require(Verb.MANAGE, ReviewTrigger, select=("review",))
def trigger_undo(request: HttpRequest, trigger: ReviewTrigger) -> HttpResponse:
    """The review gets its old day again."""
    try:
        services.trigger_undo(trigger=trigger, by=request.user, today=timezone.localdate())
        messages.success(request, _("Taken back. It does not pull this review forward again."))
    except services.TriggerMoved:
        messages.info(request, _("Somebody else has taken it back already."))
    if trigger.review:
        return redirect(trigger.review)
    return redirect("reviews:account-reviews", trigger.account_id)
