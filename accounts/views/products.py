"""What we sell, and the deals that came without a customer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Ability, Verb, allowed, require_ability
from accounts.forms.money import AssignForm, DealFilterForm, ProductForm
from accounts.models import Opportunity, Product
from accounts.selectors import money as selectors
from accounts.selectors.products import products_named, with_open_deals
from accounts.services import deals
from accounts.services import products as services
from accounts.views.sheets import Sheet, deleted, demand, form_sheet
from kam.lib.htmx import page
from kam.lib.paging import capped_page

LIST = "accounts:product-list"


@require_GET
@require_ability(Ability.PROGRAMME)
def product_list(request: HttpRequest) -> HttpResponse:
    """The products, and at how many accounts each is sold or wanted."""
    words = request.GET.get("q", "").strip()
    found = capped_page(products_named(words), request.GET.get("page"))
    context = {
        "page": found,
        "products": with_open_deals(found.rows),
        "q": words,
        "may_edit": allowed(request.user, Ability.PROGRAMME_EDIT),
        "section": "programme",
    }
    return page(request, "accounts/product_list.html", context, partials=("products",))


@require_http_methods(["GET", "POST"])
@require_ability(Ability.PROGRAMME_EDIT)
def product_create(request: HttpRequest) -> HttpResponse:
    """Add a product."""
    form = ProductForm(request.POST or None, instance=Product())
    sheet = Sheet(title=_("New product"), back=reverse(LIST), submit=_("Add"), template="accounts/product_edit.html")
    return form_sheet(
        request, form, sheet, lambda values, _version: services.product_create(values=values, by=request.user)
    )


@require_http_methods(["GET", "POST"])
@require_ability(Ability.PROGRAMME_EDIT)
def product_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a product."""
    product = get_object_or_404(Product, pk=pk)
    form = ProductForm(request.POST or None, instance=product)
    sheet = Sheet(
        title=product.name,
        back=reverse(LIST),
        delete=reverse("accounts:product-delete", args=[product.pk]),
        delete_label=_("Delete product"),
        template="accounts/product_edit.html",
    )
    return form_sheet(
        request,
        form,
        sheet,
        lambda changes, version: services.product_update(
            product=product, changes=changes, by=request.user, version=version
        ),
    )


@require_POST
@require_ability(Ability.PROGRAMME_EDIT)
def product_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a product that nothing names."""
    product = get_object_or_404(Product, pk=pk)
    return deleted(
        request, lambda: services.product_delete(product=product, by=request.user), product, back=reverse(LIST)
    )


# ---------------------------------------------------------------- deals without a customer


@require_GET
@require_ability(Ability.UNASSIGNED)
def opportunity_unassigned(request: HttpRequest) -> HttpResponse:
    """Deals without an account, to be given to one."""
    form = DealFilterForm(request.GET)
    context = {
        "form": form,
        "page": capped_page(selectors.unassigned_opportunities(form.narrow), request.GET.get("page")),
        "may_assign": allowed(request.user, Ability.ASSIGN_DEALS),
    }
    return page(request, "accounts/opportunity_unassigned.html", context, partials=("deals",))


@require_http_methods(["GET", "POST"])
@require_ability(Ability.ASSIGN_DEALS)
def opportunity_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a deal to an account at which the person may edit."""
    deal = get_object_or_404(Opportunity.objects.select_related("product", "owner"), pk=pk, account=None)
    form = AssignForm(request.POST or None, user=request.user, search=reverse("accounts:account-options"))
    sheet = Sheet(
        title=deal.name,
        back=reverse("accounts:opportunity-unassigned"),
        submit=_("Assign"),
        template="accounts/opportunity_assign.html",
    )

    def save(values: dict[str, object], _version: int | None) -> object:
        account = values["account"]
        demand(request.user, Verb.EDIT, account)
        return deals.opportunity_assign(opportunity=deal, account=account, by=request.user)

    return form_sheet(request, form, sheet, save)
