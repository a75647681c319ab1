"""Makes one plan's PDF in this process and leaves the same HTML for a browser beside it."""

import json
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
from reviews.pdf import FONT, STYLE, plan_html, render_plan  # noqa: E402
from reviews.selectors.documents import plan_content  # noqa: E402


def main(language: str, folder: Path) -> None:
    """Read, render, count."""
    plan = Plan.objects.select_related("account").get(name=plan_name(language))
    today = timezone.localdate()
    document = Document(
        account=plan.account, plan=plan, variant="full", language=language, plan_version="1.0", as_of=today
    )
    content = plan_content(plan=plan, variant="full", as_of=today, sensitive=True)
    begun = time.perf_counter()
    made = render_plan(content, document)
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    (folder / f"{language}.pdf").write_bytes(made.data)
    face = f"@font-face {{ font-family: 'KAM Document'; src: url('{FONT.as_uri()}'); }} @page {{ size: A4; }}"
    style = f"<style>{face}{STYLE.read_text(encoding='utf-8')}</style></head>"
    (folder / f"{language}.html").write_text(
        plan_html(content, document).replace("</head>", style, 1), encoding="utf-8"
    )
    print(json.dumps({"pages": made.pages, "kib": len(made.data) / 1024, "render_s": seconds, "peak_mb": peak}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
