"""Pages of issues and interactions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Verb, require, verbs
from accounts.forms.dealings import InteractionFilterForm, InteractionForm, IssueFilterForm, IssueForm
from accounts.models import Account, Interaction, Issue
from accounts.selectors import dealings as selectors
from accounts.selectors.pages import ACCOUNT_PAGE_SELECT, account_context
from accounts.services import dealings as services
from accounts.views.sheets import Sheet, deleted, form_sheet, select_for, sheet_page
from kam.lib.htmx import page
from kam.lib.paging import capped_page


def issues_url(account: Account) -> str:
    """The issues of an account."""
    return reverse("accounts:issue-list", args=[account.pk])


def interactions_url(account: Account) -> str:
    """The interactions of an account."""
    return reverse("accounts:interaction-list", args=[account.pk])


# ---------------------------------------------------------------- issues


@require_GET
@require(Verb.VIEW, Account, select=ACCOUNT_PAGE_SELECT)
def issue_list(request: HttpRequest, account: Account) -> HttpResponse:
    """The issues of an account, the open ones unless others are asked for."""
    form = IssueFilterForm(request.GET)
    form.is_valid()
    status = form.cleaned_data.get("status") or "open"
    narrow = selectors.IssueFilter(status, form.cleaned_data.get("severity", ""))
    context = {
        **account_context(account, request.user, "money"),
        "form": form,
        "status": status,
        "page": capped_page(selectors.issues(account, narrow), request.GET.get("page")),
        "today": timezone.localdate(),
    }
    return page(request, "accounts/issue_list.html", context, partials=("issues",))


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Account, select=ACCOUNT_PAGE_SELECT)
def issue_create(request: HttpRequest, account: Account) -> HttpResponse:
    """Open an issue."""
    form = IssueForm(request.POST or None, instance=Issue(account=account), account=account, user=request.user)
    sheet = Sheet(title=_("New issue"), back=issues_url(account), tab="money", submit=_("Open issue"))
    return form_sheet(
        request,
        form,
        sheet,
        lambda values, _version: services.issue_create(account=account, values=values, by=request.user),
        account=account,
    )


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Issue, select=select_for("account", "owner"))
def issue_edit(request: HttpRequest, issue: Issue) -> HttpResponse:
    """Change an issue."""
    form = IssueForm(request.POST or None, instance=issue, account=issue.account, user=request.user)
    sheet = Sheet(
        title=issue.title,
        back=issues_url(issue.account),
        tab="money",
        delete=reverse("accounts:issue-delete", args=[issue.pk]),
        delete_label=_("Delete issue"),
    )
    return form_sheet(
        request,
        form,
        sheet,
        lambda changes, version: services.issue_update(issue=issue, changes=changes, by=request.user, version=version),
        account=issue.account,
    )


@require_POST
@require(Verb.EDIT, Issue)
def issue_close(request: HttpRequest, issue: Issue) -> HttpResponse:
    """Close an issue today."""
    services.issue_close(issue=issue, on=timezone.localdate(), by=request.user)
    return redirect(issues_url(issue.account))


@require_POST
@require(Verb.EDIT, Issue)
def issue_reopen(request: HttpRequest, issue: Issue) -> HttpResponse:
    """Open an issue again."""
    services.issue_reopen(issue=issue, by=request.user)
    return redirect(issues_url(issue.account))


@require_POST
@require(Verb.EDIT, Issue)
def issue_delete(request: HttpRequest, issue: Issue) -> HttpResponse:
    """Remove an issue that was none."""
    back = issues_url(issue.account)
    return deleted(request, lambda: services.issue_delete(issue=issue, by=request.user), issue, back=back)


@require_POST
@require(Verb.EDIT, Account)
def issues_check(request: HttpRequest, account: Account) -> HttpResponse:
    """Say that the list of issues is right as of today."""
    services.issues_check(account=account, on=timezone.localdate(), by=request.user)
    return redirect(issues_url(account))


# ---------------------------------------------------------------- interactions


@require_GET
@require(Verb.VIEW, Account, select=ACCOUNT_PAGE_SELECT)
def interaction_list(request: HttpRequest, account: Account) -> HttpResponse:
    """Calls, meetings and notes, the latest first."""
    form = InteractionFilterForm(request.GET, account=account)
    form.is_valid()
    data = form.cleaned_data
    narrow = selectors.InteractionFilter(data.get("q", ""), data.get("kind", ""), data.get("stakeholder"))
    context = {
        **account_context(account, request.user, "map"),
        "form": form,
        "page": capped_page(selectors.interactions(account, narrow), request.GET.get("page"), size=25),
    }
    return page(request, "accounts/interaction_list.html", context, partials=("interactions",))


@require_GET
@require(Verb.VIEW, Interaction, select=select_for("account", "author"))
def interaction_detail(request: HttpRequest, interaction: Interaction) -> HttpResponse:
    """One interaction in full."""
    sheet = Sheet(
        title=str(interaction),
        back=interactions_url(interaction.account),
        tab="map",
        template="accounts/interaction_detail.html",
    )
    context = {"interaction": selectors.interaction_in_full(interaction), "sheet": sheet}
    if request.htmx.target == "side":
        context["verbs"] = {verb.value for verb in verbs(request.user, interaction.account)}
    return sheet_page(request, sheet, context, account=interaction.account)


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Account, select=ACCOUNT_PAGE_SELECT)
def interaction_create(request: HttpRequest, account: Account) -> HttpResponse:
    """Note a call, a meeting or a message."""
    form = InteractionForm(
        request.POST or None,
        instance=Interaction(account=account),
        initial={name: request.GET[name] for name in ("kind", "stakeholders") if name in request.GET},
        account=account,
        user=request.user,
    )
    sheet = Sheet(title=_("Note"), back=interactions_url(account), tab="map", submit=_("Save note"))
    return form_sheet(
        request,
        form,
        sheet,
        lambda values, _version: services.interaction_create(
            account=account,
            values=values,
            by=request.user,
            people=form.cleaned_data["people"],
            stakeholders=form.cleaned_data["stakeholders"],
        ),
        account=account,
    )


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Interaction, select=select_for("account"))
def interaction_edit(request: HttpRequest, interaction: Interaction) -> HttpResponse:
    """Change a note."""
    account = interaction.account
    form = InteractionForm(request.POST or None, instance=interaction, account=account, user=request.user)
    sheet = Sheet(
        title=_("Note"),
        back=interactions_url(account),
        tab="map",
        delete=reverse("accounts:interaction-delete", args=[interaction.pk]),
        delete_label=_("Delete note"),
    )
    return form_sheet(
        request,
        form,
        sheet,
        lambda changes, version: services.interaction_update(
            interaction=interaction,
            changes=changes,
            by=request.user,
            people=form.cleaned_data["people"],
            stakeholders=form.cleaned_data["stakeholders"],
            version=version,
        ),
        account=account,
    )


@require_POST
@require(Verb.EDIT, Interaction)
def interaction_delete(request: HttpRequest, interaction: Interaction) -> HttpResponse:
    """Remove a note."""
    back = interactions_url(interaction.account)
    return deleted(
        request, lambda: services.interaction_delete(interaction=interaction, by=request.user), interaction, back=back
    )
