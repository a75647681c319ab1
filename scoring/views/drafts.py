"""The next version of a method: edited, compared, published. For those who run the programme."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Ability, require_ability
from accounts.services.rows import StaleRow
from kam.lib.htmx import page
from scoring.forms.drafts import DraftForm, PublishForm
from scoring.models import MethodDraft
from scoring.selectors import drafts as selectors
from scoring.selectors import methods
from scoring.services import drafts as services


@require_POST
@require_ability(Ability.PROGRAMME_EDIT)
def draft_create(request: HttpRequest, model: str) -> HttpResponse:
    """Start a draft, or go on with the one that is open."""
    try:
        draft = services.draft_start(model=model, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("scoring:method-list")
    return redirect("scoring:draft-edit", draft.pk)


@require_http_methods(["GET", "POST"])
@require_ability(Ability.PROGRAMME_EDIT)
def draft_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """All numbers of the draft; 409 shows both when two people changed the same."""
    draft = get_object_or_404(MethodDraft, pk=pk)
    form = DraftForm(request.POST or None, draft=draft)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.draft_update(
                draft=draft, values=form.values, shown=data["shown"], version=data["version"], by=request.user
            )
            messages.success(request, _("The draft is saved."))
            return redirect("scoring:draft-edit", draft.pk)
        except StaleRow as stale:
            clashes = selectors.clashes(stale.fields, stale.mine, stale.row, data["shown"])
            form.reopen(stale.row)
            return _draft_page(request, stale.row, status=409, form=form, clashes=clashes)
    return _draft_page(request, draft, form=form, status=422 if form.errors else 200)


@require_POST
@require_ability(Ability.PROGRAMME_EDIT)
def draft_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Compute every account with the draft."""
    draft = get_object_or_404(MethodDraft, pk=pk)
    services.comparison_start(draft=draft, by=request.user)
    return redirect("scoring:draft-comparison", draft.pk)


@require_GET
@require_ability(Ability.PROGRAMME_EDIT)
def draft_comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """Who would change band; while it is being found out, how far that is."""
    draft = get_object_or_404(MethodDraft, pk=pk)
    job = selectors.comparison_job(draft)
    if request.headers.get("HX-Target") == "comparison-job" and (job is None or job.is_over):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return _comparison_page(request, draft, PublishForm(initial={"version": draft.version}))


@require_POST
@require_ability(Ability.PROGRAMME_EDIT)
def draft_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the draft the method in force."""
    draft = get_object_or_404(MethodDraft, pk=pk)
    form, status = PublishForm(request.POST), 422
    if form.is_valid():
        try:
            method = services.draft_publish(draft=draft, by=request.user, **form.cleaned_data)
            messages.success(request, _("%(method)s is in force. All accounts are being scored.") % {"method": method})
            return redirect("scoring:method-detail", method.version)
        except StaleRow:
            form.add_error(None, _("Somebody changed the draft meanwhile. Look at it and compare again."))
            status = 409
        except ValidationError as error:
            form.add_error(None, error)
    return _comparison_page(request, draft, form, status=status)


@require_POST
@require_ability(Ability.PROGRAMME_EDIT)
def draft_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw the draft away."""
    services.draft_discard(draft=get_object_or_404(MethodDraft, pk=pk), by=request.user)
    messages.success(request, _("The draft is discarded. The method in force stays as it is."))
    return redirect("scoring:method-list")


def _draft_page(request: HttpRequest, draft: MethodDraft, *, status: int, **context: Any) -> HttpResponse:
    context |= _common(draft) | {"changes": selectors.from_today(draft)}
    return page(request, "scoring/draft_edit.html", context, status=status)


def _comparison_page(request: HttpRequest, draft: MethodDraft, form: PublishForm, *, status: int = 200) -> HttpResponse:
    job = selectors.comparison_job(draft)
    context = _common(draft) | {
        "changes": selectors.from_today(draft),
        "job": None if job is None or job.is_over else job,
        "label": selectors.running_words(job) if job else "",
        "failure": job if job is not None and job.state == job.State.FAILED else None,
        "found": selectors.comparison(draft, job),
        "form": form,
    }
    return page(request, "scoring/draft_comparison.html", context, partials=("comparison-job",), status=status)


def _common(draft: MethodDraft) -> dict[str, Any]:
    return {
        "draft": draft,
        "today": methods.newest(draft.model),
        "next": methods.next_version(draft.model),
        "section": "programme",
        "may_edit": True,
    }
