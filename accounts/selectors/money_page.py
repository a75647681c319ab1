"""The Money tab of an account in one reading."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from accounts.models import Account, Competitor
from accounts.selectors.money import (
    YEAR,
    ContractLine,
    Pipeline,
    RevenueByMonth,
    WhiteSpaceGrid,
    competitors,
    contract_lines,
    pipeline,
    revenue_by_month,
    room_to_grow,
    share_of_wallet,
    white_space_grid,
)
from kam.lib.charts import Bar, Chart, stacked_bars
from kam.lib.shown import money_short


@dataclass(frozen=True, slots=True)
class MoneyPage:
    """Everything on the Money tab."""

    revenue: RevenueByMonth
    pipeline: Pipeline
    contracts: tuple[ContractLine, ...]
    rivals: tuple[Competitor, ...]
    grid: WhiteSpaceGrid
    share_of_wallet: Decimal | None
    white_space: Decimal | None


def money_page(account: Account, today: date) -> MoneyPage:
    """Revenue, deals, contracts, rivals and white space of an account; the queries do not grow with its rows."""
    revenue = revenue_by_month(account, today)
    grid = white_space_grid(account)
    return MoneyPage(
        revenue=revenue,
        pipeline=pipeline(account),
        contracts=tuple(contract_lines(account, today)),
        rivals=tuple(competitors(account)),
        grid=grid,
        share_of_wallet=share_of_wallet(account, revenue.last_year),
        white_space=room_to_grow(account, grid, revenue.last_year),
    )


def revenue_chart(revenue: RevenueByMonth) -> Chart:
    """A column a month; the 12 months before stand paler. A month of credit notes alone has no column."""
    columns = [
        Bar(
            formats.date_format(month, "M y"),
            {"soft" if at < YEAR else "accent": max(float(amount), 0.0)} if amount is not None else {},
        )
        for at, (month, amount) in enumerate(revenue.by_month)
    ]
    return stacked_bars(
        columns,
        title=_("Revenue by month"),
        bands=("soft", "accent"),
        labels={"soft": _("12 months before"), "accent": _("last 12 months")},
        fmt=money_short,
        width=960,
        height=240,
    )
