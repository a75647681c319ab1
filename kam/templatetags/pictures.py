"""The parts of pictures that come by the hundred: bubbles and bars, written in Python for the same reason as drawn.py."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from kam.lib.charts.bars import DrawnBar, Piece
from kam.lib.charts.plane import Placed

register = template.Library()

# The sign of a band inside its bubble, so that colour alone never says it.
SIGNS = {
    "strong": "M0 -4L4.2 3.4H-4.2Z",
    "weak": "M0 4L4.2 -3.4H-4.2Z",
    "fair": "M-3 0A3 3 0 1 0 3 0A3 3 0 1 0 -3 0Z",
}
ROOM_FOR_SIGN = 7


def _words(value: Any) -> str:
    return conditional_escape(value)


def _group(href: str, content: str) -> str:
    return f'<a href="{_words(href)}">{content}</a>' if href else f"<g>{content}</g>"


def _fill(band: str) -> str:
    return "" if band == "unknown" else f" fill-{band}"


@register.simple_tag
def draw_bubbles(points: Iterable[Placed]) -> SafeString:
    """Every bubble with its hint, its sign and its label."""
    return SafeString("".join(_group(point.href, _bubble(point)) for point in points))


def _bubble(point: Placed) -> str:
    parts = [
        f'<title>{_words(point.hint)}</title><circle class="mark{_fill(point.band)} line-{point.band}" cx="{point.x}" '
        f'cy="{point.y}" r="{point.radius}" fill="{point.fill}" fill-opacity="0.72" stroke="#4c5c5f" stroke-width="1" />'
    ]
    if point.radius >= ROOM_FOR_SIGN and point.band != "unknown":
        place = f'transform="translate({point.x} {point.y})"'
        parts.append(f'<path class="t-on-fill" {place} d="{SIGNS.get(point.band, "")}" fill="#ffffff" />')
    if point.labelled:
        parts.append(
            f'<text class="t-name t-halo" x="{point.label_x}" y="{point.label_y}" font-size="11" '
            f'text-anchor="{point.anchor}" fill="#152123">{_words(point.name)}</text>'
        )
    return "".join(parts)


@register.simple_tag
def draw_rows(bars: Iterable[DrawnBar]) -> SafeString:
    """Every horizontal bar with its name, its pieces, its capacity and its total."""
    return SafeString("".join(_group(bar.href, _row(bar)) for bar in bars))


def _row(bar: DrawnBar) -> str:
    note = f'<tspan class="t-note" font-weight="400" fill="#4c5c5f"> {_words(bar.note)}</tspan>' if bar.note else ""
    hint = f"{bar.full_name}: {bar.total}{f', {bar.note}' if bar.note else ''}"
    capacity = (
        f'<path class="axis" transform="translate({bar.capacity_x} {bar.total_y})" d="M0 -14V6" stroke="#152123" '
        'stroke-width="1.5" />'
        if bar.capacity_x
        else ""
    )
    return (
        f"<title>{_words(hint)}</title>"
        f'<text class="t-name" x="{bar.x}" y="{bar.y}" text-anchor="end" fill="#152123">{_words(bar.name)}</text>'
        f"{draw_pieces(bar.pieces)}{capacity}"
        f'<text class="t-value t-halo" x="{bar.total_x}" y="{bar.total_y}" font-weight="600" fill="#152123">'
        f"{_words(bar.total)}{note}</text>"
    )


@register.simple_tag
def draw_pieces(pieces: Iterable[Piece]) -> SafeString:
    """The rectangles of a bar, each with its hint."""
    return SafeString(
        "".join(
            f'<rect class="mark{_fill(piece.band)} line-surface" x="{piece.x}" y="{piece.y}" width="{piece.width}" '
            f'height="{piece.height}" fill="{piece.fill}" stroke="#ffffff" stroke-width="1">'
            f"<title>{_words(piece.hint)}</title></rect>"
            for piece in pieces
        )
    )
