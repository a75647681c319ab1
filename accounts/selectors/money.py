"""What an account buys: revenue by month, pipeline, contracts, white space, share of wallet.

Amounts of different currencies are never added: sums are in the account's currency, and every sum says how many
rows in other currencies it leaves out.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Case, Count, DecimalField, F, Min, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from accounts.models import Account, Competitor, Contract, Opportunity, Product, Revenue, Unit, WhiteSpaceCell

YEAR = 12
PROBABILITY = {Opportunity.Stage.EARLY: 20, Opportunity.Stage.MID: 50, Opportunity.Stage.LATE: 75}
NOTICE_SOON_DAYS = 120


def month_of(day: date, later: int = 0) -> date:
    """The first day of the month of `day`, or of a month so many months later (or earlier)."""
    months = day.year * YEAR + day.month - 1 + later
    return date(months // YEAR, months % YEAR + 1, 1)


# ---------------------------------------------------------------- revenue


@dataclass(frozen=True, slots=True)
class RevenueByMonth:
    """24 whole months of revenue, the latest last; None is a month without any row before the first one."""

    months: tuple[date, ...]
    amounts: tuple[Decimal | None, ...]
    currency: str
    left_out: int  # rows in other currencies

    @property
    def by_month(self) -> list[tuple[date, Decimal | None]]:
        """Month and amount in pairs."""
        return list(zip(self.months, self.amounts, strict=True))

    @property
    def is_known(self) -> bool:
        """Whether any month has a figure."""
        return any(amount is not None for amount in self.amounts)

    @property
    def last_year(self) -> Decimal | None:
        """The sum of the latest 12 months."""
        return _sum(self.amounts[YEAR:])

    @property
    def year_before(self) -> Decimal | None:
        """The sum of the 12 months before those."""
        return _sum(self.amounts[:YEAR])

    @property
    def change(self) -> Decimal | None:
        """The latest 12 months against the 12 before, as a share; None when either is unknown or there was none."""
        if self.last_year is None or not self.year_before:
            return None
        return self.last_year / self.year_before - 1

    @property
    def change_percent(self) -> Decimal | None:
        """The same in per cent."""
        return None if self.change is None else 100 * self.change


def _sum(amounts: tuple[Decimal | None, ...]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def revenue_by_month(account: Account, today: date) -> RevenueByMonth:
    """The last 24 whole months. The running month is left out, it would look like a fall."""
    months = tuple(month_of(today, later) for later in range(-2 * YEAR, 0))
    rows = Revenue.objects.filter(account=account, month__gte=months[0], month__lt=month_of(today)).order_by()
    ours = Q(currency=account.currency)
    sums: dict[date, Decimal] = defaultdict(Decimal)
    for day, amount in rows.filter(ours).values_list("month").annotate(Sum("amount")):
        sums[month_of(day)] += amount
    first = Revenue.objects.filter(ours, account=account).order_by().aggregate(first=Min("month"))["first"]
    amounts = tuple(
        sums.get(month, Decimal(0)) if first is not None and month_of(first) <= month else None for month in months
    )
    return RevenueByMonth(months, amounts, account.currency, rows.exclude(ours).count())


def revenue_rows(account: Account) -> QuerySet[Revenue]:
    """Every booked row of an account, the latest first."""
    return Revenue.objects.filter(account=account).select_related("product", "unit").order_by("-month", "pk")


# ---------------------------------------------------------------- opportunities


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Open deals by stage, and what is won and lost, in the account's currency."""

    stages: tuple["PipelineStage", ...]
    weighted: Decimal | None
    open_amount: Decimal | None
    without_amount: int
    left_out: int


@dataclass(frozen=True, slots=True)
class PipelineStage:
    """The deals of one stage."""

    stage: str
    label: str
    count: int
    amount: Decimal | None


def chance() -> Coalesce:
    """The probability of an open deal in per cent: its own, else that of its stage."""
    by_stage = [When(stage=stage, then=Value(percent)) for stage, percent in PROBABILITY.items()]
    return Coalesce("probability", Case(*by_stage, default=Value(0)))


def pipeline(account: Account) -> Pipeline:
    """The deals of an account summed by stage: one query."""
    money = DecimalField(max_digits=20, decimal_places=4)
    ours = Q(currency=account.currency)
    rows = {
        row["stage"]: row
        for row in Opportunity.objects.filter(account=account)
        .order_by()
        .values("stage")
        .annotate(
            count=Count("pk"),
            total=Sum("amount", filter=ours),
            weighted=Sum(F("amount") * chance() / Value(Decimal(100)), filter=ours, output_field=money),
            without=Count("pk", filter=Q(amount=None)),
            foreign=Count("pk", filter=~ours & Q(amount__isnull=False)),
        )
    }
    stages = tuple(
        PipelineStage(stage, str(label), rows[stage]["count"], rows[stage]["total"])
        if stage in rows
        else PipelineStage(stage, str(label), 0, None)
        for stage, label in Opportunity.Stage.choices
    )
    open_rows = [rows[stage] for stage in Opportunity.OPEN if stage in rows]
    known = bool(rows)
    return Pipeline(
        stages=stages,
        weighted=sum((row["weighted"] or Decimal(0) for row in open_rows), Decimal(0)) if known else None,
        open_amount=sum((row["total"] or Decimal(0) for row in open_rows), Decimal(0)) if known else None,
        without_amount=sum(row["without"] for row in open_rows),
        left_out=sum(row["foreign"] for row in open_rows),
    )


@dataclass(frozen=True, slots=True)
class DealFilter:
    """What the list of opportunities is narrowed to."""

    q: str = ""
    stage: str = ""
    product: Product | None = None
    sort: str = ""


DEAL_ORDER = {
    "name": ("name", "pk"),
    "-name": ("-name", "-pk"),
    "amount": (F("amount").asc(nulls_first=True), "pk"),
    "-amount": (F("amount").desc(nulls_last=True), "pk"),
    "close": (F("close_on").asc(nulls_last=True), "pk"),
    "-close": (F("close_on").desc(nulls_last=True), "pk"),
}


def opportunities(account: Account, narrow: DealFilter) -> QuerySet[Opportunity]:
    """The deals of an account, the open ones first unless another order is asked for."""
    return _narrowed(Opportunity.objects.filter(account=account), narrow)


def unassigned_opportunities(narrow: DealFilter) -> QuerySet[Opportunity]:
    """Deals that came without a customer. Only for those with the ability to see them."""
    return _narrowed(Opportunity.objects.filter(account=None), narrow)


def _narrowed(deals: QuerySet[Opportunity], narrow: DealFilter) -> QuerySet[Opportunity]:
    if narrow.q:
        deals = deals.filter(name__icontains=narrow.q)
    if narrow.stage == "open":
        deals = deals.filter(stage__in=Opportunity.OPEN)
    elif narrow.stage:
        deals = deals.filter(stage=narrow.stage)
    if narrow.product:
        deals = deals.filter(product=narrow.product)
    is_over = Case(When(stage__in=Opportunity.OPEN, then=Value(0)), default=Value(1))
    order = DEAL_ORDER.get(narrow.sort, (is_over, F("close_on").asc(nulls_last=True), "pk"))
    return deals.select_related("product", "owner").order_by(*order)


# ---------------------------------------------------------------- contracts and rivals


@dataclass(frozen=True, slots=True)
class ContractLine:
    """A contract and what its dates mean today."""

    contract: Contract
    notice_on: date | None
    needs_renewal: bool  # ends soon and no open deal renews it
    is_overdue: bool  # still called running although its end has passed


def contract_lines(account: Account, today: date) -> list[ContractLine]:
    """The contracts of an account: running ones first, the next end on top."""
    running = Contract.Status.ACTIVE
    rows = (
        Contract.objects.filter(account=account)
        .select_related("renewal_deal")
        .order_by(Case(When(status=running, then=Value(0)), default=Value(1)), F("ends_on").asc(nulls_last=True), "pk")
    )
    return [_contract_line(row, today) for row in rows]


def _contract_line(contract: Contract, today: date) -> ContractLine:
    is_running = contract.status == Contract.Status.ACTIVE
    end = contract.ends_on
    has_deal = contract.renewal_deal is not None and contract.renewal_deal.is_open
    return ContractLine(
        contract=contract,
        notice_on=end - timedelta(days=contract.notice_days) if end else None,
        needs_renewal=bool(is_running and end and 0 <= (end - today).days <= NOTICE_SOON_DAYS and not has_deal),
        is_overdue=bool(is_running and end and end < today),
    )


def competitors(account: Account) -> QuerySet[Competitor]:
    """The rivals seen at an account."""
    return Competitor.objects.filter(account=account).select_related("unit", "product")


# ---------------------------------------------------------------- white space


@dataclass(frozen=True, slots=True)
class GridRow:
    """One unit of the white-space grid; no unit stands for the account as a whole."""

    unit: Unit | None
    cells: tuple[tuple[Product, WhiteSpaceCell | None], ...]


@dataclass(frozen=True, slots=True)
class WhiteSpaceGrid:
    """Units down, products across."""

    products: tuple[Product, ...]
    rows: tuple[GridRow, ...]
    filled: int
    size: int
    current: Decimal | None
    open: Decimal | None
    left_out: int

    @property
    def filled_share(self) -> float | None:
        """Share of the cells whose status is known."""
        return self.filled / self.size if self.size else None


MOST_PRODUCTS = 30


def grid_products(account: Account) -> list[Product]:
    """The columns: products with a cell here first, then the others, at most 30 (a list is no grid)."""
    used = set(WhiteSpaceCell.objects.filter(account=account).order_by().values_list("product_id", flat=True))
    products = list(Product.objects.filter(pk__in=used))
    if len(products) < MOST_PRODUCTS:
        products += Product.objects.exclude(pk__in=used)[: MOST_PRODUCTS - len(products)]
    return sorted(products, key=lambda product: (product.series, product.name))


def white_space_grid(account: Account) -> WhiteSpaceGrid:
    """The grid of an account. Without units there is one row, the account itself."""
    products = grid_products(account)
    cells = list(WhiteSpaceCell.objects.filter(account=account))
    at = {(cell.unit_id, cell.product_id): cell for cell in cells}
    units: list[Unit | None] = list(Unit.objects.filter(account=account))
    if not units or any(cell.unit_id is None for cell in cells):
        units.append(None)
    rows = tuple(
        GridRow(unit, tuple((product, at.get((unit.pk if unit else None, product.pk))) for product in products))
        for unit in units
    )
    unknown = WhiteSpaceCell.Status.UNKNOWN
    ours = [cell for cell in cells if cell.currency == account.currency]
    return WhiteSpaceGrid(
        products=tuple(products),
        rows=rows,
        filled=sum(cell.status != unknown for cell in cells),
        size=len(products) * len(units),
        current=_sum(tuple(cell.current_amount for cell in ours)),
        open=_sum(tuple(open_amount(cell) for cell in ours)),
        left_out=sum(cell.currency != account.currency and _has_money(cell) for cell in cells),
    )


def open_amount(cell: WhiteSpaceCell) -> Decimal | None:
    """What a cell could still bring: the possible amount less what is bought, nothing where it is not needed."""
    if cell.potential_amount is None or cell.status == WhiteSpaceCell.Status.NOT_NEEDED:
        return None
    return max(cell.potential_amount - (cell.current_amount or Decimal(0)), Decimal(0))


def _has_money(cell: WhiteSpaceCell) -> bool:
    return cell.current_amount is not None or cell.potential_amount is not None


def room_to_grow(account: Account, grid: WhiteSpaceGrid, revenue: Decimal | None) -> Decimal | None:
    """The white space of an account: from the grid, else the spend that we could serve less what we bill."""
    if grid.open is not None:
        return grid.open
    if account.addressable_spend is None or revenue is None:
        return None
    return max(account.addressable_spend - revenue, Decimal(0))


def share_of_wallet(account: Account, revenue: Decimal | None) -> Decimal | None:
    """Our part of the spend that we could serve, from 0 up; None while either is unknown."""
    if revenue is None or not account.addressable_spend:
        return None
    return revenue / account.addressable_spend
