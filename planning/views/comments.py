"""Comments on answers and on the work of a plan: said, put differently, taken away; people found to name in them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Verb, can, refusal, require
from accounts.models import Account
from accounts.services.rows import StaleRow
from accounts.views.sheets import deleted
from kam.lib.htmx import fragment_name, page
from planning.forms.comments import CommentForm
from planning.models import Action, Comment, Objective, Plan, Risk
from planning.selectors.comments import people_to_name
from planning.services import comments as services
from planning.services.plans import PlanMoved
from planning.views.answers import CLOSED, readable_question
from planning.views.beside import COMMENTS, beside_context, row_comments_context
from planning.views.context import PLAN_SELECT

COMMENT_SELECT = ("plan", "question", "action", "objective", "risk", "author")


@require_POST
@require(Verb.COMMENT, Plan, select=PLAN_SELECT)
def answer_comment_add(request: HttpRequest, plan: Plan, code: str) -> HttpResponse:
    """Say something about an answer."""
    question = readable_question(request, plan, code)
    problem = _said(request, plan=plan, question=question)
    return _shown(request, problem, Comment(plan=plan, question=question))


@require_POST
@require(Verb.COMMENT, Action, select=("plan",))
def action_comment_add(request: HttpRequest, action: Action) -> HttpResponse:
    """Say something about an action."""
    return _shown(request, _said(request, row=action), Comment(action=action))


@require_POST
@require(Verb.COMMENT, Objective, select=("plan",))
def objective_comment_add(request: HttpRequest, objective: Objective) -> HttpResponse:
    """Say something about an objective."""
    return _shown(request, _said(request, row=objective), Comment(objective=objective))


@require_POST
@require(Verb.COMMENT, Risk, select=("plan",))
def risk_comment_add(request: HttpRequest, risk: Risk) -> HttpResponse:
    """Say something about a risk."""
    return _shown(request, _said(request, row=risk), Comment(risk=risk))


def _said(request: HttpRequest, **about: Any) -> str:
    """What is wrong, in words; empty when it is said."""
    form = CommentForm(request.POST)
    if not form.is_valid():
        return " ".join(form.errors.get("text", []))
    try:
        services.comment_create(text=form.cleaned_data["text"], by=request.user, **about)
    except PlanMoved:
        return str(CLOSED)
    return ""


@require_POST
@require(Verb.COMMENT, Comment, select=COMMENT_SELECT)
def comment_edit(request: HttpRequest, comment: Comment) -> HttpResponse:
    """Put an own comment differently."""
    _refuse_others(request, comment)
    form = CommentForm(request.POST)
    problem = "" if form.is_valid() else " ".join(form.errors.get("text", []))
    if not problem:
        text, version = form.cleaned_data["text"], form.cleaned_data["version"]
        try:
            services.comment_update(comment=comment, text=text, by=request.user, version=version)
        except StaleRow:
            problem = _("You changed this comment elsewhere meanwhile. Look at it again first.")
        except PlanMoved:
            problem = str(CLOSED)
    return _shown(request, problem, comment)


@require_POST
@require(Verb.COMMENT, Comment, select=COMMENT_SELECT)
def comment_delete(request: HttpRequest, comment: Comment) -> HttpResponse:
    """Take an own comment away; who may edit can take that back."""
    _refuse_others(request, comment)
    back = comment.get_absolute_url()
    may_undo = can(request.user, Verb.EDIT, comment.account)

    def delete() -> Any:
        events = services.comment_delete(comment=comment, by=request.user)
        return events if may_undo else None

    try:
        return deleted(request, delete, comment, back=back)
    except PlanMoved:
        messages.error(request, str(CLOSED))
        return redirect(back)


@require_GET
@require(Verb.COMMENT, Account, select=("team",))
def mention_option_list(request: HttpRequest, account: Account) -> JsonResponse:
    """People who may be named in a comment here, by the first letters."""
    sensitive = request.GET.get("sensitive") == "1"
    words = request.GET.get("q", "").strip()[:60]
    return JsonResponse(people_to_name(account, words, sensitive=sensitive, but=request.user), safe=False)


def _refuse_others(request: HttpRequest, comment: Comment) -> None:
    """A comment is its author's; one on a sensitive answer is for who may read that."""
    if comment.author_id != request.user.pk:
        raise PermissionDenied(_("Only who wrote a comment may change it."))
    if comment.is_confidential and not can(request.user, Verb.SENSITIVE, comment.account):
        raise PermissionDenied(refusal(request.user))


def _shown(request: HttpRequest, problem: str, about: Comment) -> HttpResponse:
    """The comments anew for htmx; else back to where they stand. What was typed stays when it was not taken."""
    if not fragment_name(request, (COMMENTS,)):
        if problem:
            messages.error(request, problem)
        return redirect(about.get_absolute_url())
    if about.row is not None:
        context = row_comments_context(request, about.row)
    else:
        context = beside_context(request, about.plan, about.question)
    context |= {"comment_problem": problem, "comment_typed": request.POST.get("text", "") if problem else ""}
    status = 422 if problem else 200
    return page(request, "planning/answer_comments.html", context, partials=(COMMENTS,), status=status)
