"""Background work of planning."""

import structlog
from celery import shared_task
from django.utils import timezone

log = structlog.get_logger(__name__)


@shared_task
def mail_mentions() -> int:
    """Right away: e-mails to those who were named in a comment. Safe to run twice."""
    from accounts.services.notices import notices_mail  # noqa: PLC0415 -- task

    return notices_mail(kind="mention")


@shared_task
def send_digest() -> dict[str, int]:
    """Every Monday: tell authors which of their answers are assumed or out of date. Safe to run twice."""
    from planning.services.digest import digest_send  # noqa: PLC0415 -- task

    return digest_send(today=timezone.localdate())


@shared_task
def sweep_attachments() -> None:
    """Every night: remove the content of files that were deleted a month ago. Safe to run twice."""
    from planning.services.attachments import attachments_sweep  # noqa: PLC0415 -- task

    log.info("attachments_swept", files=attachments_sweep())


@shared_task
def refresh_figures() -> None:
    """Every night: actions that are overdue now, and plans whose answers went out of date. Safe to run twice."""
    from planning.services.figures import figures_refresh_all  # noqa: PLC0415 -- task

    log.info("planning_figures_refreshed", accounts=figures_refresh_all(today=timezone.localdate()))


@shared_task
def escalate_stages() -> None:
    """Every morning: tell of plans that stay too long in a stage. Safe to run twice."""
    from planning.services.limits import stages_escalate  # noqa: PLC0415 -- task

    log.info("stages_escalated", notices=stages_escalate(today=timezone.localdate()))


@shared_task
def hand_over() -> None:
    """Every morning: hand over the accounts that left the programme, on their day. Safe to run twice."""
    from planning.services.leaving import handovers_due  # noqa: PLC0415 -- task

    log.info("accounts_handed_over", accounts=handovers_due(today=timezone.localdate()))


@shared_task
def measure_objectives() -> None:
    """Every night, after the scores: what objectives compute from records. Safe to run twice."""
    from planning.services.measures import measures_refresh_all  # noqa: PLC0415 -- task

    log.info("objectives_measured", moved=measures_refresh_all(today=timezone.localdate()))


@shared_task
def measure_accounts(account_ids: list[int]) -> int:
    """After a change at some accounts. Safe to run twice."""
    from planning.services.measures import measures_refresh  # noqa: PLC0415 -- task

    return measures_refresh(account_ids=account_ids, today=timezone.localdate())
