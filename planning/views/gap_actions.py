"""One click on a gap of the map makes the action that it asks for; another takes it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import Verb, require
from accounts.models import Account
from accounts.selectors.gap_lines import line_of
from accounts.services.deleting import StillUsed
from accounts.views.gaps import gap_or_404
from accounts.views.sheets import back_to, is_ours
from planning.models import Action, GapAction
from planning.services import gap_actions as services
from planning.services.work import action_delete


@require_POST
@require(Verb.EDIT, Account, select=("manager",))
def gap_action_create(request: HttpRequest, account: Account, gap: str) -> HttpResponse:
    """Make the action of a gap, for the account manager, about the people concerned."""
    today = timezone.localdate()
    row = gap_or_404(request, account, gap, today)
    line = line_of(row, today)
    back = back_to(request, row.get_absolute_url())
    if line is None or line.is_covered:
        messages.info(request, _("There is an open action for this gap already."))
        return redirect(back)
    action = services.gap_action_create(
        account=account, gap=line.gap, without=line.attended, by=request.user, today=today
    )
    words = _("New action of %(owner)s: “%(title)s”") % {"owner": action.owner, "title": action.title}
    messages.success(request, words, extra_tags=reverse("planning:gap-action-undo", args=[action.pk]))
    return redirect(back)


@require_POST
@require(Verb.EDIT, Action)
def gap_action_undo(request: HttpRequest, action: Action) -> HttpResponse:
    """Take back an action that was made for a gap."""
    get_object_or_404(GapAction, action=action)
    came_from = request.headers.get("referer", "")
    back = came_from if is_ours(request, came_from) else reverse("accounts:account-map", args=[action.account_id])
    try:
        action_delete(action=action, by=request.user)
    except StillUsed:
        messages.error(request, _("This cannot be undone any more: what it needs has changed since."))
    else:
        messages.success(request, _("The change was taken back."))
    return redirect(back)
