"""The list of accounts, and the account itself: entered, edited, handed over, archived."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Ability, Verb, allowed, may_ever, require, require_ability, signed_in
from accounts.forms.accounts import VIEWS, AccountFilterForm, AccountForm, BulkAssignForm, IntentForm
from accounts.models import Account
from accounts.selectors.accounts import (
    AccountFilters,
    account_rows,
    chosen_accounts,
    default_view,
    likely_duplicates,
)
from accounts.selectors.columns import USUAL, Column, columns_of, csv_header, csv_rows
from accounts.selectors.pages import ACCOUNT_PAGE_SELECT, BOXES
from accounts.services import accounts as services
from accounts.services.exports import list_exported
from accounts.views.sheets import Sheet, back_to, form_sheet
from kam.lib.csvout import csv_response
from kam.lib.htmx import page
from kam.lib.narrow import narrowed_page

LIST = "accounts:account-list"
COLUMNS_KEY = "account_columns"
MOST_NAMED = 5


def _columns(request: HttpRequest) -> list[Column]:
    """The columns of the address, which are remembered; else the remembered ones; else the usual ones."""
    if "cols" in request.GET:
        keys = [column.key for column in columns_of(request.GET.getlist("cols"))]
        if request.session.get(COLUMNS_KEY) != keys:
            request.session[COLUMNS_KEY] = keys
    else:
        keys = request.session.get(COLUMNS_KEY, USUAL)
    return columns_of(keys)


def _filters(request: HttpRequest) -> tuple[AccountFilterForm, AccountFilters]:
    form = AccountFilterForm(request.GET, user=request.user)
    form.is_valid()
    form.cleaned_data["view"] = form.cleaned_data.get("view") or default_view(request.user)
    return form, AccountFilters.of(form.cleaned_data)


@require_GET
@signed_in
def account_list(request: HttpRequest) -> HttpResponse:
    """The accounts that the person may see."""
    form, filters = _filters(request)
    sort = request.GET.get("sort", "")
    list_url = reverse(LIST)
    context: dict[str, Any] = {
        "form": form,
        "filters": filters,
        "sort": sort,
        "boxes": BOXES,
        "columns": _columns(request),
        "listing": narrowed_page(account_rows(request.user, filters, sort), request.GET.get("page")),
        "tabs": [{"key": key, "label": label, "href": f"{list_url}?view={key}"} for key, label in VIEWS.items()],
        "bulk": BulkAssignForm(user=request.user) if may_ever(request.user, Verb.MANAGE) else None,
        "may_create": allowed(request.user, Ability.CREATE_ACCOUNT),
        "may_import": allowed(request.user, Ability.IMPORT),
        "may_export": allowed(request.user, Ability.EXPORT),
    }
    return page(request, "accounts/account_list.html", context, partials=("account-rows",))


@require_GET
@require_ability(Ability.EXPORT)
def account_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The filtered list as a file: every column of the accounts that the person may export."""
    _form, filters = _filters(request)
    rows = account_rows(request.user, filters, request.GET.get("sort", "")).iterator(chunk_size=500)
    list_exported(name="account_list", narrowed_to=request.GET.urlencode(), by=request.user)
    return csv_response("accounts.csv", csv_header(), csv_rows(rows, request.user))


@require_POST
@require_ability(Verb.MANAGE)
def accounts_assign(request: HttpRequest) -> HttpResponse:
    """Hand the marked accounts to a manager or a team; each is checked, and who was refused is said."""
    form = BulkAssignForm(request.POST, user=request.user)
    back = back_to(request, reverse(LIST))
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(errors))
        return redirect(back)
    accounts, refused = chosen_accounts(request.user, form.cleaned_data["ids"], Verb.MANAGE)
    changed = services.accounts_assign(accounts=accounts, changes=form.changes, by=request.user)
    text = ngettext("%(count)s account was handed over.", "%(count)s accounts were handed over.", changed)
    messages.success(request, text % {"count": changed})
    if refused:
        messages.warning(request, _refused(refused))
    return redirect(back)


def _refused(accounts: list[Account]) -> str:
    names = ", ".join(account.name for account in accounts[:MOST_NAMED])
    count = len(accounts)
    text = ngettext(
        "%(count)s account stayed as it is, because you do not manage it: %(names)s",
        "%(count)s accounts stayed as they are, because you do not manage them: %(names)s",
        count,
    ) % {"count": count, "names": names}
    return f"{text} …" if count > MOST_NAMED else text


@require_http_methods(["GET", "POST"])
@require_ability(Ability.CREATE_ACCOUNT)
def account_create(request: HttpRequest) -> HttpResponse:
    """Enter a company."""
    initial = {"manager": request.user.pk} if may_ever(request.user, Verb.MANAGE) else {}
    form = AccountForm(request.POST or None, instance=Account(), initial=initial, account=Account(), user=request.user)
    back = reverse(LIST)
    if request.method == "POST" and form.is_valid():
        account = services.account_create(values=form.changes, by=request.user)
        return redirect(account)
    context = {"form": form, "duplicates": form.duplicates, "back": back}
    return page(
        request,
        "accounts/account_new.html",
        context,
        status=422 if form.errors else 200,
    )


@require_GET
@require_ability(Ability.CREATE_ACCOUNT)
def account_duplicates(request: HttpRequest) -> HttpResponse:
    """Whether the company that is being entered may be here already."""
    name, website = request.GET.get("name", ""), request.GET.get("website", "")
    found = likely_duplicates(request.user, name=name, website=website)
    return page(request, "accounts/account_duplicates.html", {"duplicates": found})


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Account, select=ACCOUNT_PAGE_SELECT)
def account_edit(request: HttpRequest, account: Account) -> HttpResponse:
    """Change the facts of a company."""
    # The form writes into its instance while it validates; the header goes on showing what is stored.
    form = AccountForm(request.POST or None, instance=copy(account), account=account, user=request.user)
    sheet = Sheet(title=_("Facts of the company"), back=account.get_absolute_url(), tab="overview")

    def save(values: dict[str, Any], version: int | None) -> Account:
        return services.account_update(account=account, changes=values, by=request.user, version=version)

    return form_sheet(request, form, sheet, save, account=account)


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Account, select=ACCOUNT_PAGE_SELECT)
def intent_edit(request: HttpRequest, account: Account) -> HttpResponse:
    """Say what we want at the account."""
    form = IntentForm(request.POST or None, instance=copy(account), account=account, user=request.user)
    sheet = Sheet(title=_("Intent and theme"), back=account.get_absolute_url(), tab="overview")

    def save(values: dict[str, Any], version: int | None) -> Account:
        return services.account_update(account=account, changes=values, by=request.user, version=version)

    return form_sheet(request, form, sheet, save, account=account)


@require_POST
@require(Verb.MANAGE, Account)
def account_archive(request: HttpRequest, account: Account) -> HttpResponse:
    """Take the account out of the lists."""
    services.account_archive(account=account, by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, _("“%(name)s” is archived. You find it under the filter “Archived”.") % {"name": account})
    return redirect(account)


@require_POST
@require(Verb.MANAGE, Account)
def account_restore(request: HttpRequest, account: Account) -> HttpResponse:
    """Bring the account back into the lists."""
    services.account_restore(account=account, by=request.user)
    messages.success(request, _("“%(name)s” is back in the lists.") % {"name": account})
    return redirect(account)
