"""The questions of the method and the answers of a plan."""

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


class Question(models.Model):
    """One of the 57 questions (planning/data/questions.csv), in both languages. Codes never change."""

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
    text_en = models.CharField(max_length=300)
    text_zh = models.CharField(max_length=300)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    choices_en = models.JSONField(default=list)
    choices_zh = models.JSONField(default=list)
    stage = models.CharField(max_length=12, choices=Stage.choices)
    also_stages = models.JSONField(default=list)
    fed_by = models.CharField(max_length=200, blank=True)
    feeds = models.CharField(max_length=200, blank=True)
    is_core = models.BooleanField(default=False)

    class Meta:
        ordering = ("order",)
        verbose_name = _("question")
        verbose_name_plural = _("questions")

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
        return self.code in SENSITIVE_CODES

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

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ("question__order",)
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
