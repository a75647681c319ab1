"""The portfolio of key accounts: one reading of their figures, summed up in memory.

The programme is capped (a few dozen accounts a team), so the board reads one row of figures for each key account that
the reader may see, whatever the number of accounts beside them, and sums those. Amounts of accounts in another
currency than the board's are not added up; the board says how many were left out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Max, Min, QuerySet

from accounts.access import visible
from accounts.models import Account, Band, Contract, Interaction, KeyStatus, Stage, Team, User
from accounts.selectors.gap_rows import GapCounts, gap_counts
from planning.models import Action
from reviews.selectors.past import Past, past
from scoring.models import Programme

BANDS = (Band.GREEN, Band.AMBER, Band.RED, Band.GREY)
RENEWAL_DAYS = 180
SPONSOR_RHYTHM_DAYS = 180
MOVED_BY = 5
STATUSES = {
    "key": (KeyStatus.KEY,),
    "programme": (KeyStatus.KEY, KeyStatus.CANDIDATE, KeyStatus.WAITING),
}


@dataclass(frozen=True)
class BoardFilter:
    """What the board is narrowed to; every part may be empty."""

    team: Team | None = None
    segment: str = ""
    country: str = ""
    manager: User | None = None
    scope: str = "key"
    compare: date | None = None

    def narrow(self, accounts: QuerySet[Account]) -> QuerySet[Account]:
        """The accounts of the board."""
        accounts = accounts.filter(key_status__in=STATUSES[self.scope], archived_at=None)
        if self.team:
            accounts = accounts.filter(team__path__startswith=self.team.path)
        if self.segment:
            accounts = accounts.filter(segment=self.segment)
        if self.country:
            accounts = accounts.filter(country=self.country)
        return accounts.filter(manager=self.manager) if self.manager else accounts


@dataclass(frozen=True)
class Row:
    """One account of the board."""

    pk: int
    name: str
    currency: str
    manager_id: int | None
    manager: str
    sponsor_id: int | None
    band: str
    health: float | None
    trend: str
    delta: float | None
    viability: float | None
    box: str
    cis: float | None
    stage: str
    stage_since: date | None
    completeness: float | None
    revenue: Decimal | None
    before: Decimal | None
    pipeline: Decimal | None
    white_space: Decimal | None
    overdue: int
    open_actions: int
    next_review_on: date | None


@dataclass(frozen=True)
class Renewal:
    """A contract that ends soon."""

    account_id: int
    account: str
    band: str
    contract: str
    ends_on: date
    amount: Decimal | None
    currency: str
    chance: int | None


@dataclass(frozen=True)
class Workload:
    """What one account manager carries on this board."""

    manager_id: int | None
    manager: str
    accounts: int
    revenue: Decimal
    open_actions: int
    overdue: int


@dataclass(frozen=True)
class StageCount:
    """How many plans stand in a stage, and for how long (median days)."""

    stage: str
    label: str
    accounts: int
    median_days: int | None


@dataclass
class Board:
    """Everything the board shows."""

    rows: list[Row]
    currency: str
    cap: int
    today: date
    renewals: list[Renewal] = field(default_factory=list)
    overdue_by_owner: list[tuple[int | None, str, int]] = field(default_factory=list)
    sponsor_met: int = 0
    sponsor_due: list[Row] = field(default_factory=list)
    past: Past | None = None  # the same accounts on the day that the board is compared with
    gaps: GapCounts = field(default_factory=lambda: GapCounts((), 0))

    @cached_property
    def counted(self) -> list[Row]:
        """Rows whose amounts are in the board's currency."""
        return [row for row in self.rows if row.currency == self.currency]

    @property
    def left_out(self) -> int:
        """Accounts in another currency, whose amounts are not in the sums."""
        return len(self.rows) - len(self.counted)

    @cached_property
    def revenue(self) -> Decimal:
        """Revenue of 12 months."""
        return _total(row.revenue for row in self.counted)

    @property
    def retention(self) -> float | None:
        """Net revenue retention: what last year's customers bring this year, as a share of what they brought then."""
        before = [row for row in self.counted if row.before]
        start = _total(row.before for row in before)
        return float(_total(row.revenue for row in before) / start) if start else None

    @cached_property
    def revenue_by_band(self) -> dict[str, Decimal]:
        """Revenue under each health band, unknown included."""
        sums: dict[str, Decimal] = dict.fromkeys(BANDS, Decimal(0))
        for row in self.counted:
            sums[Band(row.band)] += row.revenue or 0
        return sums

    @property
    def accounts_by_band(self) -> Counter[str]:
        """Accounts under each health band."""
        return Counter(row.band for row in self.rows)

    @property
    def at_risk(self) -> Decimal:
        """Revenue of accounts whose health is weak."""
        return self.revenue_by_band[Band.RED]

    @property
    def white_space(self) -> Decimal:
        """What these accounts could still buy from us a year."""
        return _total(row.white_space for row in self.counted)

    @property
    def pipeline(self) -> Decimal:
        """Open deals, each weighted by its probability."""
        return _total(row.pipeline for row in self.counted)

    @property
    def cis_coverage(self) -> float | None:
        """Share of the revenue whose customers have a reported Customer Improvement Score."""
        if not self.revenue:
            return None
        return float(_total(row.revenue for row in self.counted if row.cis is not None) / self.revenue)

    @property
    def renewal_amount(self) -> Decimal:
        """Contract value that ends within the time frame."""
        return _total(renewal.amount for renewal in self.renewals if renewal.currency == self.currency)

    @property
    def overdue(self) -> int:
        """Overdue actions of all these accounts."""
        return sum(count for _pk, _name, count in self.overdue_by_owner)

    @cached_property
    def movers(self) -> list[Row]:
        """Accounts whose health moved by 5 points or more, in about 90 days or since the day compared with; largest fall first."""
        moved = [row for row in self.rows if row.delta is not None and abs(row.delta) >= MOVED_BY]
        return sorted(moved, key=lambda row: row.delta or 0)

    @property
    def stages(self) -> list[StageCount]:
        """The funnel of the five stages."""
        found: dict[str, list[int]] = defaultdict(list)
        for row in self.rows:
            if row.stage and row.stage_since:
                found[row.stage].append((self.today - row.stage_since).days)
        return [
            StageCount(stage, str(label), len(found[stage]), _median(found[stage])) for stage, label in Stage.choices
        ]

    @property
    def without_plan(self) -> int:
        """Accounts without an active plan."""
        return sum(not row.stage for row in self.rows)

    @property
    def workload(self) -> list[Workload]:
        """What each manager carries, the most accounts first."""
        groups: dict[tuple[int | None, str], list[Row]] = defaultdict(list)
        for row in self.rows:
            groups[row.manager_id, row.manager].append(row)
        loads = [
            Workload(
                manager_id=pk,
                manager=name,
                accounts=len(rows),
                revenue=_total(row.revenue for row in rows if row.currency == self.currency),
                open_actions=sum(row.open_actions for row in rows),
                overdue=sum(row.overdue for row in rows),
            )
            for (pk, name), rows in groups.items()
        ]
        return sorted(loads, key=lambda load: (-load.accounts, load.manager))


def board(user: User, narrowing: BoardFilter, today: date) -> Board:
    """The portfolio board of a person. Seven queries, ten with a comparison, whatever the number of other accounts."""
    programme = Programme.objects.first() or Programme()
    accounts = narrowing.narrow(visible(Account.objects.all(), user))
    made = Board(rows=_rows(accounts), currency=programme.currency, cap=programme.key_account_cap, today=today)
    ids = [row.pk for row in made.rows]
    if narrowing.compare and narrowing.compare < today:
        _compare(made, ids, narrowing.compare)
    made.renewals = _renewals(ids, today)
    made.overdue_by_owner = _overdue(ids, today)
    _sponsor_meetings(made, ids, today)
    made.gaps = gap_counts(user, ids, today)
    return made


def _compare(made: Board, ids: list[int], day: date) -> None:
    """Put the past day beside the board: each account's change is then the one since that day."""
    made.past = past(ids, [row.pk for row in made.counted], made.currency, day)
    made.rows = [replace(row, delta=_moved(row.health, made.past.health.get(row.pk))) for row in made.rows]
    del made.counted  # was read from the rows before


def _moved(now: float | None, then: float | None) -> float | None:
    return None if now is None or then is None else now - then


def _rows(accounts: QuerySet[Account]) -> list[Row]:
    values = accounts.order_by("sort_key").values_list(
        "pk", "name", "currency", "manager_id", "manager__name", "sponsor_id",
        "figures__health_band", "figures__health", "figures__health_trend", "figures__health_delta",
        "figures__viability", "figures__box", "figures__cis", "figures__stage", "figures__stage_since",
        "figures__completeness", "figures__revenue_12m", "figures__revenue_before", "figures__pipeline_weighted",
        "figures__white_space", "figures__overdue_actions", "figures__open_actions", "figures__next_review_on",
    )  # fmt: skip
    return [_row(row) for row in values]


def _row(values: Any) -> Row:
    """The columns in the order of Row; an account without a manager has an empty name there."""
    made = Row(*values)
    return replace(made, manager=made.manager or "")


def _renewals(ids: list[int], today: date) -> list[Renewal]:
    rows: Any = Contract.objects.filter(
        account_id__in=ids,
        status=Contract.Status.ACTIVE,
        ends_on__range=(today, today + timedelta(days=RENEWAL_DAYS)),
    ).order_by("ends_on")
    return [
        Renewal(*values)
        for values in rows.values_list(
            "account_id", "account__name", "account__figures__health_band", "name", "ends_on",
            "annual_value", "currency", "renewal_chance",
        )
    ]  # fmt: skip


def _overdue(ids: list[int], today: date) -> list[tuple[int | None, str, int]]:
    rows = (
        Action.objects.filter(account_id__in=ids, done_on=None, due_on__lt=today)
        .order_by()
        .values("owner_id", "owner__name")
        .annotate(count=Count("pk"))
        .order_by("-count", "owner__name")
    )
    return [(row["owner_id"], row["owner__name"] or "", row["count"]) for row in rows]


def _sponsor_meetings(made: Board, ids: list[int], today: date) -> None:
    """Accounts whose sponsor met the customer within the rhythm, and those where a meeting is due."""
    met = dict(
        Interaction.objects.filter(
            account_id__in=ids, is_two_way=True, people=F("account__sponsor"), happened_on__lte=today
        )
        .order_by()
        .values_list("account_id")
        .annotate(last=Max("happened_on"))
    )
    since = today - timedelta(days=SPONSOR_RHYTHM_DAYS)
    with_sponsor = [row for row in made.rows if row.sponsor_id]
    made.sponsor_due = [row for row in with_sponsor if met.get(row.pk, date.min) < since]
    made.sponsor_met = len(with_sponsor) - len(made.sponsor_due)


def renewal_months(renewals: Iterable[Renewal], currency: str, today: date) -> dict[date, dict[str, Decimal]]:
    """Contract value that ends in each month of the time frame, by the health band of its account."""
    months: dict[date, dict[str, Decimal]] = {}
    day = today.replace(day=1)
    while day <= today + timedelta(days=RENEWAL_DAYS):
        months[day] = {band: Decimal(0) for band in BANDS}
        day = (day + timedelta(days=32)).replace(day=1)
    for renewal in renewals:
        if renewal.currency == currency and renewal.amount:
            months[renewal.ends_on.replace(day=1)][renewal.band] += renewal.amount
    return months


def filter_choices(user: User) -> dict[str, list[str]]:
    """Segments and countries of the programme's accounts that the reader may see."""
    accounts = visible(Account.objects.filter(key_status__in=STATUSES["programme"]), user).order_by()
    rows = accounts.values_list("segment", "country").annotate(first=Min("pk"))
    return {
        "segments": sorted({segment for segment, _country, _pk in rows if segment}),
        "countries": sorted({country for _segment, country, _pk in rows if country}),
    }


def managers(user: User) -> QuerySet[User]:
    """Managers of the programme's accounts that the reader may see."""
    accounts = visible(Account.objects.filter(key_status__in=STATUSES["programme"]), user)
    return User.objects.filter(pk__in=accounts.order_by().values("manager_id")).order_by("name")


def _total(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def _median(days: list[int]) -> int | None:
    return sorted(days)[len(days) // 2] if days else None
