"""What people say to each other about an answer, an action, an objective or a risk."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, User
from accounts.models.rows import Versioned
from planning.models.plan import Plan
from planning.models.question import Question
from planning.models.work import Action, Objective, Risk

LONGEST = 4_000
ROWS = ("action", "objective", "risk")  # what is spoken about, besides answers


def _about_one_thing() -> models.Q:
    """An answer (its plan and question), or one row."""
    nothing = dict.fromkeys(ROWS)
    found = models.Q(**nothing, question__isnull=False, plan__isnull=False)
    for name in ROWS:
        others = {other: None for other in ROWS if other != name}
        found |= models.Q(**others, **{f"{name}__isnull": False}, question=None)
    return found


class Comment(Versioned):
    """One remark. `mentions` holds the names that were found behind an @, as they were then."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="comments")
    plan = models.ForeignKey(Plan, models.CASCADE, null=True, blank=True, related_name="comments")
    question = models.ForeignKey(Question, models.PROTECT, null=True, blank=True, related_name="comments")
    action = models.ForeignKey(Action, models.CASCADE, null=True, blank=True, related_name="comments")
    objective = models.ForeignKey(Objective, models.CASCADE, null=True, blank=True, related_name="comments")
    risk = models.ForeignKey(Risk, models.CASCADE, null=True, blank=True, related_name="comments")
    text = models.TextField(_("comment"), max_length=LONGEST)
    mentions = models.JSONField(_("mentions"), default=list, blank=True, editable=False)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("author"))
    edited_at = models.DateTimeField(_("edited at"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ("created_at", "pk")
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = (models.CheckConstraint(condition=_about_one_thing(), name="comment_is_about_one_thing"),)
        indexes = (models.Index(fields=["plan", "question"], name="comment_answer"),)

    def __str__(self) -> str:
        return self.text if len(self.text) <= 60 else f"{self.text[:59]}…"

    def get_absolute_url(self) -> str:
        if (row := self.row) is not None:
            return f"{reverse(f'planning:{row._meta.model_name}-detail', args=[row.pk])}#comments"
        return f"{self.plan.get_absolute_url()}?q={self.question.code}#comments"

    @property
    def row(self) -> Action | Objective | Risk | None:
        """What it is about, where that is no answer."""
        return self.action or self.objective or self.risk

    @property
    def is_confidential(self) -> bool:
        """It is about an answer that says how persons stand to us: for who may read that answer."""
        return self.question is not None and self.question.is_sensitive

    @property
    def parts(self) -> list[tuple[str, bool]]:
        """The text in pieces: (words, whether they name somebody)."""
        found: list[tuple[str, bool]] = []
        rest = self.text
        while rest:
            place = min((at for name in self.mentions if (at := rest.find(f"@{name}")) >= 0), default=-1)
            if place < 0:
                break
            name = max((name for name in self.mentions if rest.startswith(f"@{name}", place)), key=len)
            found += [(rest[:place], False), (f"@{name}", True)]
            rest = rest[place + len(name) + 1 :]
        return [part for part in (*found, (rest, False)) if part[0]]
