"""Links of single people in a wave: sent again, taken back, handed over."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.access import Verb, require
from accounts.selectors.pages import account_context
from accounts.views.sheets import select_for
from kam.lib.htmx import page
from scoring.models import Respondent
from scoring.services import invitations
from scoring.services import surveys as services

JOINED = ("wave", "stakeholder", *select_for("wave__account"))


@require_POST
@require(Verb.MANAGE, Respondent, select=JOINED)
def respondent_send(request: HttpRequest, respondent: Respondent) -> HttpResponse:
    """Send a new link to the person's mailbox; the ones before stop working."""
    try:
        invitations.respondent_send(respondent=respondent, by=request.user, today=timezone.localdate())
        messages.success(request, _("A new link is on its way to %(person)s.") % {"person": respondent.stakeholder})
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("scoring:wave-detail", respondent.wave_id)


@require_POST
@require(Verb.MANAGE, Respondent, select=JOINED)
def respondent_revoke(request: HttpRequest, respondent: Respondent) -> HttpResponse:
    """Make the links of a person useless."""
    services.links_revoke(respondent=respondent, by=request.user)
    messages.success(request, _("The links of %(person)s do not work any more.") % {"person": respondent.stakeholder})
    return redirect("scoring:wave-detail", respondent.wave_id)


@require_POST
@never_cache
@require(Verb.MANAGE, Respondent, select=JOINED)
def respondent_link(request: HttpRequest, respondent: Respondent) -> HttpResponse:
    """Make a link to pass on in a chat or a letter; it is shown this once."""
    try:
        address = services.link_hand_over(respondent=respondent, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("scoring:wave-detail", respondent.wave_id)
    context = account_context(respondent.wave.account, request.user, "improvement")
    context |= {"wave": respondent.wave, "person": respondent.stakeholder, "address": address}
    return page(request, "scoring/respondent_link.html", context)
