"""What pulls a review forward (docs: the five stages), found for all accounts at once: one or two queries a kind.

Each finding names its occasion, so that it counts once however often this looks. Accounts that have no plan and are
not key are left out: nobody reviews them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from accounts.models import Account, AuditEvent, Band, Contract, DecisionRole, Issue, KeyStatus, Stakeholder
from planning.models import Plan
from reviews.models import ReviewTrigger
from scoring.engine.cis_trend import FELL
from scoring.models import ScoreSnapshot, Wave
from scoring.selectors import snapshots

Kind = ReviewTrigger.Kind

RECENT_DAYS = 30  # older news has been heard at the last review
FALL_POINTS = 10.0
CONTRACT_DAYS = 120
ISSUE_DAYS = 14
CHAMPION_STANCE = 1
GONE = (Stakeholder.Status.LEFT, Stakeholder.Status.MOVED)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that happened at an account. `facts` hold what its words need, plain values only."""

    account_id: int
    kind: str
    key: str
    facts: dict[str, Any] = field(default_factory=dict)


type Finder = Callable[[QuerySet[Account], date], Iterator[Finding]]


def reviewed_accounts(account_ids: list[int] | None = None) -> QuerySet[Account]:
    """Accounts that have reviews: key accounts, and those with a plan that runs."""
    running = Exists(Plan.objects.filter(account=OuterRef("pk"), status=Plan.Status.ACTIVE))
    rows = Account.objects.filter(Q(key_status=KeyStatus.KEY) | Q(running), archived_at=None).order_by()
    return rows if account_ids is None else rows.filter(pk__in=account_ids)


def findings(account_ids: list[int] | None, today: date) -> list[Finding]:
    """Everything that happened lately, whether it is known already or not."""
    ids = list(reviewed_accounts(account_ids).values_list("pk", flat=True))
    accounts = Account.objects.filter(pk__in=ids).order_by()
    return [finding for finder in FINDERS for finding in finder(accounts, today)] if ids else []


def _people(accounts: QuerySet[Account], today: date) -> Iterator[Finding]:
    """A sponsor (who releases money) or a champion (stands up for us) left or moved; so did our own sponsor.

    Whoever is powerful counts besides: to name champions alone would tell how somebody stood to us.
    """
    counts = Q(stance__gte=CHAMPION_STANCE) | Q(influence__gte=4) | Q(has_veto=True)
    for role in (DecisionRole.ECONOMIC_BUYER, DecisionRole.APPROVER):
        counts |= Q(decision_roles__contains=[role])
    gone = Stakeholder.objects.filter(counts, account__in=accounts, status__in=GONE)
    gone = gone.filter(status_on__gt=today - timedelta(days=RECENT_DAYS), status_on__lte=today).order_by()
    for account_id, pk, name, day in gone.values_list("account_id", "pk", "name", "status_on"):
        yield Finding(account_id, Kind.PERSON, f"{pk}:{day:%Y%m%d}", {"person": name, "day": str(day)})
    ours = accounts.filter(sponsor__is_active=False)
    for account_id, pk, name in ours.values_list("pk", "sponsor_id", "sponsor__name"):
        yield Finding(account_id, Kind.PERSON, f"ours:{pk}", {"sponsor": name})


def _red(accounts: QuerySet[Account], today: date) -> Iterator[Finding]:
    """Health is red, and was not within the last 30 days. The occasion is the last day on which it was not."""
    other = ScoreSnapshot.objects.filter(account=OuterRef("pk"), model=ScoreSnapshot.Model.HEALTH, day__lte=today)
    last = other.exclude(band=Band.RED).order_by("-day").values("day")[:1]
    red = accounts.filter(figures__health_band=Band.RED).annotate(other_on=Subquery(last))
    red = red.filter(other_on__gte=today - timedelta(days=RECENT_DAYS))
    for pk, other_on, health in red.values_list("pk", "other_on", "figures__health"):
        yield Finding(pk, Kind.RED, f"{other_on:%Y%m%d}", {"health": health})


def _fell(accounts: QuerySet[Account], today: date) -> Iterator[Finding]:
    """Health is 10 points or more below its highest of the last 30 days; one fall is told once in 30 days."""
    now: dict[int, float] = {
        pk: health for pk, health in accounts.values_list("pk", "figures__health") if health is not None
    }
    known = ReviewTrigger.objects.filter(account__in=accounts, kind=Kind.FELL)
    lately = set(
        known.filter(found_on__gt=today - timedelta(days=RECENT_DAYS)).order_by().values_list("account_id", flat=True)
    )
    for pk, peak in snapshots.peaks(list(now), today, RECENT_DAYS).items():
        if peak - now[pk] >= FALL_POINTS and pk not in lately:
            yield Finding(pk, Kind.FELL, f"{today:%Y%m%d}", {"health": now[pk], "points": peak - now[pk]})


def _cis(accounts: QuerySet[Account], today: date) -> Iterator[Finding]:
    """The newest closed wave is marked as fallen."""
    newest = Wave.objects.filter(account=OuterRef("account"), closed_at__isnull=False).order_by("-closed_at")
    fallen = Wave.objects.filter(account__in=accounts, pk=Subquery(newest.values("pk")[:1]))
    fallen = fallen.filter(result__trend__verdict=FELL, closed_at__date__gt=today - timedelta(days=RECENT_DAYS))
    for account_id, pk, name in fallen.order_by().values_list("account_id", "pk", "name"):
        yield Finding(account_id, Kind.CIS, str(pk), {"wave": name})


def _tender(accounts: QuerySet[Account], today: date) -> Iterator[Finding]:
    """A tender or a written notice against us was noted."""
    since = today - timedelta(days=RECENT_DAYS)
    rows = accounts.filter(threat_notice_on__gt=since, threat_notice_on__lte=today)
    for pk, day in rows.values_list("pk", "threat_notice_on"):
        yield Finding(pk, Kind.TENDER, f"{day:%Y%m%d}", {"day": str(day)})


def _contracts(accounts: QuerySet[Account], today: date) -> Iterator[Finding]:
    """A running contract ends within 120 days, and no renewal deal stands beside it."""
    ending = Contract.objects.filter(account__in=accounts, status=Contract.Status.ACTIVE, renewal_deal=None)
    ending = ending.filter(ends_on__range=(today, today + timedelta(days=CONTRACT_DAYS))).order_by()
    for account_id, pk, name, day in ending.values_list("account_id", "pk", "name", "ends_on"):
        yield Finding(account_id, Kind.CONTRACT, f"{pk}:{day:%Y%m%d}", {"contract": name, "day": str(day)})


def _owners(accounts: QuerySet[Account], today: date) -> Iterator[Finding]:
    """A merger or new owner was noted, or the account moved to another parent company."""
    since = today - timedelta(days=RECENT_DAYS)
    rows = accounts.filter(owner_change_on__gt=since, owner_change_on__lte=today)
    for pk, day in rows.values_list("pk", "owner_change_on"):
        yield Finding(pk, Kind.OWNER, f"{day:%Y%m%d}", {"day": str(day)})
    moved = AuditEvent.objects.filter(
        account__in=accounts, at__date__gt=since, object_type="accounts.account", changes__has_key="parent"
    ).exclude(verb="account.created")
    latest = moved.order_by().values("account_id").annotate(day=Max("at__date"), event=Max("pk"))
    for row in latest:
        yield Finding(row["account_id"], Kind.OWNER, f"parent:{row['event']}", {"day": row["day"].isoformat()})


def _issues(accounts: QuerySet[Account], today: date) -> Iterator[Finding]:
    """A critical issue has been open for more than 14 days."""
    rows = Issue.objects.filter(account__in=accounts, severity=Issue.Severity.CRITICAL, closed_on=None)
    rows = rows.filter(opened_on__lt=today - timedelta(days=ISSUE_DAYS)).order_by()
    for account_id, pk, title, day in rows.values_list("account_id", "pk", "title", F("opened_on")):
        yield Finding(account_id, Kind.ISSUE, str(pk), {"issue": title, "day": str(day)})


FINDERS: tuple[Finder, ...] = (_people, _red, _fell, _cis, _tender, _contracts, _owners, _issues)


def triggers_of_review(review_id: int) -> QuerySet[ReviewTrigger]:
    """What pulled a review forward, the newest first."""
    return ReviewTrigger.objects.filter(review=review_id).select_related("undone_by")
