"""Telling people things, once each, in the app and by e-mail."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import ngettext

from accounts.models import Notice, User

MOST_IN_ONE_MAIL = 40


@dataclass(frozen=True)
class Telling:
    """One thing to tell one person. `key` names the occasion: the same key is told once, however often it is asked."""

    user: User
    key: str
    kind: str
    text: str
    url: str = ""
    account_id: int | None = None
    is_mailed: bool = True  # False: only in the app


def notices_tell(tellings: Iterable[Telling]) -> int:
    """Write a notice for each telling whose key is new; returns how many were new. Safe to run twice or at once."""
    rows = [
        Notice(
            user=telling.user,
            account_id=telling.account_id,
            kind=telling.kind,
            text=telling.text[:300],
            url=telling.url,
            dedupe_key=f"{telling.key}:{telling.user.pk}",
            mailed_at=None if telling.is_mailed else timezone.now(),  # nothing is left to send
        )
        for telling in tellings
    ]
    known = set(
        Notice.objects.filter(dedupe_key__in=[row.dedupe_key for row in rows]).values_list("dedupe_key", flat=True)
    )
    fresh = [row for row in rows if row.dedupe_key not in known]
    Notice.objects.bulk_create(fresh, ignore_conflicts=True)
    return len({row.dedupe_key for row in fresh})


def notices_mail(*, kind: str = "") -> int:
    """Send each person one e-mail with the notices that were not mailed yet; returns the number of e-mails.

    With a kind only notices of that kind go out, for what should not wait until the next morning.

    The notices are locked and marked in the transaction that sends, so two workers never send the same one and a
    failed sending is tried again at the next run.
    """
    waiting = _unmailed(kind).filter(user__is_active=True).order_by("user_id")
    sent = 0
    for user_id in waiting.values_list("user_id", flat=True).distinct():
        sent += _mail_to(user_id, kind)
    return sent


def _unmailed(kind: str) -> QuerySet[Notice]:
    notices = Notice.objects.filter(mailed_at=None)
    return notices.filter(kind=kind) if kind else notices


@transaction.atomic
def _mail_to(user_id: int, kind: str) -> int:
    locked = _unmailed(kind).select_for_update(skip_locked=True).filter(user_id=user_id)
    notices = list(locked.order_by("created_at", "pk"))
    if not notices:
        return 0
    user = User.objects.get(pk=user_id)
    with translation.override(user.language):
        count = len(notices)
        subject = ngettext("%(count)s thing needs you", "%(count)s things need you", count) % {"count": count}
        context = {
            "user": user,
            "notices": notices[:MOST_IN_ONE_MAIL],
            "more": max(0, count - MOST_IN_ONE_MAIL),
            "base": settings.KAM_URL,
        }
        text = render_to_string("accounts/emails/notices.txt", context)
    send_mail(subject, text, None, [user.email])
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=timezone.now())
    return 1
