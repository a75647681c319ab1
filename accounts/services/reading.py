"""Marking notices as read."""

from django.utils import timezone

from accounts.models import Notice, User


def notice_read(*, notice: Notice) -> Notice:
    """Mark one notice as read; the moment of the first reading stays."""
    if notice.read_at is None:
        notice.read_at = timezone.now()
        notice.save(update_fields=["read_at"])
    return notice


def notices_read_all(*, user: User) -> int:
    """Mark all notices of a person as read; returns how many were not."""
    return Notice.objects.filter(user=user, read_at=None).update(read_at=timezone.now())
