"""Rows of the account list. In Python, because a page draws 50 rows of up to 18 columns: a template takes ten times as long."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import Account, AccountFigures, User
from accounts.selectors.columns import Column
from accounts.selectors.pages import BOXES, figures_of
from kam.lib import shown
from kam.lib.addresses import address
from kam.lib.choices import choice_label
from kam.templatetags.drawn import draw_progress, draw_score, draw_stepper, plain_text
from kam.templatetags.ui import near

register = template.Library()

type Cell = Callable[[Account, AccountFigures], Any]

NONE = SafeString('<span class="faint">–</span>')


@register.simple_tag
def account_rows(accounts: Iterable[Account], columns: Sequence[Column], bulk: Any = None) -> SafeString:
    """A row for each account; with bulk a box to mark it comes first. What all rows share is put into words once."""
    heads = [(column.key, _opening(column)) for column in columns if column.key != "name"]
    mark = _("Mark %(name)s")
    parts: list[str] = []
    for account in accounts:
        figures = figures_of(account)
        name = plain_text(account.name)
        parts.append("<tr>")
        if bulk:
            label = mark % {"name": name}
            box = f'<input type="checkbox" name="ids" value="{account.pk}" data-row-select aria-label="{label}">'
            parts.append(f'<td class="cell-check">{box}</td>')
        parts.append(f'<th scope="row"><a href="{address("account-overview", account.pk)}">{name}</a></th>')
        parts += [f"{opening}{plain_text(CELLS[key](account, figures))}</td>" for key, opening in heads]
        parts.append("</tr>")
    return SafeString("".join(parts))


def _opening(column: Column) -> str:
    kind = ' class="num"' if column.is_number else ""
    return f'<td{kind} data-label="{plain_text(column.label)}">'


def _person(user: User | None) -> str:
    return user.name if user else SafeString(f'<span class="faint">{plain_text(_("nobody"))}</span>')


def _stage(_account: Account, figures: AccountFigures) -> str:
    return draw_stepper(stage=figures.stage_place, label=choice_label(figures, "stage"))


def _health(_account: Account, figures: AccountFigures) -> str:
    label = choice_label(figures, "health_band")
    return draw_score(value=figures.health, band=figures.health_band, band_label=label, trend=figures.health_delta)


def _cis(_account: Account, figures: AccountFigures) -> str:
    return draw_score(value=figures.cis, bar=True, low=figures.cis_low, high=figures.cis_high)


def _completeness(_account: Account, figures: AccountFigures) -> str:
    return NONE if figures.completeness is None else draw_progress(value=figures.completeness, label=_("Plan"))


CELLS: dict[str, Cell] = {
    "status": lambda a, _f: choice_label(a, "key_status"),
    "theme": lambda a, _f: choice_label(a, "theme") or NONE,
    "stage": _stage,
    "health": _health,
    "cis": _cis,
    "completeness": _completeness,
    "next": lambda _a, f: near(f.next_on),
    "manager": lambda a, _f: _person(a.manager),
    "sponsor": lambda a, _f: _person(a.sponsor),
    "team": lambda a, _f: a.team.name if a.team else "–",
    "segment": lambda a, _f: a.segment or "–",
    "industry": lambda a, _f: a.industry or "–",
    "country": lambda a, _f: a.country or "–",
    "box": lambda _a, f: BOXES.get(f.box, "–"),
    "revenue": lambda a, f: shown.money_short(f.revenue_12m, a.currency),
    "overdue": lambda _a, f: f.overdue_actions or "",
    "gaps": lambda _a, f: f.gap_count or "",
}
