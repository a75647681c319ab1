"""The page of what we know of the customer's business, and the form of each of its sections."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Verb, require
from accounts.forms.knowledge import FORMS
from accounts.models import Account
from accounts.selectors.knowledge import SECTIONS, Section, knowledge_of
from accounts.selectors.pages import ACCOUNT_PAGE_SELECT, account_context
from accounts.services import knowledge as services
from accounts.services.knowledge import Knowledge
from accounts.views.sheets import Sheet, deleted, form_sheet, select_for
from kam.lib.htmx import page

type View = Callable[..., HttpResponse]


def knowledge_url(account: Account) -> str:
    """The page of an account."""
    return reverse("accounts:account-knowledge", args=[account.pk])


@require_GET
@require(Verb.VIEW, Account, select=ACCOUNT_PAGE_SELECT)
def account_knowledge(request: HttpRequest, account: Account) -> HttpResponse:
    """Goals, needs, trends, results, improvements and their value."""
    sections = [
        {
            "section": section,
            "lines": [
                (line, reverse(f"accounts:{section.key}-edit", args=[line.row.pk])) for line in lines
            ],
            "new_url": reverse(f"accounts:{section.key}-create", args=[account.pk]),
        }
        for section, lines in knowledge_of(account)
    ]  # fmt: skip
    context = {**account_context(account, request.user, "knowledge"), "sections": sections}
    return page(request, "accounts/account_knowledge.html", context)


def create_view(section: Section) -> View:
    """The view that adds a row to a section."""

    @require_http_methods(["GET", "POST"])
    @require(Verb.EDIT, Account, select=ACCOUNT_PAGE_SELECT)
    def knowledge_create(request: HttpRequest, account: Account) -> HttpResponse:
        model = section.model
        form = FORMS[model](request.POST or None, instance=model(account=account), account=account, user=request.user)
        sheet = Sheet(title=section.add, back=knowledge_url(account), tab="knowledge", submit=_("Add"))
        return form_sheet(
            request,
            form,
            sheet,
            lambda values, _v: services.knowledge_create(model=model, account=account, values=values, by=request.user),
            account=account,
        )

    return knowledge_create


def edit_view(section: Section) -> View:
    """The view that changes a row of a section."""

    @require_http_methods(["GET", "POST"])
    @require(Verb.EDIT, section.model, select=select_for("account"))
    def knowledge_edit(request: HttpRequest, row: Knowledge) -> HttpResponse:
        account = row.account
        form = FORMS[section.model](request.POST or None, instance=row, account=account, user=request.user)
        sheet = Sheet(
            title=str(row),
            back=knowledge_url(account),
            tab="knowledge",
            delete=reverse(f"accounts:{section.key}-delete", args=[row.pk]),
            delete_label=_("Delete"),
        )
        return form_sheet(
            request,
            form,
            sheet,
            lambda changes, version: services.knowledge_update(
                row=row, changes=changes, by=request.user, version=version
            ),
            account=account,
        )

    return knowledge_edit


def delete_view(section: Section) -> View:
    """The view that removes a row of a section."""

    @require_POST
    @require(Verb.EDIT, section.model)
    def knowledge_delete(request: HttpRequest, row: Knowledge) -> HttpResponse:
        back = knowledge_url(row.account)
        return deleted(request, lambda: services.knowledge_delete(row=row, by=request.user), row, back=back)

    return knowledge_delete


def section_urls() -> list[URLPattern]:
    """Three addresses a section."""
    patterns: list[URLPattern] = []
    for section in SECTIONS:
        key = section.key
        patterns += [
            path(f"accounts/<int:pk>/{key}s/new/", create_view(section), name=f"{key}-create"),
            path(f"accounts/{key}s/<int:pk>/edit/", edit_view(section), name=f"{key}-edit"),
            path(f"accounts/{key}s/<int:pk>/delete/", delete_view(section), name=f"{key}-delete"),
        ]
    return patterns
