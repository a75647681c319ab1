"""Telling account managers of health that turned red or fell, and of too little known for a month."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Account, Band, KeyStatus
from accounts.services.notices import Telling, notices_tell
from kam.lib.shown import score as shown
from scoring.engine.coverage import INSUFFICIENT
from scoring.selectors import snapshots

FALL_POINTS = 10.0
FALL_DAYS = 30
UNKNOWN_DAYS = 30
PROGRAMME = (KeyStatus.KEY, KeyStatus.CANDIDATE, KeyStatus.WAITING)


@dataclass(slots=True)  # frozen would cost several times as much to make
class Change:
    """An account's health now and at its snapshot before."""

    account_id: int
    score: float
    band: str | None
    score_before: float | None
    band_before: str


def alerts_send(*, changes: Sequence[Change], today: date) -> int:
    """Tell of each account that has just turned red, or just passed a fall of 10 points in 30 days; once a day."""
    red = {change.account_id for change in changes if change.band == Band.RED and change.band_before != Band.RED}
    fell = _just_fell(changes, today)
    if not red and not fell:
        return 0
    accounts = Account.objects.filter(pk__in=red | set(fell)).exclude(manager=None).select_related("manager")
    scores = {change.account_id: change.score for change in changes}
    tellings = []
    for account in accounts:
        if account.manager is None:
            continue
        kind = "health.red" if account.pk in red else "health.fell"
        telling = Telling(
            user=account.manager,
            key=f"{kind}:{account.pk}:{today.isoformat()}",
            kind=kind,
            text=_words(account, scores[account.pk], fell.get(account.pk), is_red=account.pk in red),
            url=reverse("scoring:account-health", args=[account.pk]),
            account_id=account.pk,
        )
        tellings.append(telling)
    return notices_tell(tellings)


def _words(account: Account, score: float, points: float | None, *, is_red: bool) -> str:
    """What happened, in the language of the manager."""
    words = {"account": account.name, "score": shown(score), "points": shown(points), "days": FALL_DAYS}
    with override(account.manager.language if account.manager else None):
        if is_red:
            return _("%(account)s turned red: health is now %(score)s.") % words
        return _("%(account)s fell by %(points)s points within %(days)s days: health is now %(score)s.") % words


def _just_fell(changes: Sequence[Change], today: date) -> dict[int, float]:
    """Points fallen from the highest score of the last 30 days, where the line was passed only now."""
    falling = {c.account_id: c for c in changes if c.score_before is not None and c.score < c.score_before}
    if not falling:
        return {}
    peaks = snapshots.peaks(list(falling), today, FALL_DAYS)
    found = {}
    for pk, peak in peaks.items():
        change = falling[pk]
        if peak - change.score >= FALL_POINTS and peak - (change.score_before or 0.0) < FALL_POINTS:
            found[pk] = peak - change.score
    return found


def unknown_tellings(today: date) -> Iterator[Telling]:
    """Too little is known for a score for 30 days: told once, and again only after there was a score in between.

    Of accounts in the programme: a customer whom nobody works with has nothing to be known.
    """
    rows = Account.objects.filter(
        key_status__in=PROGRAMME,
        archived_at=None,
        manager__is_active=True,
        figures__health_status=INSUFFICIENT,
    )
    accounts = {row.pk: row for row in rows.select_related("manager")}
    for pk, since in snapshots.unknown_since(list(accounts)).items():
        account = accounts[pk]
        if account.manager is None or today - since < timedelta(days=UNKNOWN_DAYS):
            continue
        with override(account.manager.language):
            words = _("%(account)s: too little is known for a health score for %(days)s days.") % {
                "account": account.name,
                "days": (today - since).days,
            }
        yield Telling(
            user=account.manager,
            key=f"health.unknown:{pk}:{since.isoformat()}",
            kind="health.unknown",
            text=words,
            url=reverse("scoring:account-health", args=[pk]),
            account_id=pk,
        )
