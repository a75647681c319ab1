"""What happened at an account, and how a record was on a day."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Ability, Verb, can, refusal, require, require_ability, signed_in
from accounts.forms.history import DayForm, HistoryFilterForm, RestoreForm
from accounts.models import Account
from accounts.selectors.changes import audit_words, in_words
from accounts.selectors.pages import ACCOUNT_PAGE_SELECT, account_context
from accounts.selectors.records import (
    NoRecord,
    Record,
    account_events,
    all_events,
    record_events,
    record_of,
    record_values,
)
from accounts.services.records import field_restore
from kam.lib.htmx import page
from kam.lib.paging import capped_page


@require_GET
@require(Verb.VIEW, Account, select=ACCOUNT_PAGE_SELECT)
def account_history(request: HttpRequest, account: Account) -> HttpResponse:
    """Everything that was changed at the account, newest first."""
    form = HistoryFilterForm(request.GET)
    form.is_valid()
    narrowed = {name: value for name, value in form.cleaned_data.items() if value}
    listing = capped_page(account_events(account, request.user, **narrowed), request.GET.get("page"))
    context = {
        **account_context(account, request.user, "history"),
        "form": form,
        "is_narrowed": bool(narrowed),
        "listing": listing,
        "changes": in_words(listing.rows, request.user, sensitive=can(request.user, Verb.SENSITIVE, account)),
    }
    return page(request, "accounts/account_history.html", context, partials=("history-rows",))


@require_GET
@require_ability(Ability.AUDIT)
def audit_list(request: HttpRequest) -> HttpResponse:
    """Everything that anybody changed, downloaded or read of what is sensitive."""
    form = HistoryFilterForm(request.GET, is_whole=True)
    form.is_valid()
    narrowed = {name: value for name, value in form.cleaned_data.items() if value}
    listing = capped_page(all_events(**narrowed), request.GET.get("page"))
    context = {
        "form": form,
        "is_narrowed": bool(narrowed),
        "listing": listing,
        "changes": audit_words(listing.rows, request.user),
    }
    return page(request, "accounts/audit_list.html", context, partials=("audit-rows",))


def _record(request: HttpRequest, kind: str, pk: int) -> Record:
    try:
        return record_of(request.user, kind, str(pk))
    except NoRecord as error:
        raise Http404 from error


@require_GET
@signed_in
def record_history(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """One record: its fields on the chosen day, and all that happened to it."""
    record = _record(request, kind, pk)
    form = DayForm(request.GET)
    on = form.cleaned_data["on"] if form.is_valid() else None
    listing = capped_page(record_events(record), request.GET.get("page"))
    may_edit = record.may_edit and record.row is not None
    context = {
        **account_context(record.account, request.user, "history"),
        "record": record,
        "form": form,
        "on": on,
        "values": record_values(record, request.user, on),
        "listing": listing,
        "changes": in_words(listing.rows, request.user, may_edit=may_edit, sensitive=record.may_see_sensitive),
    }
    return page(
        request,
        "accounts/record_history.html",
        context,
        partials=("record-values",),
        status=422 if form.errors else 200,
    )


@require_POST
@signed_in
def field_restore_view(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Set one field of a record to the value that it had before a change."""
    record = _record(request, kind, pk)
    if not record.may_edit or record.row is None:
        raise PermissionDenied(refusal(request.user))
    form = RestoreForm(request.POST)
    if not form.is_valid():
        raise Http404
    event = get_object_or_404(record_events(record), pk=form.cleaned_data["event"])
    try:
        field_restore(row=record.row, event=event, field=form.cleaned_data["field"], by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The earlier value is set again."))
    return redirect("accounts:record-history", kind, pk)
