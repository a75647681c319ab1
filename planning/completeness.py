"""How complete a plan is, in per cent. Pure arithmetic (docs: the rules of the 57 questions).

    completeness = sum of weights of what is done / sum of weights of what applies

Core questions weigh 2, others 1. An answer that is assumed counts half, one past its review-by date counts half; one
that is both counts a quarter. "Not relevant", with its reason, counts as done. In a light plan only core questions
apply.
"""

from collections.abc import Iterable
from dataclasses import dataclass

CORE_WEIGHT = 2.0
OTHER_WEIGHT = 1.0
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that applies, and what became of it."""

    is_core: bool
    is_answered: bool = False
    is_not_relevant: bool = False
    is_assumed: bool = False
    is_stale: bool = False

    @property
    def weight(self) -> float:
        """How much the question weighs."""
        return CORE_WEIGHT if self.is_core else OTHER_WEIGHT

    @property
    def credit(self) -> float:
        """The share of the weight that counts as done, 0 to 1."""
        if self.is_not_relevant:
            return 1.0
        if not self.is_answered:
            return 0.0
        return (HALF if self.is_assumed else 1.0) * (HALF if self.is_stale else 1.0)


def completeness(asked: Iterable[Asked]) -> float | None:
    """Per cent of the questions that apply, 0 to 100; None when none applies."""
    questions = list(asked)
    total = sum(question.weight for question in questions)
    if not total:
        return None
    return 100 * sum(question.weight * question.credit for question in questions) / total
