"""The page of the questions, in every state that it can be answered with."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Verb, can
from accounts.selectors.stakeholders import our_people
from kam.lib.htmx import page
from planning.forms.answers import AnswerForm, AssignForm
from planning.models import Plan
from planning.selectors.questions import FILTERS, Item, Sheet, sheet
from planning.selectors.suggestions import Asking, Suggestion, place_of, suggestions
from planning.views.beside import opened_context
from planning.views.context import plan_context
from planning.views.rows import rows_context

CLOSED = gettext_lazy("This cycle is closed; it can only be read.")
FIELDS = ("choice", "text", "evidence", "source_note", "review_by", "not_relevant_reason")


def sheet_page(
    request: HttpRequest, plan: Plan, *, code: str = "", status: int = 200, extra: dict[str, Any] | None = None
) -> HttpResponse:
    """The questions of a plan with one of them open. `extra` overrules the context: a form with errors, a conflict."""
    today = timezone.localdate()
    sensitive = can(request.user, Verb.SENSITIVE, plan.account)
    questions = sheet(plan, today, sensitive=sensitive)
    opened = questions.item(code)
    if code and opened is None and extra:
        raise Http404(_("This plan does not ask that question."))
    show = request.GET.get("show", "")
    show = show if show in FILTERS else ""
    category = request.GET.get("category", "")
    context = plan_context(plan, request, "questions", questions=questions)
    context |= {
        "sheet": questions,
        "show": show,
        "category": category,
        "filters": _filters(questions, request, show),
        "opened": opened,
        "codes": " ".join(item.code for item in questions.items),
        "first_open": questions.first_open,
        "shown": _shown(questions, request, show, opened),
    }
    if opened is not None and not opened.is_hidden:
        context |= _opened(request, plan, questions, opened)
    return page(
        request, "planning/plan_detail.html", context | (extra or {}), partials=("plan-questions",), status=status
    )


def _filters(questions: Sheet, request: HttpRequest, show: str) -> list[dict[str, Any]]:
    labels = {
        "open": _("Open"),
        "mine": _("Mine"),
        "stale": _("Out of date"),
        "assumed": _("Assumed"),
        "core": _("Core"),
    }
    counts = {name: sum(item.matches(name, request.user) for item in questions.items) for name in labels}
    return [
        {"key": name, "label": label, "count": counts[name], "current": name == show} for name, label in labels.items()
    ]


def _shown(questions: Sheet, request: HttpRequest, show: str, opened: Item | None) -> list[tuple[Any, list[Item]]]:
    """Categories with the rows that the filter leaves; the open question always stays."""
    wanted = request.GET.get("category", "")
    rows = []
    for category in questions.categories:
        items = [
            item
            for item in category.items
            if item is opened or (item.matches(show, request.user) and wanted in ("", category.code))
        ]
        if items:
            rows.append((category, items))
    return rows


def _opened(request: HttpRequest, plan: Plan, questions: Sheet, opened: Item) -> dict[str, Any]:
    """The open question: its form, suggestions, history, and where to go next."""
    answer = opened.answer
    sensitive = can(request.user, Verb.SENSITIVE, plan.account)
    asking = Asking(plan, plan.account, opened.today, sensitive=sensitive, sheet=questions, user=request.user)
    found = suggestions(opened.code, asking)
    in_words = [one for one in found if one.offer is None]
    initial = {name: getattr(answer, name) for name in FIELDS} if answer else {}
    initial["text"] = _with_used(initial.get("text", ""), found, request.GET.get("use", ""))
    context = {
        "form": AnswerForm(initial=initial, question=opened.question),
        "version": answer.version if answer else 0,
        "all_suggestions": _all(in_words),
        "words_offered": len(in_words),
        "place": place_of(opened.code, asking),
        "next_item": questions.next_open(opened),
        "previous_item": questions.previous_open(opened),
    }
    context |= opened_context(request, plan, opened.question, questions, found)
    context |= rows_context(request, plan, opened)
    if plan.is_active and can(request.user, Verb.EDIT, plan.account):
        given = {"assigned_to": answer.assigned_to_id, "due_on": answer.due_on} if answer else {}
        people = [person for person in our_people(plan.account) if person.is_active]
        context["assign_form"] = AssignForm(initial=given, people=people)
    return context


def asking_of(request: HttpRequest, plan: Plan, today: date) -> Asking:
    """For whom suggestions are made, and about what."""
    sensitive = can(request.user, Verb.SENSITIVE, plan.account)
    questions = sheet(plan, today, sensitive=sensitive)
    return Asking(plan, plan.account, today, sensitive=sensitive, sheet=questions, user=request.user)


def suggestion_of(asking: Asking, code: str, text: str) -> Suggestion | None:
    """The suggestion to a question that says this; None when it is not made any more."""
    return next((one for one in suggestions(code, asking) if one.text == text), None)


def _with_used(text: str, found: list[Suggestion], use: str) -> str:
    """Without scripts, "Use this" is a link: the page opens with the suggestion put below the text, not yet saved."""
    wanted = _all(found) if use == "all" else _all([one for one in found if str(one.number) == use])
    return text if wanted in text else f"{text.rstrip()}\n{wanted}".strip()


def _all(found: list[Suggestion]) -> str:
    return "\n".join(suggestion.text for suggestion in found)
