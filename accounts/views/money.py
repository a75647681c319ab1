"""The Money tab, the facts behind it, and revenue."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Verb, require
from accounts.forms.money import MoneyFactsForm, RevenueForm
from accounts.models import Account, Revenue
from accounts.selectors import money as selectors
from accounts.selectors.money_page import money_page, revenue_chart
from accounts.selectors.pages import ACCOUNT_PAGE_SELECT, account_context
from accounts.services import money as services
from accounts.services import revenue as revenues
from accounts.services.exports import figures_exported
from accounts.views.sheets import Sheet, deleted, form_sheet, select_for
from kam.lib.csvout import csv_response
from kam.lib.htmx import page
from kam.lib.paging import capped_page


def money_url(account: Account) -> str:
    """The Money tab of an account."""
    return reverse("accounts:account-money", args=[account.pk])


@require_GET
@require(Verb.VIEW, Account, select=ACCOUNT_PAGE_SELECT)
def account_money(request: HttpRequest, account: Account) -> HttpResponse:
    """Revenue, pipeline, contracts, facts and rivals."""
    today = timezone.localdate()
    money = money_page(account, today)
    context = {
        **account_context(account, request.user, "money"),
        "money": money,
        "chart": revenue_chart(money.revenue),
        "today": today,
    }
    return page(request, "accounts/account_money.html", context)


@require_GET
@require(Verb.EXPORT, Account)
def revenue_csv(request: HttpRequest, account: Account) -> StreamingHttpResponse:
    """The 24 months of the picture as a file."""
    figures_exported(account=account, name="revenue", by=request.user)
    revenue = selectors.revenue_by_month(account, timezone.localdate())
    rows = ((f"{month:%Y-%m}", amount, revenue.currency) for month, amount in revenue.by_month)
    return csv_response(f"revenue-{account.pk}.csv", [_("Month"), _("Amount"), _("Currency")], rows)


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Account, select=ACCOUNT_PAGE_SELECT)
def money_facts_edit(request: HttpRequest, account: Account) -> HttpResponse:
    """Change what only people know about the money."""
    form = MoneyFactsForm(request.POST or None, instance=account, account=account, user=request.user)
    sheet = Sheet(title=_("Facts about the money"), back=money_url(account), tab="money")
    return form_sheet(
        request,
        form,
        sheet,
        lambda changes, version: services.money_facts_update(
            account=account, changes=changes, by=request.user, version=version
        ),
        account=account,
    )


# ---------------------------------------------------------------- revenue by hand


@require_GET
@require(Verb.VIEW, Account, select=ACCOUNT_PAGE_SELECT)
def revenue_list(request: HttpRequest, account: Account) -> HttpResponse:
    """Every booked row, the latest first."""
    rows = capped_page(selectors.revenue_rows(account), request.GET.get("page"))
    context = {**account_context(account, request.user, "money"), "page": rows}
    return page(request, "accounts/revenue_list.html", context)


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Account, select=ACCOUNT_PAGE_SELECT)
def revenue_create(request: HttpRequest, account: Account) -> HttpResponse:
    """Book a month by hand."""
    form = RevenueForm(request.POST or None, instance=Revenue(account=account), account=account, user=request.user)
    sheet = Sheet(title=_("Revenue of a month"), back=_list_url(account), tab="money", submit=_("Book"))
    return form_sheet(
        request,
        form,
        sheet,
        lambda values, _version: revenues.revenue_create(account=account, values=values, by=request.user),
        account=account,
    )


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Revenue, select=select_for("account"))
def revenue_edit(request: HttpRequest, revenue: Revenue) -> HttpResponse:
    """Correct a month."""
    form = RevenueForm(request.POST or None, instance=revenue, account=revenue.account, user=request.user)
    sheet = Sheet(
        title=_("Revenue of a month"),
        note=_("This row came with an import. If the source is imported again, it wins.") if revenue.source else "",
        back=_list_url(revenue.account),
        tab="money",
        delete=reverse("accounts:revenue-delete", args=[revenue.pk]),
        delete_label=_("Delete row"),
    )
    return form_sheet(
        request,
        form,
        sheet,
        lambda changes, _version: revenues.revenue_update(revenue=revenue, changes=changes, by=request.user),
        account=revenue.account,
    )


@require_POST
@require(Verb.EDIT, Revenue)
def revenue_delete(request: HttpRequest, revenue: Revenue) -> HttpResponse:
    """Remove a booked month."""
    back = _list_url(revenue.account)
    return deleted(request, lambda: revenues.revenue_delete(revenue=revenue, by=request.user), revenue, back=back)


def _list_url(account: Account) -> str:
    return reverse("accounts:revenue-list", args=[account.pk])
