"""A plan's content as a tagged PDF (WeasyPrint). Imported only where a document is made: the library is slow to load."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from kam.lib import charts
from reviews.map_pages import map_pictures
from reviews.models import Document
from reviews.selectors.customer_version import CustomerContent
from reviews.selectors.documents import PlanContent
from scoring.models import Programme
from scoring.selectors.explained import health_lines

FONT = Path(pylopdf_fonts_zh_cn.sans_path())
STYLE = Path(settings.BASE_DIR) / "static" / "css" / "document.css"
SIZES = {Document.Paper.A4: "A4", Document.Paper.LETTER: "letter"}


@dataclass(frozen=True)
class MadePdf:
    """The file and its number of pages."""

    data: bytes
    pages: int


@cache
def _fonts() -> FontConfiguration:
    """One configuration a process: building it is the dear part."""
    return FontConfiguration()


def style_text(paper: str) -> str:
    """The style sheet; the font is named for all text, so that no font of the machine slips in."""
    face = f"@font-face {{ font-family: 'KAM Document'; src: url('{FONT.as_uri()}'); }}"
    name = SIZES[Document.Paper(paper)]
    size = f"@page {{ size: {name}; }} @page map {{ size: {name} landscape; }}"
    return face + size + STYLE.read_text(encoding="utf-8")


def plan_html(content: PlanContent | CustomerContent, document: Document) -> str:
    """The document as HTML in its own language; what both WeasyPrint and a browser can print."""
    if isinstance(content, CustomerContent):
        return customer_html(content, document)
    with translation.override(document.language):
        context = {
            "content": content,
            "document": document,
            "programme": Programme.objects.first() or Programme(),
            "power_grid": _power_grid(content) if content.sensitive else None,
            "maps": map_pictures(content) if document.variant == Document.Variant.FULL else [],
            "health_factors": health_lines(content.health) if content.health else [],
        }
        return render_to_string("reviews/document.html", context)


def customer_html(content: CustomerContent, document: Document) -> str:
    """What the customer reads, in the language of the document."""
    with translation.override(document.language):
        context = {"content": content, "document": document, "programme": Programme.objects.first() or Programme()}
        return render_to_string("reviews/customer_document.html", context)


def _power_grid(content: PlanContent) -> charts.Chart:
    """The map's picture: the same one that the screen shows."""
    people = [
        charts.GridPerson(
            person.name,
            person.stance,
            person.influence,
            max((link.strength for link in person.links.all()), default=None),
        )
        for person in content.stakeholders
    ]
    return charts.power_grid(people, title=_("Stance and influence"), width=520, height=300)


def render_plan(content: PlanContent | CustomerContent, document: Document) -> MadePdf:
    """The PDF: tagged, PDF/UA-1, with every glyph embedded."""
    html = plan_html(content, document)
    rendered = HTML(string=html, base_url=str(settings.BASE_DIR)).render(
        stylesheets=[CSS(string=style_text(document.paper), font_config=_fonts())], font_config=_fonts()
    )
    return MadePdf(data=rendered.write_pdf(pdf_variant="pdf/ua-1"), pages=len(rendered.pages))
