"""Files as evidence: attached to an answer or an account, handed out, removed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Verb, can, refusal, require
from accounts.models import Account
from accounts.views.sheets import deleted
from kam.lib.filekinds import FileRefused
from kam.lib.htmx import fragment_name, page
from planning.forms.attachments import AttachmentForm
from planning.models import Attachment, Plan
from planning.services import attachments as services
from planning.services.plans import PlanMoved
from planning.views.answers import CLOSED, question_url, readable_question
from planning.views.beside import FILES, beside_context
from planning.views.context import PLAN_SELECT
from planning.views.sheet import sheet_page


@require_POST
@require(Verb.EDIT, Plan, select=PLAN_SELECT)
def answer_file_add(request: HttpRequest, plan: Plan, code: str) -> HttpResponse:
    """Attach a file to an answer."""
    question = readable_question(request, plan, code)
    problem = _attached(request, account=plan.account, plan=plan, question=question)
    if fragment_name(request, (FILES,)):
        context = beside_context(request, plan, question) | {"file_problem": problem}
        return page(request, "planning/answer_files.html", context, partials=(FILES,), status=422 if problem else 200)
    if problem:
        return sheet_page(request, plan, code=code, status=422, extra={"file_problem": problem})
    return redirect(question_url(plan, code))


@require_POST
@require(Verb.EDIT, Account)
def account_file_add(request: HttpRequest, account: Account) -> HttpResponse:
    """Attach a file to the account itself."""
    if problem := _attached(request, account=account):
        messages.error(request, problem)
    return redirect("reviews:account-files", account.pk)


def _attached(request: HttpRequest, **place: Any) -> str:
    """What is wrong with the file, in words; empty when it is attached."""
    form = AttachmentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _("Choose a file first.")
    try:
        attachment = services.attachment_add(upload=form.cleaned_data["file"], by=request.user, **place)
    except FileRefused as refused:
        return str(refused)
    except PlanMoved:
        return str(CLOSED)
    messages.success(request, _("“%(name)s” is attached.") % {"name": attachment.name})
    return ""


@require_GET
@require(Verb.EXPORT, Attachment, select=("question",))
def attachment_download(request: HttpRequest, attachment: Attachment) -> HttpResponseBase:
    """The file, always to be saved, never shown as a page of ours."""
    _refuse_confidential(request, attachment)
    path = services.attachment_path(attachment)
    if path is None:
        raise Http404(_("The content of this file is gone."))
    services.attachment_downloaded(attachment=attachment, by=request.user)
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=attachment.name, content_type=attachment.content_type
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_POST
@require(Verb.EDIT, Attachment, select=("plan", "question"))
def attachment_delete(request: HttpRequest, attachment: Attachment) -> HttpResponse:
    """Remove a file; the message offers the way back."""
    _refuse_confidential(request, attachment)
    back = redirect("reviews:account-files", attachment.account_id).url
    if attachment.plan and attachment.question and request.POST.get("next") != "files":
        back = question_url(attachment.plan, attachment.question.code)
    try:
        return deleted(
            request,
            lambda: services.attachment_delete(attachment=attachment, by=request.user),
            attachment,
            back=back,
        )
    except PlanMoved:
        messages.error(request, str(CLOSED))
        return redirect(back)


def _refuse_confidential(request: HttpRequest, attachment: Attachment) -> None:
    if attachment.is_confidential and not can(request.user, Verb.SENSITIVE, attachment.account):
        raise PermissionDenied(refusal(request.user))
