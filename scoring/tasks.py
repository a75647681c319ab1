"""Celery's entrances to scoring. Ids in, one service call."""

from celery import shared_task
from django.utils import timezone


@shared_task
def rescore_all() -> int:
    """Start the nightly run; the job does the work and is swept when it is lost."""
    from scoring.services import rescoring  # noqa: PLC0415 -- task

    return rescoring.rescore_start(today=timezone.localdate()).pk


@shared_task
def note_outcomes() -> int:
    """Start the nightly run that notes what came of accounts."""
    from scoring.services import outcomes  # noqa: PLC0415 -- task

    return outcomes.outcomes_start(today=timezone.localdate()).pk


@shared_task
def report_validity() -> int:
    """Start the report of how well the scores told what came, every quarter."""
    from scoring.services import validity  # noqa: PLC0415 -- task

    return validity.validity_start(today=timezone.localdate()).pk


@shared_task
def rescore_account(account_id: int) -> int:
    """Score one account."""
    from scoring.services import rescoring  # noqa: PLC0415 -- task

    return rescoring.account_rescore(account_id=account_id)


@shared_task
def rescore_accounts(account_ids: list[int]) -> int:
    """Score many accounts."""
    from scoring.services import rescoring  # noqa: PLC0415 -- task

    return rescoring.accounts_rescore(account_ids=account_ids)


@shared_task
def run_waves() -> dict[str, int]:
    """Every morning: close survey waves, send invitations and reminders. Each mail once, however often this runs."""
    from scoring.services import invitations  # noqa: PLC0415 -- task

    return invitations.waves_run(today=timezone.localdate())


@shared_task
def invite_wave(wave_id: int) -> dict[str, int]:
    """Send the invitations of a wave that has just been planned."""
    from scoring.services import invitations  # noqa: PLC0415 -- task

    return invitations.mails_send(today=timezone.localdate(), wave_id=wave_id)
