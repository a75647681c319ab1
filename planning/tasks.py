"""Background work of planning."""

import structlog
from celery import shared_task
from django.utils import timezone

log = structlog.get_logger(__name__)


@shared_task
def refresh_figures() -> None:
    """Every night: actions that are overdue now, and plans whose answers went out of date. Safe to run twice."""
    from planning.services.figures import figures_refresh_all  # noqa: PLC0415 -- task

    log.info("planning_figures_refreshed", accounts=figures_refresh_all(today=timezone.localdate()))
