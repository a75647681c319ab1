"""Programme, questions: what plans ask, the organisation's own questions, and those that it leaves out."""

from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Ability, require_ability
from accounts.views.sheets import Sheet, form_sheet
from kam.lib.htmx import page
from planning.forms.questions import QuestionForm
from planning.models import Question
from planning.services import questions as services

LIST = "planning:question-list"


@require_GET
@require_ability(Ability.PROGRAMME_EDIT)
def question_list(request: HttpRequest) -> HttpResponse:
    """All questions by category, with those that are hidden."""
    rows = list(Question.objects.all())
    asked = [row for row in rows if not row.is_hidden]
    context = {
        "categories": [(name, list(group)) for name, group in groupby(rows, key=lambda row: row.category_name)],
        "asked": len(asked),
        "core": sum(row.is_core for row in asked),
        "own": sum(row.is_own for row in rows),
        "section": "programme",
    }
    return page(request, "planning/question_list.html", context)


@require_http_methods(["GET", "POST"])
@require_ability(Ability.PROGRAMME_EDIT)
def question_create(request: HttpRequest) -> HttpResponse:
    """Add a question of the organisation's own."""
    form = QuestionForm(request.POST or None)
    sheet = Sheet(title=_("New question"), back=reverse(LIST), submit=_("Add"), template="planning/question_edit.html")

    def save(values: dict[str, object], _version: int | None) -> None:
        question = services.question_create(values=values, by=request.user)
        messages.success(request, _("Plans ask %(code)s from now on.") % {"code": question.code})

    return form_sheet(request, form, sheet, save)


@require_http_methods(["GET", "POST"])
@require_ability(Ability.PROGRAMME_EDIT)
def question_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Put an own question differently; those of the method stay as they are."""
    question = get_object_or_404(Question, code=code, is_own=True)
    form = QuestionForm(request.POST or None, instance=question)
    sheet = Sheet(title=question.code, back=reverse(LIST), template="planning/question_edit.html")
    return form_sheet(
        request,
        form,
        sheet,
        lambda changes, version: services.question_update(
            question=question, changes=changes, by=request.user, version=version
        ),
    )


@require_POST
@require_ability(Ability.PROGRAMME_EDIT)
def question_hide(request: HttpRequest, code: str) -> HttpResponse:
    """Leave a question out of every plan."""
    question = get_object_or_404(Question, code=code)
    try:
        services.question_hide(question=question, by=request.user)
    except services.CannotHide:
        messages.error(request, _("%(code)s is a core question: every plan asks it.") % {"code": code})
    else:
        messages.success(request, _("Plans do not ask %(code)s any more. Its answers are kept.") % {"code": code})
    return redirect(f"{reverse(LIST)}#{code}")


@require_POST
@require_ability(Ability.PROGRAMME_EDIT)
def question_show(request: HttpRequest, code: str) -> HttpResponse:
    """Ask a question again."""
    services.question_show(question=get_object_or_404(Question, code=code), by=request.user)
    messages.success(request, _("Plans ask %(code)s again.") % {"code": code})
    return redirect(f"{reverse(LIST)}#{code}")
