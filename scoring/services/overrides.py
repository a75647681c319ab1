"""The manager's own correction of a health score: printed beside the calculated one, and over after 60 days."""

from datetime import date

from django.db import transaction

from accounts.models import Account, User
from accounts.services.rows import row_create, row_update
from scoring.engine import health
from scoring.models import HealthOverride
from scoring.selectors import methods
from scoring.services.health import health_rescore


@transaction.atomic
def override_set(*, account: Account, points: int, reason: str, ends_on: date, today: date, by: User) -> HealthOverride:
    """Correct the score from today on; a correction in force ends. ValueError when the method does not allow it."""
    wanted = health.Override(points=points, reason=reason, starts_on=today, ends_on=ends_on)
    health.check_override_period(wanted, methods.health_method())
    for running in _running(account, today):
        row_update(running, changes={"ended_early_on": today}, by=by, verb="health_override.replaced")
    override = HealthOverride(account=account, points=points, reason=reason, by=by, starts_on=today, ends_on=ends_on)
    row_create(override, by=by, verb="health_override.created")
    health_rescore(account_ids=[account.pk], today=today)
    return override


@transaction.atomic
def override_end(*, override: HealthOverride, today: date, by: User) -> None:
    """End a correction before its day; one that is over stays as it is."""
    if override.ended_early_on is None and override.ends_on >= today:
        row_update(override, changes={"ended_early_on": today}, by=by, verb="health_override.ended")
        health_rescore(account_ids=[override.account_id], today=today)


def _running(account: Account, today: date) -> list[HealthOverride]:
    rows = HealthOverride.objects.select_for_update().filter(account=account, ends_on__gte=today, ended_early_on=None)
    return list(rows)
