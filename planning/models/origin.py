"""Where a record came from: the note that it was made of."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, User


class Origin(models.Model):
    """One record made of the text of another. Both are named by kind (planning.action) and id: they are of any app."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    source_kind = models.CharField(max_length=40)
    source_id = models.BigIntegerField()
    target_kind = models.CharField(max_length=40)
    target_id = models.BigIntegerField()
    quote = models.TextField(_("the words that it was made of"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("origin")
        verbose_name_plural = _("origins")
        constraints = (
            models.UniqueConstraint(
                fields=["source_kind", "source_id", "target_kind", "target_id"], name="origin_once"
            ),
        )
        indexes = (models.Index(fields=["target_kind", "target_id"], name="origin_target"),)

    def __str__(self) -> str:
        return f"{self.source_kind} {self.source_id} → {self.target_kind} {self.target_id}"
