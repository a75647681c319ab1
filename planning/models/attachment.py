"""Files that prove an answer, or belong to an account."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, User
from planning.models.plan import Plan
from planning.models.question import Question


class Attachment(models.Model):
    """A file that somebody attached: to the answer of a plan to a question, or to the account itself.

    The content lies outside the web root under a name that says nothing (`file`); only a view that asks the access
    rule hands it out. A file never changes; it is attached anew.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="attachments")
    plan = models.ForeignKey(Plan, models.CASCADE, null=True, blank=True, related_name="attachments")
    question = models.ForeignKey(Question, models.PROTECT, null=True, blank=True, related_name="attachments")
    name = models.CharField(_("name"), max_length=120)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField("SHA-256", max_length=64)
    file = models.CharField(max_length=80, unique=True, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("attached by"))
    created_at = models.DateTimeField(_("attached at"), auto_now_add=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(plan=None, question=None) | models.Q(plan__isnull=False, question__isnull=False),
                name="attachment_of_answer_or_account",
            ),
        )
        indexes = (
            models.Index(fields=["account", "-created_at"], name="attachment_account"),
            models.Index(fields=["plan", "question"], name="attachment_answer"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_confidential(self) -> bool:
        """It proves an answer about how persons stand to us: for who may read that answer."""
        return self.question is not None and self.question.is_sensitive
