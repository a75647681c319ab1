"""Putting a gap of the map off, and showing it again."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Verb, require
from accounts.forms.gaps import GapPutOffForm
from accounts.models import Account, AccountGap
from accounts.selectors.gap_lines import may_treat
from accounts.selectors.gap_rows import text_of
from accounts.selectors.pages import ACCOUNT_PAGE_SELECT
from accounts.services import gaps as services
from accounts.views.sheets import Sheet, back_to, form_sheet, is_ours, undo_token


def gap_or_404(request: HttpRequest, account: Account, slug: str, today: date) -> AccountGap:
    """The open gap of this name, if the person may know of it."""
    gap = services.open_gap(account=account, slug=slug, today=today)
    if gap is None or not may_treat(request.user, account, gap):
        raise Http404(_("This gap is closed already. Go back to the map and load it again."))
    return gap


def _came_from(request: HttpRequest) -> str:
    """The page that the address names, for who comes without a panel."""
    address = request.GET.get("next", "")
    return address if is_ours(request, address) else ""


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Account, select=ACCOUNT_PAGE_SELECT)
def gap_put_off(request: HttpRequest, account: Account, gap: str) -> HttpResponse:
    """Put a gap off until a day, with a reason."""
    today = timezone.localdate()
    row = gap_or_404(request, account, gap, today)
    form = GapPutOffForm(request.POST or None, instance=row, account=account, user=request.user, today=today)
    sheet = Sheet(
        title=_("Put off: %(rule)s") % {"rule": row.rule},
        back=_came_from(request) or row.get_absolute_url(),
        tab="map",
        note=_("%(text)s It comes back on the day, or as soon as it gets worse.") % {"text": text_of(row)},
        submit=_("Put off"),
    )

    def save(changes: dict, version: int | None) -> None:
        events = services.gap_snooze(gap=row, changes=changes, by=request.user, today=today, version=version)
        day = date_format(changes["snoozed_until"], "SHORT_DATE_FORMAT")
        undo = reverse("accounts:undo", args=[undo_token(request.user, events)]) if events else ""
        messages.success(request, _("Put off until %(day)s.") % {"day": day}, extra_tags=undo)

    return form_sheet(request, form, sheet, save, account=account)


@require_POST
@require(Verb.EDIT, Account)
def gap_show_again(request: HttpRequest, account: Account, gap: str) -> HttpResponse:
    """Show a gap again that was put off."""
    today = timezone.localdate()
    row = gap_or_404(request, account, gap, today)
    events = services.gap_wake(gap=row, by=request.user, today=today)
    undo = reverse("accounts:undo", args=[undo_token(request.user, events)]) if events else ""
    messages.success(request, _("%(rule)s is shown again.") % {"rule": row.rule}, extra_tags=undo)
    return redirect(back_to(request, row.get_absolute_url()))
