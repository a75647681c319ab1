"""The questions of a plan with their answers."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import QuerySet

from accounts.models import User
from planning.completeness import Asked, completeness
from planning.models import Answer, Plan, Question

FILTERS = ("open", "mine", "stale", "assumed", "core")


@dataclass(frozen=True)
class Item:
    """One question of a plan, and its answer when there is a row for it."""

    question: Question
    answer: Answer | None
    today: date

    @property
    def code(self) -> str:
        """The code that never changes."""
        return self.question.code

    @property
    def status(self) -> str:
        """open, answered or not_relevant."""
        return self.answer.status if self.answer else Answer.Status.OPEN

    @property
    def is_done(self) -> bool:
        """Answered, or not relevant."""
        return self.status != Answer.Status.OPEN

    @property
    def is_assumed(self) -> bool:
        """Answered without evidence."""
        return self.is_done and self.answer is not None and self.answer.evidence == Answer.Evidence.ASSUMED

    @property
    def is_stale(self) -> bool:
        """Past its review-by date."""
        return self.answer is not None and self.answer.is_stale(self.today)

    @property
    def line(self) -> str:
        """The answer in one line, for the quiet row."""
        if self.answer is None:
            return ""
        if self.status == Answer.Status.NOT_RELEVANT:
            return self.answer.not_relevant_reason
        return " · ".join(
            part
            for part in (dict(self.question.choices).get(self.answer.choice, self.answer.choice), self.answer.text)
            if part
        )

    def asked(self) -> Asked:
        """The question as completeness sees it."""
        return Asked(
            is_core=self.question.is_core,
            is_answered=self.status == Answer.Status.ANSWERED,
            is_not_relevant=self.status == Answer.Status.NOT_RELEVANT,
            is_assumed=self.is_assumed,
            is_stale=self.is_stale,
        )

    def matches(self, name: str, user: User) -> bool:
        """Whether the row belongs to one of FILTERS; an unknown name matches everything."""
        tests = {
            "open": not self.is_done,
            "mine": self.answer is not None and user.pk in (self.answer.assigned_to_id, self.answer.author_id),
            "stale": self.is_stale,
            "assumed": self.is_assumed,
            "core": self.question.is_core,
        }
        return tests.get(name, True)


@dataclass(frozen=True)
class Category:
    """One of the eight categories with its questions."""

    code: str
    name: str
    items: list[Item]

    @property
    def done(self) -> int:
        """Questions done."""
        return sum(item.is_done for item in self.items)

    @property
    def total(self) -> int:
        """Questions that apply."""
        return len(self.items)


@dataclass(frozen=True)
class Sheet:
    """All questions of a plan."""

    items: list[Item]

    @property
    def categories(self) -> list[Category]:
        """The questions by category, in the order of the method."""
        groups = groupby(self.items, key=lambda item: (item.question.category, item.question.category_name))
        return [Category(code, name, list(items)) for (code, name), items in groups]

    @property
    def done(self) -> int:
        """Questions done."""
        return sum(item.is_done for item in self.items)

    @property
    def completeness(self) -> float | None:
        """Per cent (planning.completeness)."""
        return completeness(item.asked() for item in self.items)

    def item(self, code: str) -> Item | None:
        """The question of this code, None when the plan does not ask it."""
        return next((item for item in self.items if item.code == code), None)

    def next_open(self, after: Item) -> Item | None:
        """The next open question behind this one, from the top again at the end; core ones first."""
        place = self.items.index(after)
        behind = self.items[place + 1 :] + self.items[:place]
        waiting = [item for item in behind if not item.is_done]
        return next((item for item in waiting if item.question.is_core), waiting[0] if waiting else None)


def applicable(plan: Plan) -> QuerySet[Question]:
    """The questions that the plan's variant asks: 20 or 57."""
    questions = Question.objects.all()
    return questions if plan.variant == Plan.Variant.FULL else questions.filter(is_core=True)


def sheet(plan: Plan, today: date) -> Sheet:
    """Questions and answers of a plan. Two queries."""
    answers = {
        answer.question_id: answer
        for answer in Answer.objects.filter(plan=plan).select_related("author", "assigned_to")
    }
    return Sheet([Item(question, answers.get(question.pk), today) for question in applicable(plan)])


def asked_of(plan: Plan, today: date) -> list[Asked]:
    """The questions as completeness sees them, read as lightly as can be. Two queries."""
    columns = ("question_id", "status", "evidence", "review_by")
    answers = {row.question_id: row for row in Answer.objects.filter(plan=plan).only(*columns)}
    return [
        Item(question, answers.get(question.pk), today).asked() for question in applicable(plan).only("pk", "is_core")
    ]
