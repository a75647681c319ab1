"""One way to show a form of something that belongs to an account: as a panel beside the page, or as a page.

htmx asks for the panel (`hx-target="#side"`), every other browser gets the same form as a page of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.access import Verb, can, refusal
from accounts.models import Account, AuditEvent, User
from accounts.recorded import RECORDED
from accounts.selectors.conflicts import conflict_of
from accounts.selectors.pages import ACCOUNT_PAGE_SELECT, account_context
from accounts.services.deleting import StillUsed
from accounts.services.rows import StaleRow
from kam.lib.htmx import fragment_name, page

SIDE = "side"
UNDO_SALT = "accounts.undo"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Round the form: its title, where it belongs, and where it leads."""

    title: str | Promise
    back: str
    tab: str = ""
    note: str | Promise = ""
    submit: str | Promise = ""
    delete: str = ""  # the address that deletes the row
    delete_label: str | Promise = ""
    template: str = "accounts/child_edit.html"
    has_panel: bool = True  # False: too long for the side, always a page of its own


type Save = Callable[[dict[str, Any], int | None], object]


def select_for(path: str, *more: str) -> tuple[str, ...]:
    """The relations that a page of a row needs, its account being at `path`."""
    return (*(f"{path}__{name}" for name in ACCOUNT_PAGE_SELECT), *more)


def form_sheet(
    request: HttpRequest,
    form: Any,
    sheet: Sheet,
    save: Save,
    *,
    account: Account | None = None,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show the form; when it is sent and valid, save and go back. 422 says what is wrong, 409 shows both versions.

    `more` is what a template of its own shows beside the form.
    """
    status, conflict = 200, None
    back = back_to(request, sheet.back)
    if request.method == "POST":
        if request.POST.get("resolve") == "theirs":
            return redirect(back)
        status = 422
        if form.is_valid():
            try:
                save(form.changes, form.sent_version)
                return redirect(back)
            except StaleRow as stale:
                status, conflict = 409, conflict_of(stale)
                form.data = form.data.copy()
                form.data["version"] = stale.row.version
            except ValidationError as error:
                form.add_error(None, error)
    context: dict[str, Any] = {**(more or {}), "form": form, "sheet": sheet, "back": back, "conflict": conflict}
    context["history"] = history_url(getattr(form, "instance", None))
    return sheet_page(request, sheet, context, account=account, status=status)


def history_url(row: Model | None) -> str:
    """Where the past of a saved row is shown, if it has such a page."""
    if row is None or row.pk is None or row._meta.label_lower not in RECORDED:
        return ""
    return reverse("accounts:record-history", args=[row._meta.label_lower, row.pk])


def sheet_page(
    request: HttpRequest, sheet: Sheet, context: dict[str, Any], *, account: Account | None, status: int = 200
) -> HttpResponse:
    """The panel alone for htmx, else the page of the account round it."""
    panels = (SIDE,) if sheet.has_panel else ()
    is_panel = fragment_name(request, panels) is not None
    if account is not None:
        context |= {"account": account} if is_panel else account_context(account, request.user, sheet.tab)
    return page(request, sheet.template, {**context, "is_panel": is_panel}, partials=panels, status=status)


def demand(user: User, verb: Verb, account: Account) -> None:
    """Ask for one more verb than the guard of the view did."""
    if not can(user, verb, account):
        raise PermissionDenied(refusal(user))


def back_to(request: HttpRequest, otherwise: str) -> str:
    """Where the person came from: the page beside which the panel was opened, with its filters."""
    htmx = getattr(request, "htmx", None)
    came_from = request.POST.get("next") or (htmx.current_url_abs_path if htmx else "") or ""
    return came_from if is_ours(request, came_from) else otherwise


def is_ours(request: HttpRequest, address: str) -> bool:
    """Whether an address that the browser sent leads to this site."""
    return url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())


def undo_token(user: User, events: Sequence[AuditEvent]) -> str:
    """What a person hands in to take a deletion back; it works for nobody else."""
    return signing.dumps([user.pk, [event.pk for event in events]], salt=UNDO_SALT)


def deleted(
    request: HttpRequest,
    delete: Callable[[], Sequence[AuditEvent] | None],
    row: Model | str,
    *,
    back: str,
    used: str = "",
    words: str = "",
) -> HttpResponse:
    """Delete, say so with a way to undo it, and go back; or say why it stays."""
    name = str(row)
    try:
        events = delete()
    except StillUsed as still:
        where = ", ".join(still.where)
        text = _("“%(name)s” stays, because other records name it: %(where)s.") % {"name": name, "where": where}
        messages.error(request, f"{text} {used}".strip())
        return redirect(back)
    undo = reverse("accounts:undo", args=[undo_token(request.user, events)]) if events else ""
    messages.success(request, (words or _("“%(name)s” was deleted.")) % {"name": name}, extra_tags=undo)
    return redirect(back)
