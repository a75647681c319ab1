"""The columns of the account list: what may be shown, sorted and downloaded."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import Verb, can, remember_standings
from accounts.models import Account, AccountFigures, User
from accounts.selectors.pages import BOXES, figures_of

CHUNK = 500


@dataclass(frozen=True)
class Column:
    """One column: `key` is also its name in the sorting, `value` what the download holds."""

    key: str
    label: Promise
    value: Callable[[Account, AccountFigures], Any]
    is_number: bool = False
    first: str = ""  # "-" when the highest comes first


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


COLUMNS: tuple[Column, ...] = (
    Column("name", _("Name"), lambda a, _f: a.name),
    Column("status", _("Key status"), lambda a, _f: a.get_key_status_display()),
    Column("theme", _("Theme"), lambda a, _f: a.get_theme_display()),
    Column("stage", _("Stage"), lambda _a, f: f.get_stage_display()),
    Column("health", _("Health"), lambda _a, f: _rounded(f.health)),
    Column("cis", _("CIS"), lambda _a, f: _rounded(f.cis)),
    Column("completeness", _("Plan"), lambda _a, f: _rounded(f.completeness), first="-"),
    Column("next", _("Next date"), lambda _a, f: f.next_on),
    Column("manager", _("Manager"), lambda a, _f: a.manager),
    Column("sponsor", _("Sponsor"), lambda a, _f: a.sponsor),
    Column("team", _("Team"), lambda a, _f: a.team),
    Column("segment", _("Segment"), lambda a, _f: a.segment),
    Column("industry", _("Industry"), lambda a, _f: a.industry),
    Column("country", _("Country"), lambda a, _f: a.country),
    Column("box", _("Viability"), lambda _a, f: BOXES.get(f.box, "")),
    Column("revenue", _("Revenue, 12 months"), lambda _a, f: f.revenue_12m, is_number=True, first="-"),
    Column("overdue", _("Overdue actions"), lambda _a, f: f.overdue_actions, is_number=True, first="-"),
    Column("gaps", _("Gaps on the map"), lambda _a, f: f.gap_count, is_number=True, first="-"),
)

USUAL = ("name", "theme", "stage", "health", "cis", "completeness", "next", "manager")


def columns_of(keys: Iterable[str]) -> list[Column]:
    """The named columns in their fixed order; the name is always there, and unknown keys are left out."""
    wanted = {"name", *keys}
    return [column for column in COLUMNS if column.key in wanted]


def csv_header() -> list[str]:
    """The titles of every column; amounts have their currency beside them."""
    return [*(str(column.label) for column in COLUMNS), str(_("Currency"))]


def csv_rows(accounts: Iterable[Account], user: User) -> Iterator[list[Any]]:
    """Every column of those accounts that the user may export, a chunk at a time."""
    chunk: list[Account] = []
    for account in accounts:
        chunk.append(account)
        if len(chunk) == CHUNK:
            yield from _lines(chunk, user)
            chunk = []
    yield from _lines(chunk, user)


def _lines(chunk: list[Account], user: User) -> Iterator[list[Any]]:
    remember_standings(user, chunk)
    for account in chunk:
        if can(user, Verb.EXPORT, account):
            figures = figures_of(account)
            yield [*(column.value(account, figures) for column in COLUMNS), account.currency]
