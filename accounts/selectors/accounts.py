"""The list of accounts: which rows, in which order. The page, its CSV and the API read it here."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.utils import timezone

from accounts.access import Verb, can, own_account_ids, remember_standings, visible
from accounts.models import Account, Band, KeyStatus, Team, User
from accounts.naming import HAN, domain_of, folded, name_key
from accounts.selectors.gap_rows import accounts_with_gap
from accounts.selectors.pages import figures_of

# What a row of the list shows; the long texts of an account stay in the database.
LIST_SELECT = ("figures", "team", "manager", "sponsor")
LIST_FIELDS = (
    *("name", "sort_key", "key_status", "theme", "segment", "industry", "country", "city", "currency", "archived_at"),
    *("version", "team__name", "team__path", "manager__name", "manager__is_active", "sponsor__name", "figures"),
)

MOST_WORDS = 6
MOST_VALUES = 200
VALUES_SECONDS = 300
MOST_BELOW = 100
MOST_STEPS = 20

SORTS: dict[str, str] = {
    "name": "sort_key",
    "status": "key_status",
    "theme": "theme",
    "stage": "figures__stage_place",
    "health": "figures__health",
    "cis": "figures__cis",
    "completeness": "figures__completeness",
    "next": "figures__next_on",
    "manager": "manager__name",
    "sponsor": "sponsor__name",
    "team": "team__name",
    "segment": "segment",
    "industry": "industry",
    "country": "country",
    "box": "figures__box",
    "revenue": "figures__revenue_12m",
    "overdue": "figures__overdue_actions",
    "gaps": "figures__gap_count",
}


@dataclass(frozen=True)
class AccountFilters:
    """What the list is narrowed to; empty means everything that is not archived."""

    q: str = ""
    view: str = "all"
    team: Team | None = None
    manager: User | None = None
    segment: str = ""
    industry: str = ""
    country: str = ""
    key_status: str = ""
    stage: str = ""
    band: str = ""
    theme: str = ""
    no_manager: bool = False
    overdue: bool = False
    gap: str = ""
    archived: bool = False

    @classmethod
    def of(cls, values: dict[str, Any]) -> "AccountFilters":
        """From the cleaned data of a form; what is missing or empty does not narrow."""
        return cls(**{field.name: values[field.name] for field in fields(cls) if values.get(field.name)})


def account_rows(user: User, filters: AccountFilters, sort: str = "") -> QuerySet[Account]:
    """The accounts that the user may see, narrowed and sorted, with what a row of the list shows."""
    rows = visible(Account.objects.filter(archived_at__isnull=not filters.archived), user, ids_first=True)
    rows = rows.filter(_view(user, filters.view), _facts(filters))
    if filters.q:
        rows = rows.filter(words_in_name(filters.q))
    if filters.gap:
        rows = rows.filter(pk__in=accounts_with_gap(user, filters.gap, timezone.localdate()))
    if _column(sort).startswith("figures__"):
        rows = rows.filter(figures__isnull=False)  # an inner join, so that the order may come from an index there
    return rows.order_by(*_order(sort)).select_related(*LIST_SELECT).only(*LIST_FIELDS)


def _view(user: User, view: str) -> Q:
    """The saved views: the tabs of the list."""
    if view == "mine":
        return Q(pk__in=own_account_ids(user))
    if view == "key":
        return Q(key_status=KeyStatus.KEY)
    if view == "risk":
        return Q(figures__health_band=Band.RED) | Q(figures__health_band=Band.AMBER, figures__health_trend="down")
    return Q(key_status=KeyStatus.WAITING) if view == "waiting" else Q()


def _facts(filters: AccountFilters) -> Q:
    rule = Q()
    for name in ("segment", "industry", "country", "key_status", "theme", "manager"):
        if value := getattr(filters, name):
            rule &= Q(**{name: value})
    if filters.team:
        rule &= Q(team__in=Team.objects.filter(path__startswith=filters.team.path))
    if filters.stage:
        rule &= Q(figures__stage=filters.stage)
    if filters.band:
        rule &= Q(figures__health_band=filters.band)
    if filters.no_manager:
        rule &= Q(manager=None)
    if filters.overdue:
        rule &= Q(figures__overdue_actions__gt=0)
    return rule


def words_in_name(text: str, path: str = "") -> Q:
    """Every word stands in the name, or in how it sounds (pinyin, without accents), in any order.

    Chinese has no case, and two of its signs are too few for the trigram index: they are compared as they stand.
    `path` leads to the account from another model.
    """
    rule = Q()
    for word in text.split()[:MOST_WORDS]:
        if HAN.search(word):
            rule &= Q(**{f"{path}name__contains": word})
        else:
            rule &= Q(**{f"{path}name__icontains": word}) | Q(**{f"{path}sort_key__icontains": folded(word)})
    return rule


def _order(sort: str) -> tuple[OrderBy | str, ...]:
    """By the asked-for column, then by name; what is unknown stands last in both directions."""
    column = _column(sort)
    down = sort.startswith("-")
    if column == "sort_key":
        return ("-sort_key", "-pk") if down else ("sort_key", "pk")
    return (F(column).desc(nulls_last=True) if down else F(column).asc(nulls_last=True), "sort_key", "pk")


def _column(sort: str) -> str:
    return SORTS.get(sort.removeprefix("-"), "sort_key")


# ---------------------------------------------------------------- round the list


def default_view(user: User) -> str:
    """The tab that opens first: one's own accounts for who has any."""
    return "mine" if Account.objects.filter(pk__in=own_account_ids(user), archived_at=None).exists() else "all"


def known_values(user: User, field: str) -> list[str]:
    """The values that a free-text fact has among the accounts of the user, for a pick list.

    Remembered for some minutes: over many accounts the list costs more than the page round it.
    """
    key = f"account-values:{field}:{user.pk}:{user.role}"
    values: list[str] | None = cache.get(key)
    if values is None:
        rows = visible(Account.objects.filter(archived_at=None), user, ids_first=True).exclude(**{field: ""})
        values = list(rows.order_by(field).values_list(field, flat=True).distinct()[:MOST_VALUES])
        cache.set(key, values, VALUES_SECONDS)
    return values


def chosen_accounts(user: User, ids: Sequence[int], verb: Verb) -> tuple[list[Account], list[Account]]:
    """The accounts with these ids at which the user may do this, and those at which they may only look."""
    found = list(visible(Account.objects.filter(pk__in=ids), user).order_by("sort_key", "pk"))
    remember_standings(user, found)
    allowed = [account for account in found if can(user, verb, account)]
    return allowed, [account for account in found if not can(user, verb, account)]


def likely_duplicates(user: User, *, name: str, website: str = "", but: int | None = None) -> list[Account]:
    """Accounts of the same name or website among those that the user may see; archived ones too."""
    rule = Q(name_key=name_key(name)) if name.strip() else Q(pk__in=[])
    if domain := domain_of(website):
        rule |= Q(domain=domain)
    rows = visible(Account.objects.filter(rule), user).exclude(pk=but)
    return list(rows.select_related("manager").order_by("sort_key", "pk")[:5])


@dataclass(frozen=True)
class Group:
    """A company and those below it, as far as the reader may open them."""

    parent: Account | None
    subsidiaries: list[Account]
    is_more: bool
    revenue: dict[str, Decimal]  # by currency, the account itself included; unknown ones are left out
    counted: int

    def __bool__(self) -> bool:
        return self.parent is not None or bool(self.subsidiaries)


def group_of(account: Account, user: User) -> Group:
    """Parent and subsidiaries with their revenue added up; counts only what the reader may open."""
    near = Q(parent=account) | Q(pk=account.parent_id) if account.parent_id else Q(parent=account)
    seen = visible(Account.objects.filter(near, archived_at=None), user).select_related("figures")
    found = list(seen.order_by("sort_key", "pk")[: MOST_BELOW + 2])
    parent = next((row for row in found if row.pk == account.parent_id), None)
    below = [row for row in found if row.pk != account.parent_id]
    revenue: dict[str, Decimal] = {}
    counted = 0
    for row in (account, *below[:MOST_BELOW]):
        amount = figures_of(row).revenue_12m
        if amount is not None:
            revenue[row.currency] = revenue.get(row.currency, Decimal(0)) + amount
            counted += 1
    return Group(parent, below[:MOST_BELOW], len(below) > MOST_BELOW, revenue, counted)


def is_below(account: Account, other: Account) -> bool:
    """Whether `account` belongs to `other`, directly or by several steps."""
    at: int | None = account.parent_id
    for _step in range(MOST_STEPS):
        if at is None or at == other.pk:
            break
        at = Account.objects.filter(pk=at).values_list("parent_id", flat=True).first()
    return at == other.pk
