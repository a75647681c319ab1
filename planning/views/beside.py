"""What stands beside an open question: its evidence and files, what it gathers, what people say about it."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.access import Verb, can, verbs
from accounts.models import Account
from planning.models import Action, Objective, Plan, Question, Risk
from planning.selectors.comments import answer_comments, row_comments
from planning.selectors.evidence import GATHERS, attachments_of, gathered, noted
from planning.selectors.questions import Item, Sheet
from planning.selectors.suggestions import Suggestion
from planning.views.notes import MAKES

FILES = "answer-files"
COMMENTS = "comments"


def beside_context(request: HttpRequest, plan: Plan, question: Question) -> dict[str, Any]:
    """For the parts that htmx replaces by themselves."""
    return {
        "plan": plan,
        "account": plan.account,
        "question": question,
        "verbs": verbs(request.user, plan.account),
        "attachments": list(attachments_of(plan, question)),
        "most_mb": settings.KAM_ATTACHMENT_MB,
        "comments": list(answer_comments(plan, question)),
        "comment_url": reverse("planning:answer-comment-add", args=[plan.pk, question.code]),
        "mention_url": _mention_url(plan.account, sensitive=question.is_sensitive),
        "may_comment": plan.is_active and can(request.user, Verb.COMMENT, plan.account),
        "makes": MAKES if can(request.user, Verb.EDIT, plan.account) else (),
    }


def row_comments_context(request: HttpRequest, row: Action | Objective | Risk) -> dict[str, Any]:
    """What is said about an action, an objective or a risk."""
    return {
        "account": row.account,
        "is_row": True,
        "comments": list(row_comments(row)),
        "comment_url": reverse(f"planning:{row._meta.model_name}-comment-add", args=[row.pk]),
        "mention_url": _mention_url(row.account, sensitive=False),
        "may_comment": can(request.user, Verb.COMMENT, row.account),
        "makes": MAKES if can(request.user, Verb.EDIT, row.account) else (),
    }


def _mention_url(account: Account, *, sensitive: bool) -> str:
    return reverse("planning:mention-options", args=[account.pk], query={"sensitive": "1"} if sensitive else None)


@dataclass(frozen=True)
class Gathered:
    """A doubtful answer, and the suggestion that makes it a row, unless it is one already or only out of date."""

    item: Item
    offered: Suggestion | None

    @property
    def code(self) -> str:
        """The question whose answer it is."""
        return self.item.code


def opened_context(
    request: HttpRequest, plan: Plan, question: Question, questions: Sheet, found: list[Suggestion]
) -> dict[str, Any]:
    """For the page: the parts beside the open question, and what U1 gathers, each with its own suggestion."""
    context = beside_context(request, plan, question) | {"gathered": [], "suggestions": found}
    if question.code != GATHERS:
        return context
    offers = {one.offer.values["question"].code: one for one in found if one.offer and "question" in one.offer.values}
    doubtful = [Gathered(item, offers.get(item.code)) for item in gathered(questions, noted(plan))]
    others = [one for one in found if one not in offers.values()]
    return context | {"gathered": doubtful, "suggestions": others}
