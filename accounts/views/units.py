"""Pages of a customer's sites, divisions and legal entities."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Verb, require
from accounts.forms.stakeholders import UnitForm
from accounts.models import Account, Unit
from accounts.selectors.pages import ACCOUNT_PAGE_SELECT, account_context
from accounts.selectors.units import unit_lines
from accounts.services import units as services
from accounts.views.sheets import Sheet, deleted, form_sheet, select_for
from kam.lib.htmx import page
from kam.lib.paging import capped_page


@require_GET
@require(Verb.VIEW, Account, select=ACCOUNT_PAGE_SELECT)
def unit_list(request: HttpRequest, account: Account) -> HttpResponse:
    """The units of a customer, with how many people we know in each."""
    units = capped_page(unit_lines(account), request.GET.get("page"))
    context = {**account_context(account, request.user, "map"), "page": units}
    return page(request, "accounts/unit_list.html", context)


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Account, select=ACCOUNT_PAGE_SELECT)
def unit_create(request: HttpRequest, account: Account) -> HttpResponse:
    """Add a unit."""
    form = UnitForm(request.POST or None, instance=Unit(account=account), account=account, user=request.user)
    sheet = Sheet(title=_("New unit"), back=_list_url(account), tab="map", submit=_("Add"))
    return form_sheet(
        request,
        form,
        sheet,
        lambda values, _version: services.unit_create(account=account, values=values, by=request.user),
        account=account,
    )


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Unit, select=select_for("account"))
def unit_edit(request: HttpRequest, unit: Unit) -> HttpResponse:
    """Change a unit."""
    form = UnitForm(request.POST or None, instance=unit, account=unit.account, user=request.user)
    sheet = Sheet(
        title=unit.name,
        back=_list_url(unit.account),
        tab="map",
        delete=reverse("accounts:unit-delete", args=[unit.pk]),
        delete_label=_("Delete unit"),
    )
    return form_sheet(
        request,
        form,
        sheet,
        lambda changes, version: services.unit_update(unit=unit, changes=changes, by=request.user, version=version),
        account=unit.account,
    )


@require_POST
@require(Verb.EDIT, Unit)
def unit_delete(request: HttpRequest, unit: Unit) -> HttpResponse:
    """Remove a unit; its people stay."""
    return deleted(
        request, lambda: services.unit_delete(unit=unit, by=request.user), unit, back=_list_url(unit.account)
    )


def _list_url(account: Account) -> str:
    return reverse("accounts:unit-list", args=[account.pk])
