"""Pages of the people at a customer: the map, one person, several at once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Ability, Verb, allowed, can, require, verbs
from accounts.forms.stakeholders import MapFilterForm, StakeholderForm
from accounts.models import Account, Stakeholder
from accounts.selectors.pages import ACCOUNT_PAGE_SELECT, account_context
from accounts.selectors.people_map import VIEWS, MapFilters, account_map, map_base
from accounts.selectors.person import person_page
from accounts.selectors.person_ties import broken_by, elsewhere, line_rows
from accounts.services import reads
from accounts.services import stakeholders as services
from accounts.views.sheets import Sheet, deleted, demand, form_sheet, history_url, select_for, sheet_page
from kam.lib.htmx import page
from kam.lib.paging import listing

LINES_ON_A_PAGE = 50
PERSON = select_for("account", "unit", "reports_to", "stance_by", "influence_by", "character_by")


def map_url(account: Account) -> str:
    """The map tab of an account."""
    return reverse("accounts:account-map", args=[account.pk])


@require_GET
@require(Verb.VIEW, Account, select=ACCOUNT_PAGE_SELECT)
def account_map_page(request: HttpRequest, account: Account) -> HttpResponse:
    """The people of an account: four pictures of them, gaps and table."""
    today = timezone.localdate()
    base = map_base(account, request.user)
    form = MapFilterForm(request.GET, units=base.units.values(), owners=base.keepers)
    form.is_valid()
    filters = MapFilters(**form.cleaned_data, sort=request.GET.get("sort", ""))
    found = account_map(base, filters, today)
    reads.people_read(accounts=[account], by=request.user)
    context = {
        **account_context(account, request.user, "map"),
        "form": form,
        "filters": filters,
        "map": found,
        "views": VIEWS,
        "first_on": base.first_on,
        "today": today,
        "page": listing(found.lines, request.GET.get("page"), size=LINES_ON_A_PAGE),
    }
    return page(request, "accounts/account_map.html", context, partials=("people",))


@require_GET
@require(Verb.VIEW, Stakeholder, select=PERSON)
def stakeholder_detail(request: HttpRequest, stakeholder: Stakeholder) -> HttpResponse:
    """One person: what we know, who of us knows them, what happened. Reading what is sensitive is recorded."""
    today = timezone.localdate()
    is_open = can(request.user, Verb.SENSITIVE, stakeholder.account)
    if is_open:
        reads.stakeholder_read(stakeholder=stakeholder, by=request.user)
    account = stakeholder.account
    sheet = Sheet(title=stakeholder.name, back=map_url(account), tab="map", template="accounts/stakeholder_detail.html")
    context = {
        "history": history_url(stakeholder),
        "person": person_page(stakeholder, request.user, today),
        "lines": line_rows(stakeholder) if is_open else None,
        "elsewhere": elsewhere(stakeholder, request.user),
        "broken": broken_by(stakeholder, today, is_open=is_open),
        "sheet": sheet,
        "today": today,
        "may_audit": allowed(request.user, Ability.AUDIT),
    }
    if request.htmx.target == "side":
        context["verbs"] = {verb.value for verb in verbs(request.user, account)}
    return sheet_page(request, sheet, context, account=account)


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Account, select=ACCOUNT_PAGE_SELECT)
def stakeholder_create(request: HttpRequest, account: Account) -> HttpResponse:
    """Put a person on the map."""
    form = StakeholderForm(
        request.POST or None,
        instance=Stakeholder(account=account),
        initial=request.GET.dict(),
        account=account,
        user=request.user,
    )
    sheet = Sheet(title=_("New person"), back=map_url(account), tab="map", submit=_("Add"))
    return form_sheet(
        request,
        form,
        sheet,
        lambda values, _version: services.stakeholder_create(account=account, values=values, by=request.user),
        account=account,
    )


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Stakeholder, select=PERSON)
def stakeholder_edit(request: HttpRequest, stakeholder: Stakeholder) -> HttpResponse:
    """Change what we know of a person."""
    account = stakeholder.account
    form = StakeholderForm(request.POST or None, instance=stakeholder, account=account, user=request.user)
    sheet = Sheet(
        title=stakeholder.name,
        back=stakeholder.get_absolute_url(),
        tab="map",
        delete=reverse("accounts:stakeholder-delete", args=[stakeholder.pk]),
        delete_label=_("Delete person"),
    )
    return form_sheet(
        request,
        form,
        sheet,
        lambda changes, version: services.stakeholder_update(
            stakeholder=stakeholder, changes=changes, by=request.user, version=version
        ),
        account=account,
    )


@require_POST
@require(Verb.EDIT, Stakeholder)
def stakeholder_delete(request: HttpRequest, stakeholder: Stakeholder) -> HttpResponse:
    """Take a person off the map who should never have been on it."""
    return deleted(
        request,
        lambda: services.stakeholder_delete(stakeholder=stakeholder, by=request.user),
        stakeholder,
        back=map_url(stakeholder.account),
        used=_("Set the status to Left or Moved instead."),
    )


@require_POST
@require(Verb.EDIT, Stakeholder)
def stance_confirm(request: HttpRequest, stakeholder: Stakeholder) -> HttpResponse:
    """Say that the stance still holds."""
    demand(request.user, Verb.SENSITIVE, stakeholder.account)
    services.stance_confirm(stakeholder=stakeholder, by=request.user, today=timezone.localdate())
    return redirect(stakeholder)
