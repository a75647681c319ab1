"""Makes plans' PDF files as a worker does: loaded once, and for each order ("en /folder") a fresh fork of the process."""

import json
import os
import resource
import sys
import time
from pathlib import Path

import django

django.setup()

from django.db import connections  # noqa: E402 -- after the set-up
from django.utils import timezone  # noqa: E402

import reviews.pdf  # noqa: E402 -- a worker loads it before it forks (kam/celery.py)
from bench.seed.thick import plan_name  # noqa: E402
from planning.models import Plan  # noqa: E402
from reviews.models import Document  # noqa: E402
from reviews.selectors.documents import PlanContent, plan_content  # noqa: E402
from reviews.services.documents import document_pdf  # noqa: E402


def main() -> None:
    """Answer each order with one line of JSON."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever prints must not stand between the answers
    for line in sys.stdin:
        language, folder = line.split()
        reader, writer = os.pipe()
        if not (child := os.fork()):
            _make(language, Path(folder), writer)
            os._exit(0)  # at once, as the browser does, without taking all modules down
        os.close(writer)
        with os.fdopen(reader) as answer:
            print(answer.read(), file=answers, flush=True)
        os.waitpid(child, 0)


def _make(language: str, folder: Path, writer: int) -> None:
    """Read, render, write, count; then leave the HTML for the browser."""
    begun = time.perf_counter()
    connections.close_all()
    content, document = _read(language)
    made = document_pdf(content, document)
    (folder / f"{language}.pdf").write_bytes(made.data)
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _leave_html(content, document, folder / f"{language}.html")
    facts = {"pages": made.pages, "kib": len(made.data) / 1024, "seconds": seconds, "peak_mb": peak}
    os.write(writer, json.dumps(facts).encode())


def _read(language: str) -> tuple[PlanContent, Document]:
    plan = Plan.objects.select_related("account").get(name=plan_name(language))
    today = timezone.localdate()
    document = Document(
        account=plan.account, plan=plan, variant="full", language=language, plan_version="1.0", as_of=today
    )
    return plan_content(plan=plan, variant="full", as_of=today, sensitive=True), document


def _leave_html(content: PlanContent, document: Document, path: Path) -> None:
    """The same HTML under the same style sheet, so that the browser sets the same pages."""
    style = f"<style>{reviews.pdf.style_text(document.paper)}</style></head>"
    path.write_text(reviews.pdf.plan_html(content, document).replace("</head>", style, 1), encoding="utf-8")


if __name__ == "__main__":
    main()
