"""The nightly run that notes what came of every account, archived ones too: who was lost is often archived."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.jobs import Progress, handles
from accounts.models import Account, Job, Revenue, User
from accounts.services.jobs import job_start
from scoring.services.outcome_rows import note_batch

KIND = "scoring.outcomes"
BATCH = 1_000
YEARS_BACK = 3


def outcomes_start(*, today: date, by: User | None = None) -> Job:
    """Queue the run of a day; while one is open, that one is returned."""
    return job_start(kind=KIND, key=today.isoformat(), by=by)


@handles(KIND, _("What came of accounts, nightly"))
def outcomes_run(job: Job, progress: Progress) -> dict[str, int]:
    """Note what came of every account. Run again, it writes only what has changed since."""
    return outcomes_note(today=date.fromisoformat(job.key), progress=progress)


def outcomes_note(*, today: date, progress: Progress | None = None) -> dict[str, int]:
    """Bring the outcomes of all accounts up to date, batch by batch."""
    since, until = today.replace(year=today.year - YEARS_BACK, month=1, day=1), booked_until(today)
    halves = half_years(since, until)
    total, done, changed = Account.objects.count(), 0, 0
    for ids in _batches():
        changed += note_batch(ids, today=today, since=since, until=until, halves=halves)
        done += len(ids)
        if progress is not None:
            progress(done, max(total, done))
    return {"accounts": done, "changed": changed}


def booked_until(today: date) -> date:
    """The first day of which no revenue can be told yet: of the month after the last one booked anywhere, or this month."""
    last = Revenue.objects.aggregate(last=Max("month"))["last"]
    this_month = today.replace(day=1)
    if last is None:
        return date.min
    return min(this_month, (last.replace(day=1) + timedelta(days=32)).replace(day=1))


def half_years(since: date, until: date) -> list[date]:
    """The first days of half-years that have a whole year of revenue after them."""
    days = [date(year, month, 1) for year in range(since.year, until.year + 1) for month in (1, 7)]
    return [day for day in days if since <= day and day.replace(year=day.year + 1) <= until]


def _batches() -> Iterator[list[int]]:
    last = 0
    while ids := list(Account.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        last = ids[-1]
        yield ids
