"""The files of an account: plan PDFs, ordered, watched, downloaded."""

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import Verb, can, refusal, require
from accounts.models import Account
from accounts.selectors.pages import ACCOUNT_PAGE_SELECT, account_context
from kam.lib.filekinds import KINDS
from kam.lib.htmx import page
from kam.lib.paging import capped_page
from planning.models import Plan
from planning.selectors.evidence import account_attachments
from reviews.forms.documents import DocumentForm
from reviews.models import Document
from reviews.selectors.documents import account_documents
from reviews.services import documents as services


@require_http_methods(["GET", "POST"])
@require(Verb.EXPORT, Account, select=ACCOUNT_PAGE_SELECT)
def account_files(request: HttpRequest, account: Account) -> HttpResponse:
    """Documents made of the account's plans, and the form that orders another."""
    plan = Plan.objects.filter(account=account, status=Plan.Status.ACTIVE).first()
    form = DocumentForm(request.POST or None, initial={"language": get_language()})
    if request.method == "POST" and plan and form.is_valid():
        services.document_order(plan=plan, by=request.user, **form.cleaned_data)
        messages.success(request, _("The document is being made. It will stand in the list in a moment."))
        return redirect("reviews:account-files", account.pk)
    context = account_context(account, request.user, "files")
    context |= {
        "attachments": list(account_attachments(account, request.user)),
        "show_place": True,
        "accept": ",".join(KINDS),
        "most_mb": settings.KAM_ATTACHMENT_MB,
    }
    context |= {"plan": plan, "form": form, "listing": capped_page(account_documents(account), request.GET.get("page"))}
    return page(request, "reviews/account_files.html", context, status=422 if form.errors else 200)


@require_GET
@require(Verb.EXPORT, Document, select=("job",))
def document_progress(request: HttpRequest, document: Document) -> HttpResponse:
    """The row of one document while it is being made; htmx asks for it until it is there."""
    return page(request, "reviews/document_row.html", {"document": document})


@require_GET
@require(Verb.EXPORT, Document)
def document_download(request: HttpRequest, document: Document) -> HttpResponse:
    """The file. One that holds judgements on persons goes only to who may read those."""
    if document.is_sensitive and not can(request.user, Verb.SENSITIVE, document.account):
        raise PermissionDenied(refusal(request.user))
    path = Path(settings.KAM_FILES) / document.file
    if not document.is_ready or not path.is_file():
        raise Http404(_("This document has not been made yet."))
    services.document_downloaded(document=document, by=request.user)
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=services.file_name(document),
        content_type="application/pdf",
    )
