"""Celery's entrances to reviews. One service call each."""

from celery import shared_task
from django.utils import timezone


@shared_task
def remind_daily() -> dict[str, int]:
    """Remind people of what is due and overdue, once each however often this runs."""
    from reviews.services import reminders  # noqa: PLC0415 -- task

    return reminders.remind(today=timezone.localdate())


@shared_task
def pull_forward() -> int:
    """Every morning: pull reviews forward where something happened. Each occasion once, however often this runs."""
    from reviews.services import triggers  # noqa: PLC0415 -- task

    return triggers.triggers_run(today=timezone.localdate())
