"""CRM imports: where rows come from, each run, and what became of every row."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account
from accounts.models.trail import Job
from accounts.models.user import User


class ImportSource(models.Model):
    """A CRM or a file format that we import from, with what people once told us about its files."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    mapping = models.JSONField(default=dict)  # {kind: {their header: our field, "" to leave it out}}
    stage_mapping = models.JSONField(default=dict)  # {their stage: our stage}
    crm_wins = models.JSONField(default=list)  # ["account.industry"]: an import may overwrite what was edited here
    options = models.JSONField(
        default=dict
    )  # {currency, dates: "dmy" or "mdy", units: {"account.annual_revenue": 1000}}
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
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked")
        RUNNING = "running", _("Running")
        STOPPED = "stopped", _("Stopped")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        UNDONE = "undone", _("Undone")

    OPEN = (State.UPLOADED, State.CHECKED)  # the files and their columns may still be changed

    source = models.ForeignKey(ImportSource, models.PROTECT, related_name="runs")
    # Contacts of one account, brought by who works on it; None: an import of anything, by who may import.
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.UPLOADED)
    folder = models.CharField(max_length=300, editable=False)
    files = models.JSONField(default=list)  # importing.files.FilePlan, one each; their place is ImportRow.file
    counts = models.JSONField(default=dict)  # {file: {rows, created, updated, unchanged, merged, listed}}
    checked = models.JSONField(default=dict)  # the counts that the check foretold
    progress = models.JSONField(default=dict)  # {step, line}: where a run that was killed goes on
    note = models.TextField(blank=True)  # why it failed
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

    @property
    def standing(self) -> str:
        """The state; a run whose job has died without a word has failed."""
        if self.state in {self.State.CHECKING, self.State.RUNNING} and self.job is not None and self.job.is_over:
            return self.State.UPLOADED if self.state == self.State.CHECKING else self.State.FAILED
        return self.state


class ImportRow(models.Model):
    """What became of one row of one file: the raw row, the outcome, its reasons, and the record that it made or met.

    There is one for every row of every import, written by COPY. So the place in the file is the primary key, and the
    link to the run is not checked row by row: runs are not deleted while their rows stay.
    """

    class Outcome(models.TextChoices):
        CREATED = "created", _("Created")
        UPDATED = "updated", _("Updated")
        UNCHANGED = "unchanged", _("Unchanged")
        MERGED = "merged", _("Merged")
        LISTED = "listed", _("Not imported")

    pk = models.CompositePrimaryKey("run_id", "file", "line")
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows", db_constraint=False, db_index=False)
    file = models.PositiveSmallIntegerField()
    line = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    reason = models.TextField(blank=True)  # JSON: [[code, {values}]], put into words by importing.reasons
    target_id = models.BigIntegerField(null=True)
    raw = models.TextField()

    class Meta:
        ordering = ("run", "file", "line")
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        indexes = (
            # The outcomes that people look for; the others are nearly every row.
            models.Index(
                fields=["run", "file", "outcome", "line"],
                condition=models.Q(outcome__in=["updated", "merged", "listed"]),
                name="import_row_outcome",
            ),
            # Whose person is forgotten is forgotten here too.
            models.Index(fields=["target_id"], condition=models.Q(kind="contact"), name="import_row_contact"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.line}: {self.outcome}"
