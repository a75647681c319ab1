"""Saving answers, as they are typed or by the button, confirming them, and giving questions to people."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Verb, can, refusal, require
from accounts.models import AccountTeamMember
from accounts.selectors.stakeholders import our_people
from accounts.services.rows import StaleRow
from kam.lib.htmx import page
from planning.forms.answers import AnswerForm, AssignAllForm, AssignForm
from planning.models import Answer, Plan, Question
from planning.roles import default_people
from planning.selectors.questions import sheet
from planning.services import answers as services
from planning.services.plans import PlanMoved
from planning.views.autosave import conflict_body, resolved, saved_body
from planning.views.context import PLAN_SELECT, plan_context
from planning.views.sheet import CLOSED, sheet_page


def readable_question(request: HttpRequest, plan: Plan, code: str) -> Question:
    """The question of this code; 404 when no plan asks it, 403 when its answers are not for this person."""
    return _readable(request, plan, Question.objects.filter(code=code).first())


def _readable(request: HttpRequest, plan: Plan, question: Question | None) -> Question:
    if question is None or question.is_hidden:
        raise Http404(_("There is no question of that code."))
    if question.is_sensitive and not can(request.user, Verb.SENSITIVE, plan.account):
        raise PermissionDenied(refusal(request.user))
    return question


@require_POST
@require(Verb.EDIT, Plan, only=("name", "status", "variant", "stage", "stage_since"))
def answer_save(request: HttpRequest, plan: Plan, code: str) -> HttpResponse:
    """Save one answer. Autosave gets JSON (docs/design.md, Autosave), a browser form a page."""
    by_script = request.headers.get("X-Autosave") == "1"
    if not by_script and request.POST.get("resolve") == "theirs":
        return redirect(question_url(plan, readable_question(request, plan, code).code))
    status, body, form = _save(request, plan, code)
    if by_script:
        return JsonResponse(body, status=status)
    if status == 200:
        messages.success(request, _("Saved."), extra_tags=_undo(plan))
        return redirect(question_url(plan, code))
    conflict = {"conflict": body, "version": body["version"]} if status == 409 else {}
    return sheet_page(request, plan, code=code, status=status, extra={"form": form, **conflict})


def _save(request: HttpRequest, plan: Plan, code: str) -> tuple[int, dict[str, Any], AnswerForm]:
    """Status and body of the autosave protocol, and the form."""
    sent = request.POST.get("version", "")
    version = int(sent) if sent.isdecimal() else None
    try:
        with transaction.atomic():
            answer = services.answer_lock(plan=plan, code=code)
            question = _readable(request, plan, answer.question) if answer else readable_question(request, plan, code)
            form = AnswerForm(resolved(request.POST), question=question)
            if form.is_valid():
                saved = services.answer_save(
                    plan=plan,
                    question=question,
                    values=form.cleaned_data,
                    by=request.user,
                    today=timezone.localdate(),
                    version=version,
                    locked=answer,
                )
                if saved.answer.author_id == request.user.pk:
                    saved.answer.author = request.user
                return 200, saved_body(plan, question, saved, sent=form.cleaned_data), form
    except StaleRow as stale:
        return 409, conflict_body(stale, version or 0, sent=form.cleaned_data), form
    except PlanMoved:
        form.add_error("text", str(CLOSED))
    return 422, {"state": "invalid", "errors": form.errors}, form


def _undo(plan: Plan) -> str:
    return reverse("planning:change-undo", args=[plan.pk])


def question_url(plan: Plan, code: str) -> str:
    """The plan's page with this question open."""
    return f"{plan.get_absolute_url()}?q={code}#{code}"


@require_POST
@require(Verb.EDIT, Answer, select=("plan", "question"))
def answer_confirm(request: HttpRequest, answer: Answer) -> HttpResponse:
    """Say that an answer is still right; its next review lies half a year ahead."""
    code = answer.question.code
    if answer.question.is_sensitive and not can(request.user, Verb.SENSITIVE, answer.plan.account):
        raise PermissionDenied(refusal(request.user))
    try:
        services.answer_confirm(answer=answer, by=request.user, today=timezone.localdate())
    except services.NothingToConfirm:
        messages.error(request, _("This question is open: there is no answer to confirm."))
    except PlanMoved:
        messages.error(request, str(CLOSED))
    else:
        messages.success(request, _("%(code)s is confirmed.") % {"code": code}, extra_tags=_undo(answer.plan))
    where = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(where, {request.get_host()}, require_https=request.is_secure())
    return redirect(where if is_ours else question_url(answer.plan, code))


@require_POST
@require(Verb.EDIT, Plan, select=PLAN_SELECT)
def answer_assign(request: HttpRequest, plan: Plan, code: str) -> HttpResponse:
    """Give a question to a person with a date, or take it back."""
    question = readable_question(request, plan, code)
    form = AssignForm(request.POST, people=[])
    if not form.is_valid():
        return sheet_page(request, plan, code=code, status=422, extra={"assign_form": form, "is_assigning": True})
    user, due_on = form.cleaned_data["assigned_to"], form.cleaned_data["due_on"]
    try:
        services.answer_assign(plan=plan, question=question, user=user, due_on=due_on, by=request.user)
    except PlanMoved:
        messages.error(request, str(CLOSED))
    else:
        words = _("Given to %(name)s.") % {"name": user.name} if user else _("The question belongs to nobody now.")
        messages.success(request, words, extra_tags=_undo(plan))
    return redirect(question_url(plan, code))


@require_http_methods(["GET", "POST"])
@require(Verb.MANAGE, Plan, select=PLAN_SELECT)
def answers_assign(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Give the open questions of each category to a person, by default to who holds the role for it."""
    today = timezone.localdate()
    questions = sheet(plan, today)
    still = {category.code: [item for item in category.items if not item.is_done] for category in questions.categories}
    categories = [(category.code, category.name) for category in questions.categories if still[category.code]]
    members = AccountTeamMember.objects.filter(account=plan.account, left_on=None).select_related("user")
    proposed = default_people(plan.account, members, [code for code, _name in categories])
    people = [person for person in our_people(plan.account) if person.is_active]
    form = AssignAllForm(request.POST or None, initial=proposed, categories=categories, people=people, today=today)
    if request.method == "POST" and form.is_valid():
        chosen = {item.question: user for code, user in form.chosen().items() for item in still[code]}
        try:
            count = services.answers_assign(
                plan=plan, people=chosen, due_on=form.cleaned_data["due_on"], by=request.user
            )
        except PlanMoved:
            messages.error(request, str(CLOSED))
        else:
            words = ngettext("%(count)s question is given away.", "%(count)s questions are given away.", count)
            messages.success(request, words % {"count": count}, extra_tags=_undo(plan))
        return redirect(plan)
    context = plan_context(plan, request, "questions", questions=questions)
    rows = [(form[code], len(still[code])) for code, _name in categories]
    context |= {"form": form, "rows": rows}
    return page(request, "planning/answers_assign.html", context, status=422 if form.errors else 200)
