"""Answers for fields that search as you type, and the way back from a deletion."""

from django.contrib import messages
from django.core import signing
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Verb, can, refusal, signed_in
from accounts.forms.team import may_hold
from accounts.models import AuditEvent
from accounts.selectors.options import account_options, person_options
from accounts.services.undo import CannotUndo, deletion_undo
from accounts.views.sheets import UNDO_SALT, is_ours

UNDO_SECONDS = 24 * 3600


@require_GET
@signed_in
def person_option_list(request: HttpRequest) -> JsonResponse:
    """Colleagues whose name or address holds the words; with ?can= only those whose role may do that."""
    wanted = request.GET.get("can", "")
    roles = may_hold(Verb(wanted)) if wanted in set(Verb) else None
    return JsonResponse(person_options(request.user, request.GET.get("q", ""), roles), safe=False)


@require_GET
@signed_in
def account_option_list(request: HttpRequest) -> JsonResponse:
    """Accounts that the person may see and whose name holds the words."""
    return JsonResponse(account_options(request.user, request.GET.get("q", "")), safe=False)


@require_POST
@signed_in
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """Take a deletion back that the same person has just made."""
    try:
        owner, ids = signing.loads(token, salt=UNDO_SALT, max_age=UNDO_SECONDS)
    except signing.BadSignature as error:
        raise BadRequest("undo") from error
    if owner != request.user.pk:
        raise PermissionDenied(refusal(request.user))
    events = list(AuditEvent.objects.filter(pk__in=ids).select_related("account"))
    if not all(can(request.user, Verb.EDIT, event.account) for event in events):
        raise PermissionDenied(refusal(request.user))
    try:
        restored = deletion_undo(events=events, by=request.user)
    except CannotUndo:
        messages.error(request, _("This cannot be undone any more: what it needs has changed since."))
    else:
        done = _("“%(name)s” is back.") % {"name": restored[0]} if restored else _("The change was taken back.")
        messages.success(request, done)
    came_from = request.headers.get("referer", "")
    return redirect(came_from if is_ours(request, came_from) else "home")
