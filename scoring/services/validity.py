"""The report of how well the scores told what came: computed by a job, kept as it was; and what people found in its misses."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.jobs import Progress, handles
from accounts.models import Job, User
from accounts.services.jobs import job_start
from accounts.services.rows import StaleRow, row_create, row_update
from scoring.engine import validity_report
from scoring.models import MissReview, Outcome, ValidityReport
from scoring.selectors import predictions
from scoring.services.outcomes import outcomes_note

KIND = "scoring.validity"


def validity_start(*, today: date, by: User | None = None) -> Job:
    """Queue the report of a day; while one is open, that one is returned."""
    return job_start(kind=KIND, key=today.isoformat(), by=by)


@handles(KIND, _("How well the scores told what came"))
def validity_run(job: Job, progress: Progress) -> dict[str, Any]:
    """Bring outcomes up to date, compute, keep one report. A job that is run again finds the report it has left."""
    kept = ValidityReport.objects.filter(job_id=job.pk).first()
    if kept is None:
        kept = report_make(today=date.fromisoformat(job.key), by=job.by, job=job, progress=progress)
    return {"report": kept.pk}


def report_make(
    *, today: date, by: User | None, job: Job | None = None, progress: Progress | None = None
) -> ValidityReport:
    """Compute a report from everything that is known up to today and keep it."""
    accounts = outcomes_note(today=today, progress=progress)["accounts"]

    def told(_done: int = 0) -> None:
        if progress is not None:
            progress(accounts, accounts)  # a sign of life: figures follow the reading of all accounts

    cases = predictions.contract_cases(told)
    changes = predictions.revenue_changes(told)
    result = validity_report.report(cases, changes, predictions.answered(), told)
    return ValidityReport.objects.create(
        day=today,
        job_id=job.pk if job is not None else None,
        by=by,
        method=validity_report.METHOD,
        methods=predictions.versions(),
        result=result | {"outcomes": predictions.counts()},
    )


@transaction.atomic
def miss_note(*, outcome: Outcome, model: str, note: str, by: User, version: int | None = None) -> MissReview:
    """Say what a wrong prediction was. Raises StaleRow when somebody else has said something else meanwhile."""
    about = {"account_id": outcome.account_id, "model": model, "origin": outcome.origin}
    said = {"note": note, "by": by, "reviewed_on": timezone.localdate()}
    row = MissReview.objects.filter(**about).first()
    if row is None:
        try:
            with transaction.atomic():
                return row_create(MissReview(**about, **said), by=by)
        except IntegrityError:  # somebody was faster
            row = MissReview.objects.get(**about)
    if row.note == note:
        return row
    if version is None:
        raise StaleRow(row, {"note": note}, ["note"])
    try:
        return row_update(row, changes=said, by=by, version=version)
    except StaleRow as stale:
        raise StaleRow(stale.row, {"note": note}, ["note"]) from stale
