"""The questions of the method and the answers of a plan."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Stage, User
from accounts.models.rows import Versioned
from planning.models.plan import Plan

# Their answers say how persons stand to us, what they want or whom they prefer: for who may read what is sensitive.
SENSITIVE_CODES = frozenset({"P4", "P5", "P6", "C3"})


class QuestionQuerySet(models.QuerySet["Question"]):
    """Which questions."""

    def asked(self) -> "QuestionQuerySet":
        """Those that the organisation has not hidden."""
        return self.filter(is_hidden=False)


class Question(models.Model):
    """One of the 57 questions (planning/data/questions.csv), or one of the organisation's own; in both languages.

    Codes never change. Own ones are X1, X2 …, a letter that the method does not use; they stand behind the last
    question of their category, whose `order` they share. Hidden ones are asked by no plan; their answers stay.
    """

    OWN_LETTER = "X"

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        CHOICE = "choice", _("Choice")
        PEOPLE = "people", _("People")
        MONEY = "money", _("Money")
        DATE = "date", _("Dates")
        LIST = "list", _("List")

    code = models.CharField(max_length=6, unique=True)
    order = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=1)
    category_en = models.CharField(max_length=60)
    category_zh = models.CharField(max_length=60)
    text_en = models.CharField(_("question in English"), max_length=300)
    text_zh = models.CharField(_("question in Chinese"), max_length=300)
    kind = models.CharField(_("kind of answer"), max_length=6, choices=Kind.choices)
    choices_en = models.JSONField(default=list)
    choices_zh = models.JSONField(default=list)
    stage = models.CharField(_("needed from the stage"), max_length=12, choices=Stage.choices)
    also_stages = models.JSONField(default=list)
    fed_by = models.CharField(max_length=200, blank=True)
    feeds = models.CharField(max_length=200, blank=True)
    is_core = models.BooleanField(_("core question: the light plan asks it too"), default=False)
    is_own = models.BooleanField(default=False, editable=False)
    is_hidden = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    is_private = models.BooleanField(
        _("answers are for the account team, its sponsor and administrators"), default=False
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ("order", "pk")
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(is_own=True, code__startswith="X")
                | models.Q(is_own=False) & ~models.Q(code__startswith="X"),
                name="question_own_code",
            ),
            models.CheckConstraint(
                condition=models.Q(is_hidden=False) | models.Q(is_own=True) | models.Q(is_core=False),
                name="question_core_is_asked",
            ),
        )

    def __str__(self) -> str:
        return self.code

    def _speaks_chinese(self) -> bool:
        return (get_language() or "en").startswith("zh")

    @property
    def text(self) -> str:
        """The question in the language of the reader."""
        return self.text_zh if self._speaks_chinese() else self.text_en

    @property
    def is_sensitive(self) -> bool:
        """Its answer is shown to the account team, its sponsor and administrators only."""
        return self.is_private or self.code in SENSITIVE_CODES

    @property
    def may_be_hidden(self) -> bool:
        """An organisation may leave out what is not core, and what is its own."""
        return self.is_own or not self.is_core

    @property
    def category_name(self) -> str:
        """The category in the language of the reader."""
        return self.category_zh if self._speaks_chinese() else self.category_en

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(stored value, label in the language of the reader); the stored value is the English text."""
        labels = self.choices_zh if self._speaks_chinese() else self.choices_en
        return list(zip(self.choices_en, labels, strict=True))


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Which answers."""

    def select_for_update(self, *args: Any, **kwargs: Any) -> "AnswerQuerySet":
        """Lock the answers alone, and read plan and question with them: every save of an answer needs both."""
        return super().select_for_update(*args, **{"of": ("self",), **kwargs}).select_related("plan", "question")

    def open(self) -> "AnswerQuerySet":
        """Neither answered nor set aside."""
        return self.filter(status=Answer.Status.OPEN)

    def stale(self, today: date) -> "AnswerQuerySet":
        """Answered, but past their review-by date."""
        return self.filter(status=Answer.Status.ANSWERED, review_by__lt=today)

    def asked(self) -> "AnswerQuerySet":
        """To questions that the organisation has not hidden."""
        return self.filter(question__is_hidden=False)


class Answer(Versioned):
    """What a plan says to one question. The row exists from the first keystroke, assignment or decision on."""

    account_path = "plan__account"

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        ANSWERED = "answered", _("Answered")
        NOT_RELEVANT = "not_relevant", _("Not relevant")

    class Evidence(models.TextChoices):
        STATED = "stated", _("Stated by the customer")
        OBSERVED = "observed", _("Seen by us")
        ASSUMED = "assumed", _("Assumed")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.OPEN)
    choice = models.CharField(_("choice"), max_length=60, blank=True)
    text = models.TextField(_("answer"), blank=True)
    evidence = models.CharField(_("evidence"), max_length=8, choices=Evidence.choices, blank=True)
    source_note = models.CharField(_("source"), max_length=300, blank=True)
    not_relevant_reason = models.CharField(_("why not relevant"), max_length=300, blank=True)
    author = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("author"))
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    review_by = models.DateField(_("review by"), null=True, blank=True)
    assigned_to = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="assigned_questions", verbose_name=_("given to")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    # Its rows in words as they were when the cycle closed; while it runs they are read from the records.
    kept = models.JSONField(default=list, blank=True, editable=False)

    said_rows: Sequence[str] = ()  # set by who prints the answer

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ("question__order", "question_id")
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = (models.UniqueConstraint(fields=["plan", "question"], name="answer_once"),)
        indexes = (
            models.Index(fields=["assigned_to", "due_on"], condition=models.Q(status="open"), name="answer_assigned"),
        )

    def __str__(self) -> str:
        return self.question.code

    @property
    def account(self) -> Account:
        """The account that access is decided on."""
        return self.plan.account

    @property
    def account_id(self) -> int:
        """Its id, for the trail."""
        return self.plan.account_id

    @property
    def is_confidential(self) -> bool:
        """Events of this row are sensitive ones (accounts.services.rows)."""
        return self.question.is_sensitive

    @property
    def has_words(self) -> bool:
        """Something is said besides the rows that are on record."""
        return bool(self.text or self.choice)

    def is_done(self) -> bool:
        """Answered, or decided to be not relevant."""
        return self.status != self.Status.OPEN

    def is_stale(self, today: date) -> bool:
        """Past its review-by date; counts half in completeness."""
        return self.status == self.Status.ANSWERED and self.review_by is not None and self.review_by < today

    @property
    def choice_label(self) -> str:
        """The choice in the language of the reader."""
        return dict(self.question.choices).get(self.choice, self.choice)
