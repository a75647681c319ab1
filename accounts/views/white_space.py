"""The white-space grid: units down, products across, each cell edited where it stands."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import Verb, require
from accounts.forms.money import CellForm
from accounts.models import Account, Product, Unit, WhiteSpaceCell
from accounts.selectors import money as selectors
from accounts.selectors.pages import ACCOUNT_PAGE_SELECT, account_context
from accounts.services.white_space import cell_set
from accounts.views.sheets import Sheet, form_sheet
from kam.lib.htmx import page


@require_GET
@require(Verb.VIEW, Account, select=ACCOUNT_PAGE_SELECT)
def white_space(request: HttpRequest, account: Account) -> HttpResponse:
    """The grid of an account."""
    context = {
        **account_context(account, request.user, "money"),
        "grid": selectors.white_space_grid(account),
        "statuses": WhiteSpaceCell.Status.choices,
    }
    return page(request, "accounts/white_space.html", context)


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Account, select=ACCOUNT_PAGE_SELECT)
def cell_edit(request: HttpRequest, account: Account, product: int, unit: int = 0) -> HttpResponse:
    """One product in one unit; unit 0 is the account as a whole."""
    goods = get_object_or_404(Product, pk=product)
    place = get_object_or_404(Unit, pk=unit, account=account) if unit else None
    cell = WhiteSpaceCell.objects.filter(account=account, unit=place, product=goods).first()
    cell = cell or WhiteSpaceCell(account=account, unit=place, product=goods)
    form = CellForm(request.POST or None, instance=cell, account=account, user=request.user)
    title = _("%(product)s in %(unit)s") % {"product": goods.name, "unit": place or account}
    sheet = Sheet(title=title, back=reverse("accounts:white-space", args=[account.pk]), tab="money")
    return form_sheet(
        request,
        form,
        sheet,
        lambda values, version: cell_set(
            account=account, unit=place, product=goods, values=values, by=request.user, version=version
        ),
        account=account,
    )
