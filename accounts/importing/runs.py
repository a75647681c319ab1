"""What views and commands call: imports are made, told what their columns mean, tried, run, stopped, discarded."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.importing import files, running
from accounts.importing.files import FilePlan, FileRefused, Upload
from accounts.importing.headers import plain
from accounts.models import Account, ImportRun, ImportSource, Job, User
from accounts.services.jobs import job_start, job_stop
from accounts.services.rows import record

CHECK = "import.check"
RUN = "import.run"
State = ImportRun.State


class ImportRefused(Exception):  # noqa: N818 -- a sentence for the person who asks
    """The import cannot do this now; the text says why."""


# ---------------------------------------------------------------- made


@transaction.atomic
def import_create(*, source: str, uploads: Iterable[Upload], by: User, account: Account | None = None) -> ImportRun:
    """Keep uploaded files and recognise what they hold. Raises FileRefused; nothing is kept then.

    With an account, all of them hold contacts there.
    """
    origin = source_named(name=source)
    run = ImportRun.objects.create(source=origin, account=account, by=by)
    run.folder = str(files.folder_of(run.pk))
    try:
        stored = files.store(run.pk, uploads)
        plans = [plan for name, path in stored for plan in files.recognise(name, path, origin)]
    except FileRefused:
        files.discard(run.pk)
        raise
    return _keep_plans(run, plans if account is None else files.as_contacts(plans, origin), by)


@transaction.atomic
def import_create_from_folder(*, source: str, folder: Path, by: User | None, state: str = State.UPLOADED) -> ImportRun:
    """Recognise the files of a folder where they are. RUNNING is the state of one that `import_now` takes at once."""
    origin = source_named(name=source)
    plans = [plan for name, path in files.files_in(folder) for plan in files.recognise(name, path, origin)]
    run = ImportRun(source=origin, by=by, folder=str(folder.resolve()), state=state)
    return _keep_plans(run, plans, by)


def _keep_plans(run: ImportRun, plans: list[FilePlan], by: User | None) -> ImportRun:
    run.files = [plan.saved() for plan in plans]
    run.save(update_fields=["folder", "files"] if run.pk else None)
    record(by, "import.created", run, changes={"files": [None, [plan.name for plan in plans]]})
    return run


def source_named(*, name: str) -> ImportSource:
    """The source of this name, whatever its case; made where there is none."""
    found = ImportSource.objects.filter(name__iexact=name).first()
    return found or ImportSource.objects.create(name=name)


# ---------------------------------------------------------------- mapped


@transaction.atomic
def import_map(
    *,
    run: ImportRun,
    kinds: Mapping[int, str],
    columns: Mapping[int, Mapping[int, str]],
    encodings: Mapping[int, str],
    source: Mapping[str, Any],
    by: User,
) -> ImportRun:
    """Say what files and columns mean, and what holds for the source. What was said is remembered with the source,
    except by imports for one account: who works there does not speak for all others.

    `kinds`, `columns` and `encodings` go by the place of the file; `source` holds stages, crm_wins and options.
    """
    _demand(run, ImportRun.OPEN)
    origin = ImportSource.objects.select_for_update().get(pk=run.source_id)
    plans = [FilePlan.of(saved) for saved in run.files]
    for place, plan in enumerate(plans):
        kind, encoding = kinds.get(place, plan.kind), encodings.get(place, plan.encoding)
        if kind != plan.kind or encoding != plan.encoding:
            plan.encoding = encoding
            files.complete(plan, origin, kind)  # its columns are guessed anew
        elif place in columns:
            plan.columns = {str(column): name for column, name in columns[place].items() if name}
            said = {plain(plan.headers[column]): name for column, name in columns[place].items()}
            if run.account_id is None:
                origin.mapping[kind] = origin.mapping.get(kind, {}) | said
    changes = {"mapping": origin.mapping, **source}
    before = {name: getattr(ImportSource.objects.get(pk=origin.pk), name) for name in changes}
    for name, value in changes.items():
        setattr(origin, name, value)
    origin.save()
    told = {name: [before[name], value] for name, value in changes.items() if before[name] != value}
    if told:
        record(by, "importsource.updated", origin, changes=told)
    run.source, run.files, run.state, run.checked = origin, [plan.saved() for plan in plans], State.UPLOADED, {}
    run.save(update_fields=["files", "state", "checked"])
    run.rows.all().delete()
    return run


# ---------------------------------------------------------------- tried and run


@transaction.atomic
def import_check(*, run: ImportRun, by: User) -> Job:
    """Queue the trial that foretells what becomes of every row."""
    run = _locked(run, ImportRun.OPEN)
    if not any(saved["kind"] for saved in run.files):
        raise ImportRefused(_("None of the files is data. Say what they hold first."))
    return _queue(run, CHECK, State.CHECKING, by)


@transaction.atomic
def import_start(*, run: ImportRun, by: User) -> Job:
    """Queue the import itself, or let one that was stopped or has failed go on."""
    run = _locked(run, (State.CHECKED, State.STOPPED, State.FAILED))
    job = _queue(run, RUN, State.RUNNING, by)
    record(by, "import.started", run, changes={"files": [None, [saved["name"] for saved in run.files]]})
    return job


def _queue(run: ImportRun, kind: str, state: str, by: User) -> Job:
    """One import of a source at a time: two would wait for each other's rows."""
    job = job_start(kind=kind, key=f"source {run.source_id}", by=by, params={"run": run.pk})
    if job.params.get("run") != run.pk:
        raise ImportRefused(_("Another import of this source is under way. Wait until it is over."))
    run.job, run.state, run.note = job, state, ""
    run.save(update_fields=["job", "state", "note"])
    return job


def import_stop(*, run: ImportRun) -> None:
    """Ask a running check or import to stop after the block that it is at."""
    if run.job is not None:
        job_stop(job=run.job)


@transaction.atomic
def import_discard(*, run: ImportRun, by: User) -> None:
    """Throw away an import that has not been run: its files and what the check said."""
    run = _locked(run, ImportRun.OPEN)
    record(by, "import.discarded", run)
    run.rows.all().delete()
    files.discard(run.pk)
    run.delete()


def import_now(*, run: ImportRun, by: User | None, report: running.Report) -> ImportRun:
    """Run an import here and now, for the command. One that was killed goes on."""
    if run.state != State.RUNNING:
        run.state = State.RUNNING
        run.save(update_fields=["state"])
    running.run_import(run, report=report, by=by)
    return run


def _locked(run: ImportRun, states: Iterable[str]) -> ImportRun:
    fresh = ImportRun.objects.select_for_update(of=("self",)).select_related("source").get(pk=run.pk)
    _demand(fresh, states)
    return fresh


def _demand(run: ImportRun, states: Iterable[str]) -> None:
    if run.standing not in states:
        raise ImportRefused(_("The import is %(state)s. Reload the page.") % {"state": run.get_state_display().lower()})


def upload_limit() -> int:
    """Bytes that one uploaded file may have."""
    return int(settings.KAM_UPLOAD_MB) * 1024 * 1024
