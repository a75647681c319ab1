"""Putting a piece of My work off until a day."""

from datetime import date

from accounts.models import User
from reviews.models import Snooze


def work_snooze(*, key: str, until: date, by: User) -> Snooze:
    """Hide one thing from the person's own work until a day. It concerns nobody else, so the trail has no event."""
    snooze, _created = Snooze.objects.update_or_create(user=by, key=key, defaults={"until": until})
    return snooze


def work_unsnooze(*, key: str, by: User) -> None:
    """Show it again."""
    Snooze.objects.filter(user=by, key=key).delete()
