"""Filling a map fast: paste people, then judge many of them in one table."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import Verb, can, require
from accounts.forms.filling import ROLES, JudgeForm, PasteForm, judge_forms
from accounts.models import Account, Stakeholder
from accounts.selectors.pages import ACCOUNT_PAGE_SELECT, account_context
from accounts.services import reads
from accounts.services import stakeholders as services
from accounts.services.rows import StaleRow
from accounts.views.sheets import Sheet, sheet_page
from kam.lib.htmx import page

MOST_JUDGED = 200


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Account, select=ACCOUNT_PAGE_SELECT)
def stakeholder_paste(request: HttpRequest, account: Account) -> HttpResponse:
    """Several people at once: paste, look at what was understood, add; then they are judged."""
    form = PasteForm(request.POST or None, account=account)
    sheet = Sheet(
        title=_("Several people at once"),
        back=reverse("accounts:account-map", args=[account.pk]),
        tab="map",
        template="accounts/stakeholder_paste.html",
    )
    is_read = request.method == "POST" and form.is_valid()
    if is_read and "add" in request.POST:
        added = services.stakeholders_add(account=account, people=form.new_people, by=request.user)
        text = ngettext("%(count)s person was added.", "%(count)s people were added.", len(added))
        messages.success(request, text % {"count": len(added)})
        return redirect("accounts:stakeholder-judge", account.pk)
    context = {
        "form": form,
        "sheet": sheet,
        "back": sheet.back,
        "people": form.people if is_read else [],
        "roles": ROLES,
    }
    return sheet_page(request, sheet, context, account=account, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Account, select=ACCOUNT_PAGE_SELECT)
def stakeholder_judge(request: HttpRequest, account: Account) -> HttpResponse:
    """Role, influence and stance of many people in one table, by keyboard."""
    is_open = can(request.user, Verb.SENSITIVE, account)
    rows = Stakeholder.objects.filter(account=account, status=Stakeholder.Status.ACTIVE).order_by("pk")[:MOST_JUDGED]
    forms = judge_forms(rows, request.POST or None, is_open=is_open)
    status = 200
    if request.method == "POST":
        status = 422
        if all([form.is_valid() for form in forms]):  # noqa: C419 -- every row tells its mistakes
            try:
                return _judged(request, account, forms)
            except StaleRow as stale:
                status, forms = 409, _meanwhile(request, stale, forms, is_open=is_open)
    reads.people_read(accounts=[account], by=request.user)
    context = {**account_context(account, request.user, "map"), "forms": forms, "is_open": is_open}
    return page(request, "accounts/stakeholder_judge.html", context, status=status)


def _judged(request: HttpRequest, account: Account, forms: list[JudgeForm]) -> HttpResponse:
    changes = [(form.person, form.changes, form.cleaned_data["version"]) for form in forms if form.changes]
    services.stakeholders_judge(changes=changes, by=request.user)
    text = ngettext("%(count)s person was judged.", "%(count)s people were judged.", len(changes))
    messages.success(request, text % {"count": len(changes)})
    return redirect("accounts:account-map", account.pk)


def _meanwhile(request: HttpRequest, stale: StaleRow, forms: list[JudgeForm], *, is_open: bool) -> list[JudgeForm]:
    """The table as typed, on top of what the colleague has saved; their words are told."""
    row = Stakeholder.objects.get(pk=stale.row.pk)
    theirs = ", ".join(f"{row._meta.get_field(name).verbose_name}: {getattr(row, name)}" for name in stale.fields)
    text = _(
        "%(name)s was changed by a colleague meanwhile (%(theirs)s). Nothing is saved yet; save again to set yours."
    )
    messages.error(request, text % {"name": row.name, "theirs": theirs})
    data = request.POST.copy()
    data[f"{row.pk}-version"] = str(row.version)
    people = [row if form.person.pk == row.pk else form.person for form in forms]
    return judge_forms(people, data, is_open=is_open)
