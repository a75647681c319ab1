"""A row of the account list. In Python, because a page draws 50 rows of up to 18 columns: a template takes ten times as long."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.urls import get_script_prefix, reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import Account, AccountFigures, User
from accounts.selectors.columns import Column
from accounts.selectors.pages import BOXES, figures_of
from kam.lib import shown
from kam.templatetags.drawn import draw_progress, draw_score, draw_stepper
from kam.templatetags.ui import near

register = template.Library()

type Cell = Callable[[Account, AccountFigures, Column], Any]

NONE = SafeString('<span class="faint">–</span>')


@register.simple_tag
def account_cells(account: Account, columns: Sequence[Column], bulk: Any = None) -> SafeString:
    """The cells of one account; with bulk a box to mark it comes first."""
    figures = figures_of(account)
    parts = [_mark(account)] if bulk else []
    for column in columns:
        if column.key == "name":
            link = f'<a href="{_address(account.pk)}">{conditional_escape(account.name)}</a>'
            parts.append(f'<th scope="row">{link}</th>')
            continue
        kind = ' class="num"' if column.is_number else ""
        words = conditional_escape(CELLS[column.key](account, figures, column))
        parts.append(f'<td{kind} data-label="{conditional_escape(str(column.label))}">{words}</td>')
    return SafeString("".join(parts))


def _mark(account: Account) -> str:
    label = conditional_escape(_("Mark %(name)s") % {"name": account.name})
    box = f'<input type="checkbox" name="ids" value="{account.pk}" data-row-select aria-label="{label}">'
    return f'<td class="cell-check">{box}</td>'


def _address(pk: int) -> str:
    return _pattern(get_script_prefix()).replace("/0/", f"/{pk}/")


@lru_cache(maxsize=4)
def _pattern(prefix: str) -> str:
    """Looked up once a process, not once a row; the prefix belongs to the answer."""
    del prefix
    return reverse("account-overview", args=[0])


def _person(user: User | None) -> str:
    return user.name if user else SafeString(f'<span class="faint">{conditional_escape(_("nobody"))}</span>')


def _completeness(_account: Account, figures: AccountFigures, column: Column) -> str:
    return NONE if figures.completeness is None else draw_progress(value=figures.completeness, label=column.label)


CELLS: dict[str, Cell] = {
    "status": lambda a, _f, _c: a.get_key_status_display(),
    "theme": lambda a, _f, _c: a.get_theme_display() or NONE,
    "stage": lambda _a, f, _c: draw_stepper(stage=f.stage_place, label=f.get_stage_display()),
    "health": lambda _a, f, _c: draw_score(
        value=f.health, band=f.health_band, band_label=f.get_health_band_display(), trend=f.health_delta
    ),
    # The score has no bands: a sign of its own says that it is known.
    "cis": lambda _a, f, _c: draw_score(
        value=f.cis, band="" if f.cis is None else "info", bar=True, low=f.cis_low, high=f.cis_high
    ),
    "completeness": _completeness,
    "next": lambda _a, f, _c: near(f.next_on),
    "manager": lambda a, _f, _c: _person(a.manager),
    "sponsor": lambda a, _f, _c: _person(a.sponsor),
    "team": lambda a, _f, _c: a.team.name if a.team else "–",
    "segment": lambda a, _f, _c: a.segment or "–",
    "industry": lambda a, _f, _c: a.industry or "–",
    "country": lambda a, _f, _c: a.country or "–",
    "box": lambda _a, f, _c: BOXES.get(f.box, "–"),
    "revenue": lambda a, f, _c: shown.money_short(f.revenue_12m, a.currency),
    "overdue": lambda _a, f, _c: f.overdue_actions or "",
    "gaps": lambda _a, f, _c: f.gap_count or "",
}
