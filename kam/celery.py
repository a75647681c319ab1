"""The Celery application and its clock."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging, worker_init, worker_ready
from django.utils.translation import gettext_noop as _
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kam.settings")

app = Celery("kam")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Gives each task's log lines its id and that of the request which caused it.
app.steps["worker"].add(DjangoStructLogInitStep)


def schedule(*, rescore_hour: int, remind_hour: int) -> dict[str, dict[str, Any]]:
    """What runs by itself, and when (hours are UTC)."""
    return {
        **_by_night(rescore_hour),
        **_by_day(remind_hour),
        "sweep lost jobs": {"task": "accounts.tasks.sweep_jobs", "schedule": 60.0},
        "heartbeat": {"task": "accounts.tasks.heartbeat", "schedule": 30.0},
    }


def _by_night(hour: int) -> dict[str, dict[str, Any]]:
    """What computes."""
    return {
        _("count what a new day makes late"): {
            "task": "planning.tasks.refresh_figures",
            "schedule": crontab(hour=str(hour), minute="5"),
        },
        _("remove files deleted a month ago"): {
            "task": "planning.tasks.sweep_attachments",
            "schedule": crontab(hour=str(hour), minute="10"),
        },
        _("find the gaps of all maps"): {
            "task": "accounts.tasks.refresh_all_gaps",
            "schedule": crontab(hour=str(hour), minute="12"),
        },
        _("re-score all accounts"): {
            "task": "scoring.tasks.rescore_all",
            "schedule": crontab(hour=str(hour), minute="15"),
        },
        _("note what came of accounts"): {
            "task": "scoring.tasks.note_outcomes",
            "schedule": crontab(hour=str(hour), minute="45"),
        },
        _("look how well the scores told what came"): {
            "task": "scoring.tasks.report_validity",
            "schedule": crontab(day_of_month="1", month_of_year="1,4,7,10", hour=str((hour + 1) % 24), minute="30"),
        },
        _("measure objectives"): {
            "task": "planning.tasks.measure_objectives",
            "schedule": crontab(hour=str((hour + 1) % 24), minute="5"),
        },
    }


def _by_day(hour: int) -> dict[str, dict[str, Any]]:
    """What speaks to people."""
    return {
        _("call to mind stages that take too long"): {
            "task": "planning.tasks.escalate_stages",
            "schedule": crontab(hour=str(hour), minute="0"),
        },
        _("hand over accounts that left the programme"): {
            "task": "planning.tasks.hand_over",
            "schedule": crontab(hour=str(hour), minute="1"),
        },
        _("pull reviews forward"): {
            "task": "reviews.tasks.pull_forward",
            "schedule": crontab(hour=str(hour), minute="2"),
        },
        _("invite and remind in surveys, close waves"): {
            "task": "scoring.tasks.run_waves",
            "schedule": crontab(hour=str(hour), minute="4"),
        },
        _("remind people"): {
            "task": "reviews.tasks.remind_daily",
            "schedule": crontab(hour=str(hour), minute="5"),
        },
        _("tell authors what to look at again"): {
            "task": "planning.tasks.send_digest",
            "schedule": crontab(day_of_week="mon", hour=str(hour), minute="35"),
        },
    }


@app.on_after_configure.connect
def _plan(sender: Celery, **_kwargs: object) -> None:
    from django.conf import settings  # noqa: PLC0415 -- app ready

    sender.conf.beat_schedule = schedule(rescore_hour=settings.KAM_RESCORE_HOUR, remind_hour=settings.KAM_REMIND_HOUR)


@setup_logging.connect
def _log_like_the_web(**_kwargs: object) -> None:
    """Keep the LOGGING of the settings: connecting here stops Celery from setting up its own."""
    from logging.config import dictConfig  # noqa: PLC0415 -- app ready

    from django.conf import settings  # noqa: PLC0415 -- app ready

    dictConfig(settings.LOGGING)


@worker_init.connect
def _load_the_typesetter(**_kwargs: object) -> None:
    """Load what documents need once, before the worker forks: its children share it and nobody waits for it."""
    import reviews.pdf  # noqa: F401, PLC0415 -- app ready


@worker_ready.connect
def _greet(**_kwargs: object) -> None:
    """Leave the first sign of life at once; the clock's comes half a minute later."""
    from kam.lib import heartbeat  # noqa: PLC0415 -- app ready

    heartbeat.beat()
