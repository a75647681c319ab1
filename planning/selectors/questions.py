"""The questions of a plan with their answers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import groupby

from django.db.models import BooleanField, Case, FilteredRelation, Q, QuerySet, When
from django.utils.translation import gettext as _

from accounts.models import User
from planning.completeness import Asked, completeness
from planning.models import Answer, Plan, Question
from planning.selectors.records import SLOTS, summaries

NAMED = 3
WORDLESS = Case(
    When(given__status="answered", given__text="", given__choice="", then=True),
    default=False,
    output_field=BooleanField(),
)
FILTERS = ("open", "mine", "stale", "assumed", "core")


@dataclass(frozen=True)
class Item:
    """One question of a plan, and its answer when there is a row for it.

    `is_hidden` says that the reader may know that it is answered, but not what. `rows` names the records that answer
    it; None where nobody has looked.
    """

    question: Question
    answer: Answer | None
    today: date
    is_hidden: bool = False
    rows: Sequence[str] | None = None

    @property
    def code(self) -> str:
        """The code that never changes."""
        return self.question.code

    @property
    def status(self) -> str:
        """open, answered or not_relevant. What rows alone answered is open again once none of them is left."""
        if self.answer is None or (self._rests_on_rows and self.rows is not None and not self.rows):
            return Answer.Status.OPEN
        return self.answer.status

    @property
    def _rests_on_rows(self) -> bool:
        return self.answer.status == Answer.Status.ANSWERED and not self.answer.has_words

    @property
    def is_done(self) -> bool:
        """Answered, or not relevant."""
        return self.status != Answer.Status.OPEN

    @property
    def is_assumed(self) -> bool:
        """Answered without evidence."""
        return self.status == Answer.Status.ANSWERED and self.answer.evidence == Answer.Evidence.ASSUMED

    @property
    def is_stale(self) -> bool:
        """Past its review-by date."""
        return self.answer is not None and self.answer.is_stale(self.today)

    @property
    def line(self) -> str:
        """The answer in one line, for the quiet row."""
        if self.answer is None or not self.is_done:
            return ""
        if self.is_hidden:
            return _("Only the account team and the sponsor read this answer.")
        if self.status == Answer.Status.NOT_RELEVANT:
            return self.answer.not_relevant_reason
        words = " · ".join(part for part in (self.choice_label, " ".join(self.answer.text.split())) if part)
        return words or self.rows_line

    @property
    def rows_line(self) -> str:
        """The first rows by name; of a hidden answer not even their number: one opponent among one person is a name."""
        names = [] if self.is_hidden else list(self.rows or ())
        more = [f"+{len(names) - NAMED}"] if len(names) > NAMED else []
        return ", ".join([*names[:NAMED], *more])

    @property
    def on_record(self) -> str:
        """What the records say to a question that nobody has confirmed yet."""
        return self.rows_line if self.rows and not self.is_done else ""

    @property
    def choice_label(self) -> str:
        """The chosen answer in the language of the reader."""
        if self.answer is None or not self.answer.choice:
            return ""
        return dict(self.question.choices).get(self.answer.choice, self.answer.choice)

    @property
    def is_given_late(self) -> bool:
        """Given to somebody, open, and past its day."""
        return bool(not self.is_done and self.answer and self.answer.due_on and self.answer.due_on < self.today)

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
class Standing:
    """How far a plan is: completeness in per cent, and by category how many questions are done, and of how many."""

    completeness: float | None
    counts: dict[str, tuple[int, int]]

    @property
    def done(self) -> int:
        """Questions done."""
        return sum(done for done, _total in self.counts.values())

    @property
    def total(self) -> int:
        """Questions that the plan asks."""
        return sum(total for _done, total in self.counts.values())


@dataclass(frozen=True)
class Sheet:
    """All questions of a plan."""

    items: list[Item]
    _by_code: dict[str, Item] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {item.code: item for item in self.items})

    @cached_property
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

    @property
    def standing(self) -> Standing:
        """How far the plan is."""
        return Standing(self.completeness, {row.code: (row.done, row.total) for row in self.categories})

    def item(self, code: str) -> Item | None:
        """The question of this code, small letters will do; None when the plan does not ask it."""
        return self._by_code.get(code) or self._by_code.get(code.strip().upper())

    @property
    def first_open(self) -> Item | None:
        """Where to begin: the first open question, core ones first."""
        return self._first(self.items)

    def previous_open(self, before: Item) -> Item | None:
        """The open question in front of this one, None when there is none."""
        waiting = [item for item in self.items[: self.items.index(before)] if not item.is_done and not item.is_hidden]
        return waiting[-1] if waiting else None

    def next_open(self, after: Item) -> Item | None:
        """The next open question behind this one, from the top again at the end; core ones first."""
        place = self.items.index(after)
        behind = self.items[place + 1 :] + self.items[:place]
        return self._first(behind)

    @staticmethod
    def _first(items: list[Item]) -> Item | None:
        waiting = [item for item in items if not item.is_done and not item.is_hidden]
        return next((item for item in waiting if item.question.is_core), waiting[0] if waiting else None)


def applicable(plan: Plan) -> QuerySet[Question]:
    """The questions that the plan's variant asks: the core or all, those hidden by the organisation left out."""
    questions = Question.objects.asked()
    return questions if plan.variant == Plan.Variant.FULL else questions.filter(is_core=True)


def with_answers(questions: QuerySet[Question], plan: Plan, *also: str) -> QuerySet[Question]:
    """The questions, each with the plan's answer (or None) as `given`, in the same query."""
    given = FilteredRelation("answers", condition=Q(answers__plan=plan))
    return questions.annotate(given=given).select_related("given", *(f"given__{name}" for name in also))


def sheet(plan: Plan, today: date, *, sensitive: bool = True, named: bool = True) -> Sheet:
    """Questions and answers of a plan, with the names of their rows. Two queries.

    Without `sensitive` what is sensitive is marked as hidden. A closed plan shows the rows that it had. Without `named`
    rows are read only where they are the whole answer, which is enough to know how far the plan is.
    """
    questions = list(with_answers(applicable(plan), plan, "author", "assigned_to"))
    wanted = [question.code for question in questions if named or _is_wordless(question)]
    found = summaries(plan, wanted) if plan.is_active else {}
    return Sheet([_item(plan, question, today, found, sensitive=sensitive) for question in questions])


def _is_wordless(question: Question) -> bool:
    given: Answer | None = getattr(question, "given", None)
    return given is not None and given.status == Answer.Status.ANSWERED and not given.has_words


def _item(plan: Plan, question: Question, today: date, found: Mapping[str, list[str]], *, sensitive: bool) -> Item:
    answer = _answer_of(plan, question)
    rows = found.get(question.code, []) if plan.is_active else answer.kept if answer else []
    is_known = question.code in found
    hidden = question.is_sensitive and not sensitive
    return Item(question, answer, today, is_hidden=hidden, rows=rows if is_known or rows else None)


def question_with_answer(plan: Plan, code: str) -> tuple[Question, Answer | None] | None:
    """One question with the plan's answer; None when there is no question of that code. One query."""
    question = with_answers(Question.objects.filter(code=code), plan, "author").first()
    return (question, _answer_of(plan, question)) if question else None


def _answer_of(plan: Plan, question: Question) -> Answer | None:
    """The answer that came with the question, with its plan and question already in place."""
    answer: Answer | None = getattr(question, "given", None)  # not even set where there is no row
    if answer is not None:
        answer.plan, answer.question = plan, question
    return answer


def previous_answer(plan: Plan, code: str) -> Answer | None:
    """What the last closed cycle of the account said to a question. One query."""
    earlier = Answer.objects.filter(
        plan__account_id=plan.account_id,
        plan__status=Plan.Status.CLOSED,
        plan__starts_on__lt=plan.ends_on,
        question__code=code,
        status=Answer.Status.ANSWERED,
    ).exclude(plan=plan)
    return earlier.select_related("plan", "question").order_by("-plan__ends_on", "-plan_id").first()


def standing_of(plan: Plan, today: date) -> Standing:
    """How far a plan is, read as lightly as can be. One query; two where rows alone answer a question."""
    given = FilteredRelation("answers", condition=Q(answers__plan=plan))
    columns = ("category", "code", WORDLESS, "is_core", "given__status", "given__evidence", "given__review_by")
    rows = list(applicable(plan).annotate(given=given).order_by().values_list(*columns))
    wordless = [code for _category, code, is_wordless, *_rest in rows if is_wordless and code in SLOTS]
    found = summaries(plan, wordless) if wordless and plan.is_active else {}
    all_asked, counts = [], defaultdict(list)
    for category, code, _is_wordless, *row in rows:
        one = asked(today, *row)
        if code in found and not found[code]:
            one = Asked(is_core=one.is_core)  # the records that answered it are gone
        all_asked.append(one)
        counts[category].append(one.is_answered or one.is_not_relevant)
    return Standing(completeness(all_asked), {code: (sum(done), len(done)) for code, done in counts.items()})


def asked(today: date, is_core: bool, status: str | None, evidence: str | None, review_by: date | None) -> Asked:  # noqa: FBT001 -- a row of the database
    """One row as completeness sees it."""
    is_answered = status == Answer.Status.ANSWERED
    return Asked(
        is_core=is_core,
        is_answered=is_answered,
        is_not_relevant=status == Answer.Status.NOT_RELEVANT,
        is_assumed=is_answered and evidence == Answer.Evidence.ASSUMED,
        is_stale=is_answered and review_by is not None and review_by < today,
    )
