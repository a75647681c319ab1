"""The board's tiles and tables: every number with the link to its rows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Band, KeyStatus
from accounts.selectors.gap_rows import SEVERE, RuleCount
from kam.lib import shown
from reviews.selectors.portfolio import BANDS, Board

CARRIED = ("team", "segment", "country", "manager")


@dataclass(frozen=True)
class Tile:
    """One figure of the board and where its rows are."""

    label: str
    value: str
    note: str = ""
    band: str = ""
    href: str = ""


def account_link(query: QueryDict, **more: str) -> str:
    """The account list with the board's filter and one condition more."""
    kept = QueryDict(mutable=True)
    for name in CARRIED:
        if query.get(name):
            kept[name] = str(query[name])
    if query.get("scope") != "programme":
        kept["key_status"] = KeyStatus.KEY
    for name, value in more.items():
        kept[name] = value
    return f"{reverse('accounts:account-list')}?{kept.urlencode()}"


def tiles(board: Board, query: QueryDict) -> list[Tile]:
    """The row of tiles."""
    return [*_money_tiles(board, query), *_work_tiles(board, query), *_people_tiles(board, query)]


def _since(board: Board, then: str) -> str:
    """What stood there on the day compared with."""
    day = shown.full_date(board.past.day) if board.past else ""
    return _("%(value)s on %(day)s") % {"value": then, "day": day}


def _band(board: Board, *, is_weak: bool) -> str:
    """How a tile's note is coloured: what it says of the past is no judgement on today."""
    if board.past:
        return ""
    return "weak" if is_weak else "strong"


def _money_tiles(board: Board, query: QueryDict) -> list[Tile]:
    """How much there is, and how much of it is safe."""
    cur, past = board.currency, board.past
    unknown = board.revenue_by_band[Band.GREY]
    return [
        Tile(
            _("Key accounts"),
            shown.plain(len(board.rows)),
            _("%(cap)s is the cap") % {"cap": board.cap},
            "weak" if len(board.rows) > board.cap else "",
            account_link(query),
        ),
        Tile(
            _("Revenue, 12 months"),
            shown.money_short(board.revenue, cur),
            _since(board, shown.money_short(past.revenue, cur)) if past else _left_out(board),
            "",
            account_link(query, sort="-revenue"),
        ),
        Tile(
            _("Net retention, 12 months"),
            shown.percent(board.retention),
            _("of last year's revenue from the same accounts"),
            _retention_band(board.retention),
            account_link(query, sort="-revenue"),
        ),
        Tile(
            _("Revenue at risk"),
            shown.money_short(board.at_risk, cur),
            _since(board, shown.money_short(past.revenue_by_band[Band.RED], cur)) if past else _("health is weak"),
            _band(board, is_weak=bool(board.at_risk)),
            account_link(query, band=Band.RED),
        ),
        Tile(
            _("Revenue in the dark"),
            shown.money_short(unknown, cur),
            _since(board, shown.money_short(past.revenue_by_band[Band.GREY], cur))
            if past
            else _("too little is known for a score"),
            "",
            account_link(query, band=Band.GREY),
        ),
    ]


def _work_tiles(board: Board, query: QueryDict) -> list[Tile]:
    """What is there to win, to renew and to do."""
    cur = board.currency
    return [
        Tile(
            _("Renewals, 180 days"),
            shown.money_short(board.renewal_amount, cur),
            ngettext("%(count)s contract", "%(count)s contracts", len(board.renewals)) % {"count": len(board.renewals)},
            "",
            "#renewals",
        ),
        Tile(
            _("White space"),
            shown.money_short(board.white_space, cur),
            _("%(amount)s in weighted pipeline") % {"amount": shown.money_short(board.pipeline, cur)},
            "",
            "#white-space",
        ),
        Tile(
            _("CIS coverage"),
            shown.percent(board.cis_coverage),
            _("of revenue has a reported score"),
            "",
            account_link(query, sort="-cis"),
        ),
        Tile(
            _("Overdue actions"),
            shown.plain(board.overdue),
            _since(board, shown.plain(board.past.overdue)) if board.past else "",
            _band(board, is_weak=bool(board.overdue)),
            account_link(query, overdue="1"),
        ),
    ]


def _people_tiles(board: Board, query: QueryDict) -> list[Tile]:
    """Where the relation needs somebody."""
    return [
        Tile(
            _("Sponsor meetings"),
            shown.plain(board.sponsor_met),
            ngettext("%(count)s is due", "%(count)s are due", len(board.sponsor_due))
            % {"count": len(board.sponsor_due)},
            "fair" if board.sponsor_due else "strong",
            "#sponsors",
        ),
        Tile(
            _("Severe gaps"),
            shown.plain(board.gaps.severe),
            ngettext(
                "%(count)s account has one on its map", "%(count)s accounts have one on their map", board.gaps.severe
            )
            % {"count": board.gaps.severe},
            "weak" if board.gaps.severe else "strong",
            account_link(query, gap=SEVERE),
        ),
    ]


@dataclass(frozen=True)
class GapRow:
    """A rule of the map, and the accounts that break it."""

    count: RuleCount
    href: str


def gap_rows(board: Board, query: QueryDict) -> list[GapRow]:
    """The rules that some account of the board breaks, each with the link to these accounts."""
    return [GapRow(count, account_link(query, gap=count.rule)) for count in board.gaps.rules]


def gaps_table(board: Board) -> "Table":
    """How many accounts have a gap of each rule."""
    header = (_("Rule"), _("Gap on the map"), _("Accounts"), _("Severe"))
    return header, [(one.rule, str(one.title), one.accounts, one.severe) for one in board.gaps.rules]


def _left_out(board: Board) -> str:
    if not board.left_out:
        return ""
    words = ngettext(
        "%(count)s account in another currency left out",
        "%(count)s accounts in other currencies left out",
        board.left_out,
    )
    return words % {"count": board.left_out}


def _retention_band(retention: float | None) -> str:
    if retention is None:
        return ""
    if retention >= 1:
        return "strong"
    return "fair" if retention >= 0.9 else "weak"


type Table = tuple[Sequence[str], Iterable[Sequence[Any]]]


def accounts_table(board: Board) -> Table:
    """Every account of the board with its figures."""
    header = (
        _("Account"), _("Account manager"), _("Health"), _("Band"), _("Change"), _("Viability"), _("CIS"), _("Stage"),
        _("Completeness, %"), _("Revenue, 12 months"), _("Revenue before"), _("White space"), _("Weighted pipeline"),
        _("Currency"), _("Overdue actions"), _("Next review"),
    )  # fmt: skip
    rows = (
        (
            row.name, row.manager, row.health, row.band, row.delta, row.viability, row.cis, row.stage,
            row.completeness, row.revenue, row.before, row.white_space, row.pipeline,
            row.currency, row.overdue, row.next_review_on,
        )
        for row in board.rows
    )  # fmt: skip
    return header, rows


def bands_table(board: Board) -> Table:
    """Accounts and revenue under each health band; beside them those of the day compared with."""
    header = [_("Health"), _("Accounts"), _("Revenue, 12 months"), _("Currency")]
    counts, past = board.accounts_by_band, board.past
    rows = [[str(Band(band).label), counts[band], board.revenue_by_band[band], board.currency] for band in BANDS]
    if past:
        then = past.accounts_by_band([row.pk for row in board.rows])
        header += [_since(board, _("Accounts")), _since(board, _("Revenue, 12 months"))]
        rows = [[*row, then[band], past.revenue_by_band[band]] for row, band in zip(rows, BANDS, strict=True)]
    return header, rows


def renewals_table(board: Board) -> Table:
    """Contracts that end within 180 days."""
    header = (_("Account"), _("Contract"), _("Ends on"), _("Value a year"), _("Currency"), _("Chance, %"), _("Health"))
    return header, [
        (row.account, row.contract, row.ends_on, row.amount, row.currency, row.chance, row.band)
        for row in board.renewals
    ]


def movers_table(board: Board) -> Table:
    """Accounts whose health moved."""
    header = (_("Account"), _("Account manager"), _("Health"), _("Change"))
    return header, [(row.name, row.manager, row.health, row.delta) for row in board.movers]


def stages_table(board: Board) -> Table:
    """Plans in each stage."""
    header = (_("Stage"), _("Accounts"), _("Median days in the stage"))
    return header, [(row.label, row.accounts, row.median_days) for row in board.stages]


def workload_table(board: Board) -> Table:
    """What each account manager carries."""
    header = (_("Account manager"), _("Accounts"), _("Revenue, 12 months"), _("Open actions"), _("Overdue actions"))
    return header, [(row.manager, row.accounts, row.revenue, row.open_actions, row.overdue) for row in board.workload]


def overdue_table(board: Board) -> Table:
    """Overdue actions by their owner."""
    return (_("Owner"), _("Overdue actions")), [(name, count) for _pk, name, count in board.overdue_by_owner]


def sponsors_table(board: Board) -> Table:
    """Accounts whose sponsor should meet the customer."""
    return (_("Account"), _("Account manager")), [(row.name, row.manager) for row in board.sponsor_due]


TABLES: dict[str, Callable[[Board], Table]] = {
    "accounts": accounts_table,
    "bands": bands_table,
    "renewals": renewals_table,
    "movers": movers_table,
    "stages": stages_table,
    "workload": workload_table,
    "overdue": overdue_table,
    "sponsors": sponsors_table,
    "gaps": gaps_table,
}
