"""The written methods, docs/methods/*.md: the English part, or the Chinese one for those who read Chinese."""

import json
import re
from collections.abc import Sequence
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
from scoring.selectors.drafts import DRAFTED, Difference, differences, of_model

FOLDER = Path(settings.BASE_DIR) / "docs" / "methods"
CHINESE = re.compile(r"^## 简体中文：(.+)$", re.MULTILINE)  # and the title


@dataclass(frozen=True, slots=True)
class MethodPage:
    """One method in the language of the reader, with its parameters when they are data."""

    slug: str
    title: str
    body: SafeString
    method: Method | None
    changes: Sequence[Difference] = ()  # against the version before
    versions: Sequence[Method] = ()  # of the same model, newest first

    @property
    def in_force(self) -> Method | None:
        """The newest version of the model."""
        return self.versions[0] if self.versions else None

    @property
    def model(self) -> str:
        """The model whose drafts administrators may write; empty for a method that is not edited."""
        return self.method.model if self.method is not None and self.method.model in DRAFTED else ""

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
    """One method; None when there is no such page. A version without a text has that of the one it was made from."""
    method = Method.objects.filter(version=slug).select_related("published_by").first()
    if method is None:
        return MethodPage(slug, *_text(slug), None) if slug in slugs() else None
    versions = of_model(method.model)
    written = next((row.version for row in _from(versions, method) if row.version in slugs()), None)
    if written is None:
        return None
    title, body = _text(written)
    older = _from(versions, method)[1:]
    changes = differences(older[0].parameters, method.parameters) if older else ()
    return MethodPage(slug, title.replace(written, slug), body, method, changes, versions)


def _from(versions: Sequence[Method], method: Method) -> Sequence[Method]:
    """The version and the older ones, newest first."""
    return versions[versions.index(method) :]


def _text(slug: str) -> tuple[str, SafeString]:
    return _rendered(slug, chinese=(get_language() or "").startswith("zh"))


@lru_cache(maxsize=32)
def _rendered(slug: str, *, chinese: bool) -> tuple[str, SafeString]:
    """Title and HTML. The Chinese part is one section of the document, so its headings move up by one."""
    head, _newline, text = (FOLDER / f"{slug}.md").read_text(encoding="utf-8").partition("\n")
    title, part, *translated = head.removeprefix("# "), *CHINESE.split(text, maxsplit=1)
    if chinese and translated:
        title, part = translated[0], re.sub(r"^###", "##", translated[1], flags=re.MULTILINE)
    html = MarkdownIt("commonmark").enable("table").render(part)
    return title.strip(), SafeString(nh3.clean(html))
