"""The written methods, docs/methods/*.md: the English part, or the Chinese one for those who read Chinese."""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import nh3
from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from markdown_it import MarkdownIt

from scoring.models import Method
from scoring.selectors import methods

FOLDER = Path(settings.BASE_DIR) / "docs" / "methods"
CHINESE = re.compile(r"^## 简体中文\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class MethodPage:
    """One method in the language of the reader, with its parameters when they are data."""

    slug: str
    title: str
    body: SafeString
    method: Method | None

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """The stored numbers, in the order of the method. A template cannot ask the dict: cis-1 has one named "items"."""
        if self.method is None:
            return []
        ordered = methods.version(self.method.version).to_dict()
        return [(name, json.dumps(value, ensure_ascii=False)) for name, value in ordered.items()]


@lru_cache
def slugs() -> tuple[str, ...]:
    """The methods that have a page."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.md")))


def method_pages() -> list[MethodPage]:
    """All of them."""
    return [page for slug in slugs() if (page := method_page(slug)) is not None]


def method_page(slug: str) -> MethodPage | None:
    """One method; None when there is no such page."""
    if slug not in slugs():
        return None
    title, body = _rendered(slug, chinese=(get_language() or "").startswith("zh"))
    return MethodPage(slug, title, body, Method.objects.filter(version=slug).first())


@lru_cache(maxsize=32)
def _rendered(slug: str, *, chinese: bool) -> tuple[str, SafeString]:
    """Title and HTML. The Chinese part is one section of the document, so its headings move up by one."""
    head, _newline, text = (FOLDER / f"{slug}.md").read_text(encoding="utf-8").partition("\n")
    english, *rest = CHINESE.split(text, maxsplit=1)
    part = re.sub(r"^###", "##", rest[0], flags=re.MULTILINE) if chinese and rest else english
    html = MarkdownIt("commonmark").enable("table").render(part)
    return head.removeprefix("# ").strip(), SafeString(nh3.clean(html))
