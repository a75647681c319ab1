"""Decisions on key status, newest first: who came in, who left, who stayed, and on which scorecard."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import visible
from accounts.models import User
from scoring.models import Assessment

KEY, LEAVING = "key", "leaving"

MOVES = {
    "in": (_("Came in"), "strong"),
    "out": (_("Left"), "weak"),
    "stays": (_("Stays"), ""),
    "other": (_("Not in the programme"), ""),
}


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision: what it changed."""

    assessment: Assessment
    move: str
    move_words: str | Promise
    band: str


def decisions(user: User) -> QuerySet[Assessment]:
    """What was decided on accounts that the user may see, each with the decision before it."""
    earlier = Assessment.objects.filter(account=OuterRef("account"), status=Assessment.Status.DECIDED)
    before = earlier.filter(pk__lt=OuterRef("pk")).order_by("-pk").values("decision")[:1]
    rows = visible(Assessment.objects.filter(status=Assessment.Status.DECIDED), user)
    rows = rows.select_related("account", "decided_by").annotate(before=Subquery(before))
    return rows.order_by(F("decided_on").desc(), F("id").desc()).fetch_mode(models.FETCH_RAISE)


def decision_rows(assessments: Sequence[Assessment]) -> list[DecisionRow]:
    """A page of them in words."""
    return [_row(row, getattr(row, "before", None)) for row in assessments]


def _row(assessment: Assessment, before: str | None) -> DecisionRow:
    move = _move(before == KEY, assessment.decision)
    words, band = MOVES[move]
    return DecisionRow(assessment, move, words, band)


def _move(was_key: bool, decision: str) -> str:  # noqa: FBT001 -- one of two states
    if decision == KEY:
        return "stays" if was_key else "in"
    return "out" if was_key or decision == LEAVING else "other"
