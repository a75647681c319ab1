"""The rows of an answer on its question: added, changed in place, removed with a way back, taken from a suggestion."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import Verb, can, refusal, require
from accounts.selectors.conflicts import conflict_of
from accounts.services.rows import StaleRow
from accounts.views.sheets import deleted
from planning.forms.records import row_form
from planning.models import Plan, Question
from planning.selectors.records import Slot, is_row, row_of, slot_of
from planning.services import records as services
from planning.services.plans import PlanMoved
from planning.views.context import PLAN_SELECT
from planning.views.rows import OpenRow
from planning.views.sheet import CLOSED, asking_of, sheet_page, suggestion_of


def _slot(request: HttpRequest, plan: Plan, code: str, kind: str) -> Slot:
    """The rows that are meant, for who may write them."""
    question = Question.objects.asked().filter(code=code).first()
    slot = slot_of(code, kind)
    if question is None or slot is None:
        raise Http404(_("This question has no such rows."))
    sensitive = question.is_sensitive and not can(request.user, Verb.SENSITIVE, plan.account)
    if sensitive or not can(request.user, slot.kind.verb, plan.account):
        raise PermissionDenied(refusal(request.user))
    return slot


def _row(slot: Slot, plan: Plan, row: int) -> Any:
    found = row_of(slot, plan, row)
    if found is None:
        raise Http404(_("This row is not there any more."))
    return found


def _url(plan: Plan, code: str) -> str:
    return f"{plan.get_absolute_url()}?q={code}#{code}"


def _done(request: HttpRequest, plan: Plan, code: str) -> HttpResponse:
    """The question with its rows as they are now."""
    if not getattr(request, "htmx", None):
        return redirect(_url(plan, code))
    request.GET = QueryDict(f"q={code}")
    return sheet_page(request, plan, code=code)


def _saved(
    request: HttpRequest, plan: Plan, slot: Slot, row: Any, save: Callable[[Any], object], *, is_new: bool
) -> HttpResponse:
    """Save what the row's form sends; 422 says what is wrong, 409 shows both versions."""
    form = row_form(slot, plan=plan, user=request.user, row=row, data=request.POST, is_new=is_new)
    status, conflict = 422, None
    if form.is_valid():
        try:
            save(form)
            return _done(request, plan, slot.code)
        except StaleRow as stale:
            status, conflict = 409, conflict_of(stale)
            form.data = form.data.copy()
            form.data[form.add_prefix("version")] = stale.row.version
        except PlanMoved:
            form.add_error(None, str(CLOSED))
        except ValidationError as error:
            form.add_error(None, error)
    state = OpenRow(slot.key, row.pk if row is not None else None, form, conflict, is_new=is_new)
    return sheet_page(request, plan, code=slot.code, status=status, extra={"row_open": state})


@require_POST
@require(Verb.EDIT, Plan, select=PLAN_SELECT)
def row_create(request: HttpRequest, plan: Plan, code: str, kind: str) -> HttpResponse:
    """Add a row: the record is made, or set where it is there already."""
    slot = _slot(request, plan, code, kind)

    def save(form: Any) -> None:
        services.row_add(plan=plan, slot=slot, values=form.changes, by=request.user)

    return _saved(request, plan, slot, None, save, is_new=True)


@require_POST
@require(Verb.EDIT, Plan, select=PLAN_SELECT)
def row_edit(request: HttpRequest, plan: Plan, code: str, kind: str, row: int) -> HttpResponse:
    """Change a row, or take a record in as one."""
    slot = _slot(request, plan, code, kind)
    found = _row(slot, plan, row)
    if request.POST.get("resolve") == "theirs":
        return _done(request, plan, code)

    def save(form: Any) -> None:
        services.row_change(
            plan=plan, slot=slot, row=found, changes=form.changes, by=request.user, version=form.sent_version
        )

    return _saved(request, plan, slot, found, save, is_new=not slot.kind.single and not is_row(slot, plan, found))


@require_POST
@require(Verb.EDIT, Plan, select=PLAN_SELECT)
def row_remove(request: HttpRequest, plan: Plan, code: str, kind: str, row: int) -> HttpResponse:
    """Take a row out of the answer, with a way back."""
    slot = _slot(request, plan, code, kind)
    found = _row(slot, plan, row)
    try:
        deleted(
            request,
            lambda: services.row_remove(plan=plan, slot=slot, row=found, by=request.user),
            slot.kind.title(found),
            back=_url(plan, code),
            words=_("“%(name)s” is no row of this answer any more.") if slot.release else "",
        )
    except (PlanMoved, services.NotARow):
        messages.error(request, str(CLOSED))
    return _done(request, plan, code)


@require_POST
@require(Verb.EDIT, Plan, select=PLAN_SELECT)
def suggestion_accept(request: HttpRequest, plan: Plan, code: str) -> HttpResponse:
    """Make a suggestion the row that it offers to be. One that is gone meanwhile changes nothing."""
    asking = asking_of(request, plan, timezone.localdate())
    found = suggestion_of(asking, code, request.POST.get("text", ""))
    if found is None or found.offer is None:
        messages.error(request, _("This suggestion is not there any more."))
        return _done(request, plan, code)
    slot = _slot(request, plan, code, found.offer.kind)
    try:
        if found.offer.row is None:
            services.row_add(plan=plan, slot=slot, values=found.offer.values, by=request.user)
        else:
            services.row_change(plan=plan, slot=slot, row=found.offer.row, changes=found.offer.values, by=request.user)
    except PlanMoved:
        messages.error(request, str(CLOSED))
    else:
        messages.success(request, _("Taken over: %(text)s") % {"text": found.text[:120]})
    return _done(request, plan, code)
