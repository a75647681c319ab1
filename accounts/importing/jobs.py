"""Checks and imports as background jobs. Imported by `AccountsConfig.ready`."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.importing.checking import check_import
from accounts.importing.running import RunMoved, run_import
from accounts.importing.runs import CHECK, RUN
from accounts.importing.undoing import UNDO, undo_import
from accounts.jobs import JobStopped, Progress, handles
from accounts.models import ImportRun, Job

State = ImportRun.State


@handles(CHECK, _("Check of an import"))
def check(job: Job, progress: Progress) -> dict[str, Any]:
    """Try an import; whatever happens, it can be tried again."""
    run = _run(job)
    try:
        counts = check_import(run, report=progress, by=job.by)
    except Exception as error:
        _leave(run, State.UPLOADED, error)
        raise
    ImportRun.objects.filter(pk=run.pk).update(state=State.CHECKED, note="")
    return {"run": run.pk, "counts": counts}


@handles(RUN, _("Import"))
def run(job: Job, progress: Progress) -> dict[str, Any]:
    """Import; a job that was lost goes on behind its last finished block."""
    run = _run(job)
    if run.state == State.DONE:  # it was lost after its last word
        return {"run": run.pk, "counts": run.counts}
    ImportRun.objects.filter(pk=run.pk).update(state=State.RUNNING)
    try:
        run_import(run, report=progress, by=job.by)
    except RunMoved:
        return {"run": run.pk, "moved": True}
    except Exception as error:
        _leave(run, State.STOPPED if isinstance(error, JobStopped) else State.FAILED, error)
        raise
    return {"run": run.pk, "counts": run.counts}


@handles(UNDO, _("Import taken back"))
def undo(job: Job, progress: Progress) -> dict[str, Any]:
    """Take an import back, as far as nobody has gone on working with what it brought."""
    run = _run(job)
    return {"run": run.pk, "removed": undo_import(run, report=progress, by=job.by)}


def _run(job: Job) -> ImportRun:
    return ImportRun.objects.select_related("source").get(pk=job.params["run"])


def _leave(run: ImportRun, state: str, error: Exception) -> None:
    note = "" if isinstance(error, JobStopped) else f"{type(error).__name__}: {error}"[:1000]
    ImportRun.objects.filter(pk=run.pk).update(state=state, note=note)
