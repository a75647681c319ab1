"""The selection scorecard of one account: facts, ratings, gates, decision."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Verb, require
from accounts.models import Account
from accounts.selectors.pages import ACCOUNT_PAGE_SELECT, account_context
from accounts.views.sheets import select_for
from kam.lib.htmx import page
from scoring.forms.selection import DecisionForm, RatingsForm, StartForm, WaiverForm, failing_gates
from scoring.models import Assessment, GateWaiver
from scoring.selectors import assessments as selectors
from scoring.selectors import board, reassessing
from scoring.services import assessments as services

ASSESSMENT_SELECT = select_for("account", "by", "decided_by")


@require_GET
@require(Verb.VIEW, Account, select=ACCOUNT_PAGE_SELECT)
def account_selection(request: HttpRequest, account: Account) -> HttpResponse:
    """The newest scorecard, or how to start the first."""
    assessment = selectors.latest(account)
    if assessment is not None:
        return _scorecard_page(request, assessment, account)
    context = account_context(account, request.user, "selection") | {"start_form": StartForm()}
    return page(request, "scoring/account_selection.html", context)


@require_GET
@require(Verb.VIEW, Assessment, select=ASSESSMENT_SELECT)
def assessment_detail(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """One scorecard, as it is or as it was."""
    return _scorecard_page(request, assessment, assessment.account)


@require_POST
@require(Verb.EDIT, Account)
def assessment_create(request: HttpRequest, account: Account) -> HttpResponse:
    """Start a scorecard."""
    form = StartForm(request.POST)
    variant = form.cleaned_data["variant"] if form.is_valid() else "full"
    services.assessment_create(account=account, variant=variant, today=timezone.localdate(), by=request.user)
    return redirect("scoring:account-selection", account.pk)


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Assessment, select=ASSESSMENT_SELECT)
def ratings_edit(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """One's own ratings."""
    if assessment.status != Assessment.Status.DRAFT:
        messages.error(request, _("This scorecard is decided and stays as it is. Start a new one."))
        return redirect("scoring:assessment-detail", assessment.pk)
    criteria = selectors.rated_criteria(assessment)
    form = RatingsForm(request.POST or None, criteria=criteria, own=selectors.own_ratings(assessment, request.user))
    if request.method == "POST" and form.is_valid():
        today = timezone.localdate()
        try:
            services.ratings_save(assessment=assessment, values=form.values, today=today, by=request.user)
            return redirect("scoring:assessment-detail", assessment.pk)
        except ValidationError as error:
            form.add_error(None, error)
    context = account_context(assessment.account, request.user, "selection") | {"form": form, "assessment": assessment}
    return page(request, "scoring/ratings_edit.html", context, status=422 if form.errors else 200)


@require_POST
@require(Verb.OVERRIDE, Assessment, select=ASSESSMENT_SELECT)
def waiver_create(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Let a failing gate pass, in an executive's name."""
    gates = failing_gates(assessment.result) if assessment.result else []
    form = WaiverForm(request.POST, gates=gates, user=request.user)
    if form.is_valid():
        try:
            services.waiver_set(assessment=assessment, today=timezone.localdate(), by=request.user, **form.cleaned_data)
            messages.success(request, _("The gate is waived."))
            return redirect("scoring:assessment-detail", assessment.pk)
        except ValidationError as error:
            form.add_error(None, error)
    return _scorecard_page(request, assessment, assessment.account, waiver_form=form)


@require_POST
@require(Verb.OVERRIDE, GateWaiver, select=("assessment",))
def waiver_end(request: HttpRequest, waiver: GateWaiver) -> HttpResponse:
    """Take a waiver back."""
    try:
        services.waiver_end(waiver=waiver, today=timezone.localdate(), by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("scoring:assessment-detail", waiver.assessment_id)


@require_POST
@require(Verb.OVERRIDE, Assessment, select=ASSESSMENT_SELECT)
def assessment_decide(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Decide on the account."""
    form = DecisionForm(request.POST, advice="", key_status=assessment.account.key_status)
    if form.is_valid():
        try:
            decided = services.assessment_decide(
                assessment=assessment, today=timezone.localdate(), by=request.user, **form.cleaned_data
            )
            messages.success(request, _("Decided: %(decision)s.") % {"decision": decided.get_decision_display()})
            return redirect("scoring:assessment-detail", assessment.pk)
        except ValidationError as error:
            form.add_error(None, error)
    return _scorecard_page(request, assessment, assessment.account, decision_form=form)


def _scorecard_page(request: HttpRequest, assessment: Assessment, account: Account, **forms: Any) -> HttpResponse:
    today = timezone.localdate()
    card = selectors.scorecard(assessment, today)
    gates = failing_gates(card.result)
    fresh = DecisionForm(advice=card.result["decision"], key_status=account.key_status)
    context = account_context(account, request.user, "selection") | {
        "card": card,
        "places": board.places(),
        "today": today,
        "calls": () if card.is_draft else reassessing.calls_of(account, today),
        "earlier": selectors.of_account(account).exclude(pk=assessment.pk)[:12],
        "start_form": StartForm(),
        "waiver_form": forms.get("waiver_form") or (WaiverForm(gates=gates, user=request.user) if gates else None),
        "decision_form": forms.get("decision_form") or (fresh if fresh.is_possible else None),
    }
    return page(request, "scoring/assessment_detail.html", context, status=422 if forms else 200)
