"""Pages of opportunities and contracts, and of the rivals beside them."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Verb, require
from accounts.forms.money import CompetitorForm, ContractForm, DealFilterForm, OpportunityForm
from accounts.models import Account, Competitor, Contract, Opportunity
from accounts.selectors import money as selectors
from accounts.selectors.pages import ACCOUNT_PAGE_SELECT, account_context
from accounts.services import contracts
from accounts.services import deals as services
from accounts.views.money import money_url
from accounts.views.sheets import Sheet, deleted, form_sheet, select_for
from kam.lib.htmx import page
from kam.lib.paging import capped_page


def deals_url(account: Account) -> str:
    """The opportunities of an account."""
    return reverse("accounts:opportunity-list", args=[account.pk])


@require_GET
@require(Verb.VIEW, Account, select=ACCOUNT_PAGE_SELECT)
def opportunity_list(request: HttpRequest, account: Account) -> HttpResponse:
    """The deals of an account, the open ones first."""
    form = DealFilterForm(request.GET)
    context = {
        **account_context(account, request.user, "money"),
        "form": form,
        "pipeline": selectors.pipeline(account),
        "page": capped_page(selectors.opportunities(account, form.narrow), request.GET.get("page")),
        "today": timezone.localdate(),
    }
    return page(request, "accounts/opportunity_list.html", context, partials=("deals",))


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Account, select=ACCOUNT_PAGE_SELECT)
def opportunity_create(request: HttpRequest, account: Account) -> HttpResponse:
    """Add a deal."""
    form = OpportunityForm(
        request.POST or None,
        instance=Opportunity(account=account),
        initial={"owner": request.user.pk, **request.GET.dict()},
        account=account,
        user=request.user,
    )
    sheet = Sheet(title=_("New opportunity"), back=deals_url(account), tab="money", submit=_("Add"))
    return form_sheet(
        request,
        form,
        sheet,
        lambda values, _version: services.opportunity_create(account=account, values=values, by=request.user),
        account=account,
    )


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Opportunity, select=select_for("account"))
def opportunity_edit(request: HttpRequest, opportunity: Opportunity) -> HttpResponse:
    """Change a deal."""
    account = opportunity.account
    form = OpportunityForm(request.POST or None, instance=opportunity, account=account, user=request.user)
    sheet = Sheet(
        title=opportunity.name,
        back=deals_url(account),
        tab="money",
        delete=reverse("accounts:opportunity-delete", args=[opportunity.pk]),
        delete_label=_("Delete opportunity"),
    )
    return form_sheet(
        request,
        form,
        sheet,
        lambda changes, version: services.opportunity_update(
            opportunity=opportunity, changes=changes, by=request.user, version=version
        ),
        account=account,
    )


@require_POST
@require(Verb.EDIT, Opportunity)
def opportunity_delete(request: HttpRequest, opportunity: Opportunity) -> HttpResponse:
    """Remove a deal that was entered by mistake."""
    return deleted(
        request,
        lambda: services.opportunity_delete(opportunity=opportunity, by=request.user),
        opportunity,
        back=deals_url(opportunity.account),
        used=_("Mark it as lost instead."),
    )


# ---------------------------------------------------------------- contracts


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Account, select=ACCOUNT_PAGE_SELECT)
def contract_create(request: HttpRequest, account: Account) -> HttpResponse:
    """Add a contract."""
    form = ContractForm(request.POST or None, instance=Contract(account=account), account=account, user=request.user)
    sheet = Sheet(title=_("New contract"), back=money_url(account), tab="money", submit=_("Add"))
    return form_sheet(
        request,
        form,
        sheet,
        lambda values, _version: contracts.contract_create(account=account, values=values, by=request.user),
        account=account,
    )


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Contract, select=select_for("account"))
def contract_edit(request: HttpRequest, contract: Contract) -> HttpResponse:
    """Change a contract."""
    account = contract.account
    form = ContractForm(request.POST or None, instance=contract, account=account, user=request.user)
    sheet = Sheet(
        title=contract.name,
        back=money_url(account),
        tab="money",
        delete=reverse("accounts:contract-delete", args=[contract.pk]),
        delete_label=_("Delete contract"),
    )
    return form_sheet(
        request,
        form,
        sheet,
        lambda changes, version: contracts.contract_update(
            contract=contract, changes=changes, by=request.user, version=version
        ),
        account=account,
    )


@require_POST
@require(Verb.EDIT, Contract)
def contract_delete(request: HttpRequest, contract: Contract) -> HttpResponse:
    """Remove a contract that was entered by mistake."""
    back = money_url(contract.account)
    return deleted(request, lambda: contracts.contract_delete(contract=contract, by=request.user), contract, back=back)


# ---------------------------------------------------------------- rivals


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Account, select=ACCOUNT_PAGE_SELECT)
def competitor_create(request: HttpRequest, account: Account) -> HttpResponse:
    """Note a rival."""
    form = CompetitorForm(
        request.POST or None, instance=Competitor(account=account), account=account, user=request.user
    )
    sheet = Sheet(title=_("New competitor"), back=money_url(account), tab="money", submit=_("Add"))
    return form_sheet(
        request,
        form,
        sheet,
        lambda values, _version: contracts.competitor_create(account=account, values=values, by=request.user),
        account=account,
    )


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Competitor, select=select_for("account"))
def competitor_edit(request: HttpRequest, competitor: Competitor) -> HttpResponse:
    """Change what we know of a rival."""
    account = competitor.account
    form = CompetitorForm(request.POST or None, instance=competitor, account=account, user=request.user)
    sheet = Sheet(
        title=competitor.name,
        back=money_url(account),
        tab="money",
        delete=reverse("accounts:competitor-delete", args=[competitor.pk]),
        delete_label=_("Delete competitor"),
    )
    return form_sheet(
        request,
        form,
        sheet,
        lambda changes, version: contracts.competitor_update(
            competitor=competitor, changes=changes, by=request.user, version=version
        ),
        account=account,
    )


@require_POST
@require(Verb.EDIT, Competitor)
def competitor_delete(request: HttpRequest, competitor: Competitor) -> HttpResponse:
    """Remove a rival."""
    return deleted(
        request,
        lambda: contracts.competitor_delete(competitor=competitor, by=request.user),
        competitor,
        back=money_url(competitor.account),
    )
