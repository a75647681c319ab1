"""The tags and filters of the design system, built into every template. docs/design.md shows their use."""

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from lucide.templatetags.lucide import lucide

from kam.lib import shown

register = template.Library()

register.filter("money_short", shown.money_short)
register.filter("score", shown.score)
register.filter("percent", shown.percent)
register.filter("days", shown.days)
register.filter("signed", shown.signed)
register.filter("plain", shown.plain)
register.filter("band", shown.band)
register.filter("sign", shown.sign)
register.filter("initials", shown.initials)


@register.filter
def money(value: object, currency: object = "") -> str:
    """The whole amount with its currency."""
    return shown.money(value, str(currency or ""))


@register.filter
def band_class(value: object) -> str:
    """The class that gives colour to a band, e.g. is-strong."""
    return f"is-{shown.band(value)}"


@register.filter
def near(value: object) -> SafeString:
    """A <time> in words where it is near, the whole date on hover."""
    if not isinstance(value, dt.date):
        return format_html('<span class="faint">{}</span>', shown.UNKNOWN)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', value.isoformat(), shown.full_date(value), shown.near(value)
    )


@register.filter
def hue(name: object) -> int:
    """One of the four tints of a portrait, always the same for a name."""
    return sum(map(ord, str(name or ""))) % 4


@register.filter
def get(mapping: Mapping[Any, Any] | None, key: object) -> object:
    """The value a dict holds for a key that is itself a variable."""
    return mapping.get(key) if mapping else None


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """A lucide icon beside a text: hidden from screen readers. Sizes: small, big."""
    return _icon(name, size)


@lru_cache(maxsize=512)
def _icon(name: str, size: str) -> SafeString:
    classes = f"icon icon-{size}" if size else "icon"
    drawn = lucide(name, size=None, **{"class": classes, "aria_hidden": "true", "focusable": "false"})
    # What is cached must be a plain string once rendered; lucide marks it safe.
    return SafeString(drawn)


SIGN_SHAPES = {
    "strong": '<path d="M5 .8 9.6 9H.4z" fill="currentColor"/>',
    "fair": '<circle cx="5" cy="5" r="3.7" fill="currentColor"/>',
    "weak": '<path d="M5 9.2.4 1h9.2z" fill="currentColor"/>',
    "info": '<path d="M5 .6 9.4 5 5 9.4.6 5z" fill="currentColor"/>',
    "unknown": '<circle cx="5" cy="5" r="3.7" fill="none" stroke="currentColor" stroke-width="1.4"/>',
}


@register.simple_tag
def sign(band: object) -> SafeString:
    """The sign of a band, drawn, so that it looks the same in every font."""
    shape = SIGN_SHAPES.get(shown.band(band), SIGN_SHAPES["info"])
    return SafeString(f'<svg class="sign" viewBox="0 0 10 10" aria-hidden="true">{shape}</svg>')


def attributes(values: Mapping[str, object]) -> SafeString:
    """HTML attributes from keywords: hx_get becomes hx-get, True a bare name, None and False nothing."""
    pairs = [(key.rstrip("_").replace("_", "-"), value) for key, value in values.items()]
    return format_html_join(
        "",
        "{}",
        (
            (format_html(" {}", key) if value is True else format_html(' {}="{}"', key, value),)
            for key, value in pairs
            if value is not None and value is not False and value != ""
        ),
    )


def part(context: Context, name: str, values: dict[str, Any], folder: str = "components") -> SafeString:
    """Render a component's template with only these values, the request and the CSRF token."""
    if context.template is None:
        raise RuntimeError("A component is drawn inside a template")
    inner = context.new(values)
    for key in ("request", "csrf_token", "user"):
        if key in context:
            inner[key] = context[key]
    return context.template.engine.get_template(f"{folder}/{name}.html").render(inner)


@register.simple_block_tag(takes_context=True)
def button(context: Context, content: str, kind: str = "", href: str = "", **options: Any) -> SafeString:
    """{% button kind="primary" icon="plus" href=url %}New{% endbutton %}: a link or a button.

    Takes icon and size too; any other keyword becomes an attribute.
    """
    words, drawn, size = content.strip(), options.pop("icon", ""), options.pop("size", "")
    classes = [
        "btn",
        kind and f"btn-{kind}",
        size and f"btn-{size}",
        "" if words else "btn-icon",
        options.pop("class_", ""),
    ]
    own = {} if href else {"type": options.pop("type", "button")}
    values = {
        "content": words,
        "icon": drawn,
        "href": href,
        "classes": " ".join(filter(None, classes)),
        "attrs": attributes({**own, **options}),
    }
    return part(context, "button", values)


@register.simple_block_tag(takes_context=True)
def panel(context: Context, content: str, title: str = "", id: str = "", **values: object) -> SafeString:
    """A titled part of a page; sub, href with link, level, boxed, count."""
    return part(context, "panel", {"content": content, "title": title, "id": id, **values})


@register.simple_block_tag(takes_context=True)
def menu(context: Context, content: str, label: str = "", icon: str = "", **values: object) -> SafeString:
    """A button that opens a list of .menu-item links and buttons; end=True aligns it to the right."""
    return part(context, "menu", {"content": content, "label": label, "icon": icon, **values})


@register.simple_block_tag(takes_context=True)
def dialog(context: Context, content: str, id: str, title: str, **values: object) -> SafeString:
    """A modal dialog opened by any element with data-dialog="its id"; kind: wide, drawer."""
    return part(context, "dialog", {"content": content, "id": id, "title": title, **values})


@register.simple_block_tag(takes_context=True)
def callout(context: Context, content: str, kind: str = "info", title: str = "", **values: object) -> SafeString:
    """A remark inside the page: info, strong, fair, weak."""
    return part(context, "callout", {"content": content, "kind": kind, "title": title, **values})


@register.simple_block_tag(takes_context=True)
def filterbar(context: Context, content: str, target: str = "", **values: object) -> SafeString:
    """A sticky GET form of filters; with target it answers in place and keeps the address."""
    return part(context, "filterbar", {"content": content, "target": target, **values})


@register.simple_block_tag(takes_context=True)
def chartframe(context: Context, content: str, chart: object, **values: object) -> SafeString:
    """Title, time frame, unit, table and CSV link round a picture."""
    return part(context, "chartframe", {"content": content, "chart": chart, **values})


@register.simple_block_tag
def linked(content: str, href: str = "", element: str = "span", **options: Any) -> SafeString:
    """A link round the content where there is an address, else a plain element; keywords are attributes."""
    options["class"] = options.pop("class_", "")
    if href:
        return format_html("<a{}>{}</a>", attributes({"href": href, **options}), content)
    return format_html("<{0}{1}>{2}</{0}>", element, attributes(options), content)


@register.simple_block_tag(takes_context=True)
def svgchart(context: Context, content: str, chart: object) -> SafeString:
    """The <svg> of a chart with its name, its description and the hatching of what is unknown."""
    return part(context, "svg", {"content": content, "chart": chart}, folder="charts")


@register.simple_tag(takes_context=True)
def sort_header(context: Context, name: str, label: str, num: bool = False, first: str = "") -> SafeString:  # noqa: FBT001, FBT002 -- a template flag
    """A <th> that sorts by ?sort=name, then by -name, keeping the other filters."""
    query = context["request"].GET.copy()
    now = query.get("sort", "")
    start = f"-{name}" if first == "-" else name
    other = name if now == f"-{name}" else f"-{name}"
    query["sort"] = other if now.lstrip("-") == name else start
    query.pop("page", None)
    direction = {name: "ascending", f"-{name}": "descending"}.get(now, "")
    values = {"label": label, "num": num, "direction": direction, "query": query.urlencode()}
    return part(context, "sort_header", values)


@register.simple_tag
def attrs(values: Mapping[str, object] | None) -> str:
    """HTML attributes of a dict, escaped."""
    return attributes(values) if values else conditional_escape("")
