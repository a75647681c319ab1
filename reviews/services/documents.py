"""Making a plan's PDF in the background, and keeping it with its hash."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Verb, can, visible
from accounts.jobs import Progress, handles
from accounts.models import Account, Job, User
from accounts.services.jobs import job_start
from accounts.services.reads import people_read
from accounts.services.rows import record
from kam.lib import collecting
from planning.models import Plan
from reviews.models import Document
from reviews.selectors.customer_version import CustomerContent, customer_content
from reviews.selectors.documents import PlanContent, plan_content

if TYPE_CHECKING:
    from reviews.pdf import MadePdf

KIND = "document.make"


class DocumentRefused(Exception):  # noqa: N818 -- the reader's right ended between asking and making
    """The person who asked may not export this account (any more)."""


@transaction.atomic
def document_order(*, plan: Plan, variant: str, language: str, paper: str, by: User) -> Document:
    """Order a PDF of a plan as it is now; the job makes it. Stances and notes are in it only if `by` may see them."""
    document = Document.objects.create(
        account=plan.account,
        plan=plan,
        variant=variant,
        language=language,
        paper=paper,
        plan_version=plan.version_label,
        as_of=timezone.localdate(),
        is_sensitive=variant != Document.Variant.CUSTOMER and can(by, Verb.SENSITIVE, plan.account),
        by=by,
    )
    document.job = job_start(
        kind=KIND, key=f"document-{document.pk}", by=by, account=plan.account, params={"document": document.pk}
    )
    document.save(update_fields=["job"])
    changes = {"variant": [None, variant], "language": [None, language], "paper": [None, paper]}
    record(by, "document.ordered", document, changes=changes)
    return document


@handles(KIND, _("Document"))
def document_make(job: Job, progress: Progress) -> dict[str, Any]:
    """Make the PDF of an ordered document. Run again, it makes the same file anew; a finished one is left alone."""
    document = Document.objects.select_related("plan", "account", "by").get(pk=job.params["document"])
    if document.is_ready:
        return {"document": document.pk}
    _check_right(document)
    progress(1, 3)
    content = _content(document)
    progress(2, 3)
    made = document_pdf(content, document)
    path = _store(document, made.data)
    with transaction.atomic():
        Document.objects.filter(pk=document.pk).update(
            file=str(path.relative_to(settings.KAM_FILES)),
            sha256=hashlib.sha256(made.data).hexdigest(),
            size=len(made.data),
            pages=made.pages,
        )
        record(document.by, "document.made", document, changes={"pages": [None, made.pages]})
    progress(3, 3)
    return {"document": document.pk, "pages": made.pages}


def _content(document: Document) -> PlanContent | CustomerContent:
    if document.variant == Document.Variant.CUSTOMER:
        return customer_content(plan=document.plan, as_of=document.as_of)
    return plan_content(
        plan=document.plan, variant=document.variant, as_of=document.as_of, sensitive=document.is_sensitive
    )


def document_pdf(content: PlanContent | CustomerContent, document: Document) -> "MadePdf":
    """The PDF of an order. The library is loaded here, with the first document of a process: it is slow to load."""
    with collecting.paused():
        from reviews.pdf import render_plan  # noqa: PLC0415

        return render_plan(content, document)


def _check_right(document: Document) -> None:
    """Rights may have changed since the order; the maker asks again."""
    account = visible(Account.objects.filter(pk=document.account_id), document.by).first()
    if account is None or not can(document.by, Verb.EXPORT, account):
        raise DocumentRefused


def _store(document: Document, data: bytes) -> Path:
    """Write the file under a name that says nothing, whole or not at all."""
    folder = Path(settings.KAM_FILES) / "documents" / f"{document.created_at:%Y}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{document.pk}.pdf"
    partial = path.with_suffix(".part")
    partial.write_bytes(data)
    partial.replace(path)
    return path


def document_downloaded(*, document: Document, by: User) -> None:
    """Note who received the file, and that they read how people stand to us where it says so."""
    if document.is_sensitive:
        people_read(accounts=[document.account], by=by)
    record(by, "document.downloaded", document, changes={"sha256": [None, document.sha256]})


def file_name(document: Document) -> str:
    """The name under which a browser saves the file."""
    words = "".join(letter if letter.isalnum() else "-" for letter in document.account.name).strip("-")
    return f"{words}-{document.variant}-{document.plan_version}-{document.as_of:%Y%m%d}.pdf"
