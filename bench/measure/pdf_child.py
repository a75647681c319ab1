"""Makes one plan's PDF in this process as a worker does; `again` makes it once more and leaves the HTML for a browser."""

import json
import os
import resource
import sys
import time
from pathlib import Path

import django

django.setup()

from django.utils import timezone  # noqa: E402 -- after the set-up

from bench.seed.thick import plan_name  # noqa: E402
from planning.models import Plan  # noqa: E402
from reviews.models import Document  # noqa: E402
from reviews.selectors.documents import PlanContent, plan_content  # noqa: E402
from reviews.services.documents import document_pdf  # noqa: E402


def main(language: str, folder: Path, *, again: bool) -> None:
    """Read, render, write, count."""
    begun = time.perf_counter()
    content, document = _read(language)
    made = document_pdf(content, document)
    (folder / f"{language}.pdf").write_bytes(made.data)
    seconds = time.perf_counter() - begun
    if again:
        begun = time.perf_counter()
        document_pdf(*_read(language))
        seconds = time.perf_counter() - begun
        _leave_html(content, document, folder / f"{language}.html")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps({"pages": made.pages, "kib": len(made.data) / 1024, "made_s": seconds, "peak_mb": peak}), flush=True
    )
    os._exit(0)  # at once, as a worker's child and the browser do, without taking all modules down


def _read(language: str) -> tuple[PlanContent, Document]:
    plan = Plan.objects.select_related("account").get(name=plan_name(language))
    today = timezone.localdate()
    document = Document(
        account=plan.account, plan=plan, variant="full", language=language, plan_version="1.0", as_of=today
    )
    return plan_content(plan=plan, variant="full", as_of=today, sensitive=True), document


def _leave_html(content: PlanContent, document: Document, path: Path) -> None:
    """The same HTML under the same style sheet, so that the browser sets the same pages."""
    from reviews.pdf import plan_html, style_text  # noqa: PLC0415 -- loads WeasyPrint, which is measured

    style = f"<style>{style_text(document.paper)}</style></head>"
    path.write_text(plan_html(content, document).replace("</head>", style, 1), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), again="again" in sys.argv[3:])
