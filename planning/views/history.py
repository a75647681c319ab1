"""The past of an answer, and taking changes back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Verb, can, refusal, require
from accounts.selectors.history import events_of
from accounts.services.undo import CannotUndo
from accounts.views.sheets import is_ours
from kam.lib.htmx import fragment_name, page
from planning.forms.together import RestoreForm, UndoForm
from planning.models import Answer, Plan, Question
from planning.selectors.answers import answer_history
from planning.selectors.questions import question_with_answer, sheet
from planning.selectors.undoing import change_of, last_change
from planning.services import answers as services
from planning.services.plans import PlanMoved
from planning.services.undoing import Undone, change_undo
from planning.views.autosave import field_values, row_parts, standing_parts
from planning.views.context import PLAN_SELECT, plan_context

CLOSED = gettext_lazy("This cycle is closed; it can only be read.")
MOST_SITTINGS = 20
ANSWER_SELECT = ("question", *(f"plan__{name}" for name in PLAN_SELECT))


def _demand(request: HttpRequest, plan: Plan, question: Question) -> None:
    """Answers about persons have a past about persons."""
    if question.is_sensitive and not can(request.user, Verb.SENSITIVE, plan.account):
        raise PermissionDenied(refusal(request.user))


@require_GET
@require(Verb.VIEW, Plan, select=PLAN_SELECT)
def answer_history_list(request: HttpRequest, plan: Plan, code: str) -> HttpResponse:
    """Who wrote what into an answer, one entry for each sitting."""
    found = question_with_answer(plan, code)
    if found is None:
        raise Http404(_("There is no question of that code."))
    question, answer = found
    _demand(request, plan, question)
    sittings = answer_history(answer) if answer else []
    context: dict[str, Any] = {
        "plan": plan,
        "question": question,
        "answer": answer,
        "sittings": sittings[:MOST_SITTINGS],
        "may_restore": plan.is_active and can(request.user, Verb.EDIT, plan.account),
    }
    if fragment_name(request, ("answer-history",)) is None:
        context |= plan_context(plan, request, "questions")
    return page(request, "planning/answer_history.html", context, partials=("answer-history",))


@require_POST
@require(Verb.EDIT, Answer, select=ANSWER_SELECT)
def answer_restore(request: HttpRequest, answer: Answer) -> HttpResponse:
    """Bring an earlier text back, as a new change."""
    _demand(request, answer.plan, answer.question)
    form = RestoreForm(request.POST)
    if not form.is_valid():
        raise Http404
    event = get_object_or_404(events_of(answer), pk=form.cleaned_data["event"])
    try:
        services.answer_restore(answer=answer, event=event, by=request.user, today=timezone.localdate())
    except PlanMoved:
        messages.error(request, str(CLOSED))
    else:
        undo = reverse("planning:change-undo", args=[answer.plan_id])
        messages.success(request, _("The earlier text is back."), extra_tags=undo)
    code = answer.question.code
    return redirect(f"{answer.plan.get_absolute_url()}?q={code}#{code}")


@require_POST
@require(Verb.EDIT, Plan, select=PLAN_SELECT)
def change_undo_last(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Take back what the person changed last in this plan, or the change that is named."""
    form = UndoForm(request.POST)
    if not form.is_valid():
        raise Http404
    event = form.cleaned_data["event"]
    events = change_of(plan, request.user, event) if event else last_change(plan, request.user)
    is_script = request.headers.get("X-Autosave") == "1"
    if not events:
        return _refused(request, plan, _("There is nothing of yours to take back from the last half hour."), is_script)
    try:
        done = change_undo(plan=plan, events=events, by=request.user, today=timezone.localdate())
    except CannotUndo:
        words = _("This cannot be undone any more: what it needs has changed since.")
        return _refused(request, plan, words, is_script)
    except PlanMoved:
        return _refused(request, plan, str(CLOSED), is_script)
    if is_script and not done.has_records:
        return JsonResponse(_undone(plan, request, done))
    messages.success(request, _words(done))
    return JsonResponse({"reload": True}) if is_script else redirect(_back(request, plan))


def _back(request: HttpRequest, plan: Plan) -> str:
    came_from = request.headers.get("referer", "")
    return came_from if is_ours(request, came_from) else plan.get_absolute_url()


def _refused(request: HttpRequest, plan: Plan, words: str, is_script: bool) -> HttpResponse:  # noqa: FBT001 -- two kinds of answer
    if is_script:
        return JsonResponse({"state": "refused", "text": words}, status=409)
    messages.error(request, words)
    return redirect(_back(request, plan))


def _words(done: Undone) -> str:
    codes = ", ".join(answer.question.code for answer in done.answers)
    return _("%(codes)s is as it was before.") % {"codes": codes} if codes else _("The last change is taken back.")


def _undone(plan: Plan, request: HttpRequest, done: Undone) -> dict[str, Any]:
    """The parts of the page that follow, and what the answers hold now."""
    sensitive = can(request.user, Verb.SENSITIVE, plan.account)
    questions = sheet(plan, timezone.localdate(), sensitive=sensitive)
    html = standing_parts(questions.standing, plan, *(row.code for row in questions.categories))
    opened = []
    for answer in done.answers:
        item = questions.item(answer.question.code)
        if item is None or item.answer is None:
            continue
        html |= row_parts(item, plan)
        opened.append({"code": item.code, "version": item.answer.version, "values": field_values(item.answer)})
    again = done.events[0].pk if len(done.events) == 1 else None
    return {"state": "undone", "text": _words(done), "html": html, "answers": opened, "again": again}
