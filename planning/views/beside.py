"""What stands beside an open question: its evidence and files, what it gathers, what people say about it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.access import verbs
from planning.models import Plan, Question
from planning.selectors.evidence import GATHERS, attachments_of, gathered
from planning.selectors.questions import Sheet

FILES = "answer-files"


def beside_context(request: HttpRequest, plan: Plan, question: Question) -> dict[str, Any]:
    """For the parts that htmx replaces by themselves."""
    return {
        "plan": plan,
        "account": plan.account,
        "question": question,
        "verbs": verbs(request.user, plan.account),
        "attachments": list(attachments_of(plan, question)),
        "most_mb": settings.KAM_ATTACHMENT_MB,
    }


def opened_context(request: HttpRequest, plan: Plan, question: Question, questions: Sheet) -> dict[str, Any]:
    """For the page: the parts beside the open question, and what U1 gathers."""
    found = gathered(questions) if question.code == GATHERS else []
    return beside_context(request, plan, question) | {"gathered": found}
