"""Background runs as administrators read them, and the clock that starts those of every day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from celery import current_app
from celery.schedules import crontab
from django.db import models
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from accounts.jobs import LABELS
from accounts.models import Job
from kam.lib import shown

DAYS_OF_WEEK = 7
DAYS_OF_YEAR = 366
MONTHS = 12
BANDS: dict[str, str] = {Job.State.DONE: "strong", Job.State.FAILED: "weak", Job.State.RUNNING: "info"}


def runs(*, kind: str = "", state: str = "") -> QuerySet[Job]:
    """All runs, the newest first."""
    rows = Job.objects.select_related("by", "account").order_by("-created_at", "-pk")
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(state=state) if state else rows
    return rows.defer("params", "result").fetch_mode(models.FETCH_RAISE)


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run in words."""

    job: Job
    label: str | Promise
    about: str  # the day, the account or the version that it was for
    took: str

    @property
    def band(self) -> str:
        """The colour of its state."""
        return BANDS.get(self.job.state, "")


def run_line(job: Job, now: datetime) -> RunLine:
    """A run in words; one that goes on has taken the time until now."""
    return RunLine(job, LABELS.get(job.kind, job.kind), _about(job), _took((job.finished_at or now) - job.created_at))


def _about(job: Job) -> str:
    try:
        return shown.full_date(date.fromisoformat(job.key))
    except ValueError:
        return job.account.name if job.account is not None else ""


def _took(time_taken: timedelta) -> str:
    seconds = max(round(time_taken.total_seconds()), 0)
    if seconds < 60:
        return ngettext("%(count)s second", "%(count)s seconds", seconds) % {"count": seconds}
    if seconds < 3600:
        return gettext("%(minutes)s min %(seconds)s s") % {"minutes": seconds // 60, "seconds": seconds % 60}
    return gettext("%(hours)s h %(minutes)s min") % {"hours": seconds // 3600, "minutes": seconds // 60 % 60}


@dataclass(frozen=True, slots=True)
class Timed:
    """Something that runs by itself, with its next time in the reader's zone."""

    label: str
    at: datetime
    is_weekly: bool
    is_quarterly: bool = False


def timetable(now: datetime) -> list[Timed]:
    """What the clock starts once a day, a week or a quarter, what comes next at the top. The hours are settings."""
    entries = (current_app.conf.beat_schedule or {}).items()
    timed = [_timed(name, entry["schedule"], now) for name, entry in entries if isinstance(entry["schedule"], crontab)]
    return sorted(timed, key=lambda one: one.at)


def _timed(name: str, clock: crontab, now: datetime) -> Timed:
    at = datetime.combine(now.astimezone(UTC).date(), time(min(clock.hour), min(clock.minute)), UTC)
    days = (at + timedelta(days=ahead) for ahead in range(DAYS_OF_YEAR + 1))
    coming = next(day for day in days if day > now and _is_day_of(clock, day))
    is_quarterly = len(clock.month_of_year) < MONTHS
    return Timed(capfirst(gettext(name)), coming, is_weekly=len(clock.day_of_week) == 1, is_quarterly=is_quarterly)


def _is_day_of(clock: crontab, day: datetime) -> bool:
    is_month = day.month in clock.month_of_year and day.day in clock.day_of_month
    return is_month and day.isoweekday() % DAYS_OF_WEEK in clock.day_of_week
