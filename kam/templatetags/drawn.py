"""Components that a page draws by the hundred, written in Python: a template costs ten times as much for each.

Lists call the tags of this module; elsewhere `{% include "components/score.html" %}` and its like stay the way to draw
one, and call the same tags. docs/design.md shows the components.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.db.models import Model
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.html import format_html
from django.utils.safestring import SafeData, SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kam.context import RAIL
from kam.lib import shown
from kam.lib.choices import choice_label
from kam.lib.merging import Piece
from kam.templatetags.ui import hue, icon, sign

register = template.Library()

SEGMENTS = (0, 9.5, 19, 28.5, 38)
DASH = '<span aria-hidden="true">–</span><span class="sr-only">{}</span>'


def plain_text(value: Any) -> str:
    """Text escaped for HTML, as a template does it; what is safe already stays."""
    return str(value) if isinstance(value, SafeData) else escape(str(value))


def _unknown(value: Any) -> bool:
    return value is None or value == ""


def _plain(number: Any) -> str:
    """A number as SVG reads it, whatever the language of the page."""
    return plain_text(str(number))


def _dash() -> str:
    return DASH.format(plain_text(_("unknown")))


def _title(title: Any) -> str:
    return f' title="{plain_text(title)}"' if title else ""


@register.simple_tag
def draw_score(
    *,
    value: Any = None,
    band: Any = None,
    band_label: Any = "",
    trend: Any = None,
    low: Any = None,
    high: Any = None,
    target: Any = None,
    title: Any = "",
    **looks: Any,
) -> SafeString:
    """A score with its band's sign; trend is the change in points; looks: bar, big, show_label."""
    parts = [
        f'<span class="score is-{shown.band(band)}{" score-big" if looks.get("big") else ""}"{_title(title)}>',
        sign(band),
    ]
    parts.append(f'<span class="score-value">{_dash() if _unknown(value) else plain_text(shown.score(value))}</span>')
    if band_label:
        hidden = "" if looks.get("show_label") else "sr-only"
        parts.append(f'<span class="{hidden}">{plain_text(band_label)}</span>')
    if trend:
        parts.append(f'<span class="trend">{plain_text(shown.signed(trend))}</span>')
    if looks.get("bar"):
        parts.append(_bar(value, low, high, target))
    return SafeString("".join([*parts, "</span>"]))


def _bar(value: Any, low: Any, high: Any, target: Any) -> str:
    """The score on its line from 0 to 100, with the range that it lies in and the tick of the target."""
    parts = [
        '<svg class="score-bar" viewBox="-6 0 112 14" aria-hidden="true">'
        '<line class="track" x1="0" x2="100" y1="7" y2="7" stroke-width="3" stroke-linecap="round" />'
    ]
    if not _unknown(value):
        if not _unknown(low) and not _unknown(high):
            ends = f'x1="{_plain(low)}" x2="{_plain(high)}"'
            parts.append(f'<line class="range" {ends} y1="7" y2="7" stroke-width="5" stroke-linecap="round" />')
        parts.append(f'<circle class="dot" cx="{_plain(value)}" cy="7" r="5" stroke-width="1.5" />')
    if not _unknown(target):
        at = _plain(target)
        parts.append(f'<line class="tick" x1="{at}" x2="{at}" y1="1" y2="13" stroke-width="1.5" />')
    parts.append("</svg>")
    if not _unknown(low):
        words = _("between %(from)s and %(to)s") % {"from": shown.score(low), "to": shown.score(high)}
        parts.append(f'<span class="sr-only">{plain_text(words)}</span>')
    return "".join(parts)


@register.simple_tag
def draw_stepper(*, stage: Any = None, label: Any = "", show_label: Any = False) -> SafeString:
    """The five stages in miniature; stage is 1 to 5, none when there is no plan."""
    if stage:
        segments = "".join(
            f'<rect class="{_segment(int(stage), place)}" x="{x}" y="1" width="8" height="6" rx="1.5" />'
            for place, x in enumerate(SEGMENTS, 1)
        )
    else:
        segments = '<rect class="seg" x="0" y="1" width="46" height="6" rx="1.5" />'
    look = "" if show_label else ' class="muted small"'
    return SafeString(
        f'<span class="steps-mini"><svg width="46" height="8" viewBox="0 0 46 8" aria-hidden="true">{segments}</svg>'
        f"<span{look}>{plain_text(label or '–')}</span></span>"
    )


def _segment(stage: int, place: int) -> str:
    if stage == place:
        return "seg-now"
    return "seg-done" if stage > place else "seg"


@register.simple_tag
def draw_progress(
    *, value: Any = None, max: Any = None, label: Any = "", text: Any = "", band: Any = "", wide: Any = False
) -> SafeString:
    """A share done, as a bar and in words."""
    look = f"progress{' progress-wide' if wide else ''}{f' is-{shown.band(band)}' if band else ''}"
    if _unknown(value):
        return SafeString(f'<span class="{look}"><span class="progress-text">{_dash()}</span></span>')
    words = text or f"{shown.plain(value)}{f'/{shown.plain(max)}' if max else '%'}"
    return SafeString(
        f'<span class="{look}"><progress value="{_plain(value)}" max="{_plain(max or 100)}" '
        f'aria-label="{plain_text(label or _("Progress"))}"></progress>'
        f'<span class="progress-text">{plain_text(words)}</span></span>'
    )


@register.simple_tag
def draw_badge(
    *, text: Any = "", band: Any = "", icon_name: str = "", title: Any = "", plain: Any = False
) -> SafeString:
    """A word in a frame, with the colour and the sign of a band or with an icon."""
    look = f"is-{shown.band(band)}" if band else "badge-plain"
    mark = sign(band) if band and not plain else icon(icon_name, "small") if icon_name else ""
    return SafeString(f'<span class="badge {look}"{_title(title)}>{mark}{plain_text(text)}</span>')


@register.simple_tag
def draw_avatar(*, name: Any = "", big: Any = False) -> SafeString:
    """The initials of a person on a tint of their own."""
    look = f"avatar avatar-{hue(name)}{' avatar-big' if big else ''}"
    return SafeString(f'<span class="{look}" aria-hidden="true">{plain_text(shown.initials(name))}</span>')


PIECES = {"added": "<ins>{}</ins>", "removed": "<del>{}</del>", "gap": '<span class="faint">{}</span>'}


@register.simple_tag
def draw_words_changed(pieces: Iterable[Piece]) -> SafeString:
    """What became of a text (kam.lib.merging), without a blank that is not in it."""
    parts = (format_html(PIECES.get(piece.kind, "{}"), piece.text) for piece in pieces)
    return SafeString(f'<span class="pieces">{"".join(parts)}</span>')


@register.simple_tag
def draw_person(*, name: Any = "", href: Any = "", role: Any = "", big: Any = False) -> SafeString:
    """A person with portrait, perhaps a link and a role; "Nobody yet" without a name."""
    shown_name: str
    if not name:
        shown_name = format_html('<span class="faint">{}</span>', _("Nobody yet"))
    elif href:
        shown_name = format_html('<a href="{}">{}</a>', href, name)
    else:
        shown_name = plain_text(name)
    place = format_html('<span class="person-role">{}</span>', role) if role else ""
    return SafeString(
        f'<span class="person">{draw_avatar(name=name, big=big)}<span class="person-text">{shown_name}{place}</span></span>'
    )


@register.simple_tag
def widget_attrs(values: Mapping[str, Any]) -> SafeString:
    """The attributes of a form's widget, as Django's own template writes them."""
    return SafeString(
        "".join(
            f" {plain_text(name)}" if value is True else f' {plain_text(name)}="{plain_text(str(value))}"'
            for name, value in values.items()
            if value is not False
        )
    )


@register.simple_tag
def draw_options(groups: Iterable[tuple[Any, list[dict[str, Any]], int]]) -> SafeString:
    """The options of a select, as Django's own templates write them."""
    parts: list[str] = []
    for name, options, _index in groups:
        drawn = "".join(_option(option) for option in options)
        parts.append(f'<optgroup label="{plain_text(name)}">{drawn}</optgroup>' if name else drawn)
    return SafeString("".join(parts))


def _option(option: Mapping[str, Any]) -> str:
    value, label = plain_text(str(option["value"])), plain_text(option["label"])
    return f'<option value="{value}"{widget_attrs(option["attrs"])}>{label}</option>'


@register.simple_tag
def table_rows(rows: Iterable[Iterable[Any]]) -> SafeString:
    """Rows of a table whose first cell is the row's head and whose others are numbers."""
    parts = []
    for row in rows:
        head, *cells = (plain_text(cell) for cell in row)
        numbers = "".join(f'<td class="num">{cell}</td>' for cell in cells)
        parts.append(f'<tr><th scope="row">{head}</th>{numbers}</tr>')
    return SafeString("".join(parts))


@register.filter
def choice(row: Model, field: str) -> str:
    """The label of a choice: {{ review|choice:"kind" }} is {{ review.get_kind_display }} for lists."""
    return choice_label(row, field)


@register.simple_tag
def fixed(name: str) -> SafeString:
    """A component that is the same on every page of a language: drawn once a process."""
    return _fixed(name, get_language() or "", get_script_prefix())


@lru_cache(maxsize=64)
def _fixed(name: str, language: str, prefix: str) -> SafeString:
    del language, prefix  # belong to the answer, and so to the key
    return render_to_string(f"components/{name}.html", {"rail": RAIL})
