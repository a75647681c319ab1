"""CRM imports: where rows come from, each run, and what became of every row."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models.trail import Job
from accounts.models.user import User


class ImportSource(models.Model):
    """A CRM or a file format that we import from, with its saved column mapping and stage mapping."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    mapping = models.JSONField(default=dict)  # {kind: {their header: our field}}
    stage_mapping = models.JSONField(default=dict)  # {their stage: our stage}
    crm_wins = models.JSONField(default=list)  # fields that an import may overwrite although edited here
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("name",)
        verbose_name = _("import source")
        verbose_name_plural = _("import sources")

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """One import of a set of files: uploaded, mapped, tried, confirmed, run."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        CHECKED = "checked", _("Checked")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    source = models.ForeignKey(ImportSource, models.PROTECT, related_name="runs")
    state = models.CharField(max_length=8, choices=State.choices, default=State.UPLOADED)
    folder = models.CharField(max_length=300, editable=False)
    files = models.JSONField(default=list)  # [{name, kind, headers, mapping, encoding, rows}]
    counts = models.JSONField(default=dict)  # {kind: {rows, created, updated, unchanged, merged, listed}}
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return f"{self.source} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("accounts:import-detail", args=[self.pk])


class ImportRow(models.Model):
    """What became of one row of one file: the raw row, the outcome, its reason, and the record that it made or met."""

    class Outcome(models.TextChoices):
        CREATED = "created", _("Created")
        UPDATED = "updated", _("Updated")
        UNCHANGED = "unchanged", _("Unchanged")
        MERGED = "merged", _("Merged")
        LISTED = "listed", _("Not imported")

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=12)
    line = models.PositiveIntegerField()
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    reason = models.CharField(max_length=300, blank=True)
    target_id = models.BigIntegerField(null=True)
    raw = models.TextField()

    class Meta:
        ordering = ("kind", "line")
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        indexes = (models.Index(fields=["run", "kind", "outcome", "line"], name="import_row_order"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.line}: {self.outcome}"
