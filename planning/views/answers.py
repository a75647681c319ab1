"""Saving answers, as they are typed or by the button, and giving questions to people."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import Verb, require
from accounts.services.rows import StaleRow
from kam.lib.htmx import page
from planning.forms.answers import AnswerForm, AssignForm
from planning.models import Answer, Plan, Question
from planning.selectors.questions import sheet
from planning.services import answers as services
from planning.views.plans import PLAN_SELECT, opened_context, plan_context


def _question(code: str) -> Question:
    question = Question.objects.filter(code=code).first()
    if question is None:
        raise Http404(_("There is no question of that code."))
    return question


@require_POST
@require(Verb.EDIT, Plan, select=("account__figures",))
def answer_save(request: HttpRequest, plan: Plan, code: str) -> HttpResponse:
    """Save one answer. Autosave gets JSON (docs/design.md, Autosave), a browser form a page."""
    question = _question(code)
    form = AnswerForm(request.POST, question=question)
    by_script = request.headers.get("X-Autosave") == "1"
    if not form.is_valid():
        if by_script:
            return JsonResponse({"state": "invalid", "errors": form.errors}, status=422)
        return _page_again(request, plan, code, {"form": form}, 422)
    sent = request.POST.get("version", "")
    try:
        answer = services.answer_save(
            plan=plan,
            question=question,
            values=form.cleaned_data,
            by=request.user,
            today=timezone.localdate(),
            version=int(sent) if sent.isdigit() else None,
        )
    except StaleRow as stale:
        body = _conflict(stale)
        if by_script:
            return JsonResponse(body, status=409)
        return _page_again(request, plan, code, {"form": form, "conflict": body, "version": body["version"]}, 409)
    if by_script:
        return JsonResponse(_saved(answer))
    messages.success(request, _("Saved."))
    return redirect(f"{plan.get_absolute_url()}?q={code}")


def _saved(answer: Answer) -> dict[str, Any]:
    row = render_to_string("planning/answer_state.html", {"answer": answer, "today": timezone.localdate()})
    moment = timezone.localtime(answer.updated_at)
    return {
        "state": "saved",
        "version": answer.version,
        "text": _("Saved at %(time)s") % {"time": f"{moment:%H:%M}"},
        "html": {"#answer-state": row},
    }


def _conflict(stale: StaleRow) -> dict[str, Any]:
    field = "text" if "text" in stale.fields else stale.fields[0]
    row = stale.row
    return {
        "state": "conflict",
        "field": field,
        "mine": str(stale.mine.get(field) or ""),
        "theirs": str(getattr(row, field) or ""),
        "before": "",
        "by": str(row.author or ""),  # type: ignore[attr-defined]
        "version": row.version,  # type: ignore[attr-defined]
    }


def _page_again(request: HttpRequest, plan: Plan, code: str, extra: dict[str, Any], status: int) -> HttpResponse:
    """The plan page with what was typed still in the form."""
    whole = Plan.objects.select_related(*PLAN_SELECT).get(pk=plan.pk)
    context = plan_context(whole, request, "questions")
    questions = sheet(whole, context["today"])
    opened = questions.item(code)
    if opened is None:
        raise Http404(_("This plan does not ask that question."))
    rows = [(category, category.items) for category in questions.categories]
    context |= {"sheet": questions, "opened": opened, "categories": rows, "filters": [], "show": "", "category": ""}
    context |= opened_context(whole, questions, opened, request) | extra
    return page(request, "planning/plan_detail.html", context, status=status)


@require_POST
@require(Verb.EDIT, Plan, select=("account",))
def answer_assign(request: HttpRequest, plan: Plan, code: str) -> HttpResponse:
    """Give a question to a person with a date, or take it back."""
    question = _question(code)
    form = AssignForm(request.POST, account=plan.account, user=request.user)
    if not form.is_valid():
        return _page_again(request, plan, code, {"assign_form": form}, 422)
    user = form.cleaned_data["assigned_to"]
    services.answer_assign(plan=plan, question=question, user=user, due_on=form.cleaned_data["due_on"], by=request.user)
    if user:
        messages.success(request, _("Given to %(name)s.") % {"name": user.name})
    else:
        messages.success(request, _("The question belongs to nobody now."))
    return redirect(f"{plan.get_absolute_url()}?q={code}")
