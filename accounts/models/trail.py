"""The audit trail, notices to people, and the jobs that work in the background."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account
from accounts.models.user import User


class AuditEvent(models.Model):
    """Who changed what, when, from what to what. Append-only: the database refuses updates and deletes.

    `changes` is {field: [before, after]}; a created row lists every field from null, a deleted one to null.
    From it and the row of today any past state can be rebuilt (selectors.history).
    """

    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    # event_account begins with it
    account = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="events", editable=False, db_index=False
    )
    verb = models.CharField(max_length=60, editable=False)  # objective.closed
    object_type = models.CharField(max_length=60, editable=False)  # planning.objective
    object_id = models.CharField(max_length=40, editable=False)
    object_label = models.CharField(max_length=200, editable=False)
    changes = models.JSONField(default=dict, editable=False)
    reason = models.TextField(blank=True, editable=False)
    is_sensitive = models.BooleanField(default=False, editable=False)
    request_id = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = _("audit event")
        verbose_name_plural = _("audit trail")
        indexes = (
            models.Index(fields=["account", "-at", "-id"], name="event_account"),
            models.Index(fields=["object_type", "object_id", "-at"], name="event_object"),
            models.Index(fields=["-at", "-id"], name="event_recent"),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.object_label}"


class Notice(models.Model):
    """Something a person should know. `dedupe_key` makes sure that it is said once."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=40)
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=300, blank=True)
    dedupe_key = models.CharField(max_length=160, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = (
            models.Index(fields=["user"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["user", "-created_at"], name="notice_order"),
            models.Index(fields=["user"], condition=Q(mailed_at=None), name="notice_unmailed"),
        )

    def __str__(self) -> str:
        return self.text


class Job(models.Model):
    """A piece of background work. The row is the truth; the broker may lose its message (services.jobs)."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        STOPPED = "stopped", _("Stopped")

    OVER = (State.DONE, State.FAILED, State.STOPPED)

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=160, blank=True)
    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="+")
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    stop_asked = models.BooleanField(default=False)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="jobs")
    created_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=Q(state__in=["queued", "running"]) & ~Q(key=""),
                name="job_one_at_a_time",
            ),
        )
        indexes = (
            models.Index(fields=["heartbeat_at"], condition=Q(state__in=["queued", "running"]), name="job_open"),
            models.Index(fields=["-created_at", "-id"], name="job_recent"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_over(self) -> bool:
        """Nothing will change any more."""
        return self.state in self.OVER

    @property
    def percent(self) -> int | None:
        """Progress in whole per cent, None while the amount of work is unknown."""
        return min(100, 100 * self.done // self.total) if self.total else None
