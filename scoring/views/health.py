"""Pages about an account's health."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Verb, require
from accounts.models import Account, User
from accounts.selectors.pages import ACCOUNT_PAGE_SELECT, account_context
from kam.lib.htmx import page
from kam.lib.paging import capped_page
from scoring.forms.health import OverrideForm, WhatIfForm
from scoring.models import HealthOverride, ScoreSnapshot
from scoring.selectors import health, methods, snapshots, what_if
from scoring.services import overrides
from scoring.services.health import health_rescore

SNAPSHOT_SELECT = tuple(f"account__{name}" for name in ACCOUNT_PAGE_SELECT)
DEFAULT_OVERRIDE_DAYS = 30


@require_GET
@require(Verb.VIEW, Account, select=ACCOUNT_PAGE_SELECT)
def account_health(request: HttpRequest, account: Account) -> HttpResponse:
    """The health score in full: why, since when, what is missing, and how it was."""
    return _health_page(request, account, _override_form(request))


@require_GET
@require(Verb.VIEW, Account, select=ACCOUNT_PAGE_SELECT)
def account_what_if(request: HttpRequest, account: Account) -> HttpResponse:
    """The score with factors moved to see what that would do; nothing is changed."""
    snapshot = what_if.newest(account)
    context = account_context(account, request.user, "overview")
    if snapshot is None:
        return page(request, "scoring/account_what_if.html", context)
    form = WhatIfForm(request.GET or None, snapshot=snapshot)
    lift = form.is_valid() and bool(form.cleaned_data.get("lift_caps"))
    context |= {"form": form, "found": what_if.supposed(snapshot, form.values, lift_caps=lift)}
    status = 422 if form.errors else 200
    return page(request, "scoring/account_what_if.html", context, partials=("what-if",), status=status)


@require_http_methods(["GET", "POST"])
@require(Verb.MANAGE, Account, select=ACCOUNT_PAGE_SELECT)
def override_create(request: HttpRequest, account: Account) -> HttpResponse:
    """Correct the score by hand."""
    form = _override_form(request)
    if request.method == "POST" and form.is_valid():
        overrides.override_set(account=account, today=timezone.localdate(), by=request.user, **form.cleaned_data)
        messages.success(request, _("The correction is in force."))
        return redirect("scoring:account-health", account.pk)
    return _health_page(request, account, form)


@require_POST
@require(Verb.MANAGE, HealthOverride)
def override_end(request: HttpRequest, override: HealthOverride) -> HttpResponse:
    """End a correction early."""
    overrides.override_end(override=override, today=timezone.localdate(), by=request.user)
    messages.success(request, _("The correction has ended."))
    return redirect("scoring:account-health", override.account_id)


@require_POST
@require(Verb.EDIT, Account)
def account_rescore(request: HttpRequest, account: Account) -> HttpResponse:
    """Compute the scores of one account now."""
    health_rescore(account_ids=[account.pk], today=timezone.localdate(), by=request.user)
    return redirect("scoring:account-health", account.pk)


@require_GET
@require(Verb.VIEW, ScoreSnapshot, select=SNAPSHOT_SELECT)
def snapshot_detail(request: HttpRequest, snapshot: ScoreSnapshot) -> HttpResponse:
    """One score as it was, with its inputs and its method."""
    context = account_context(snapshot.account, request.user, "overview") | {"snapshot": snapshot}
    if snapshot.model == ScoreSnapshot.Model.HEALTH:
        context["panel"] = health.panel(snapshot.account, request.user, snapshot)
    else:
        context["outlook"] = health.outlook(snapshot, snapshot.account, None, request.user)
    return page(request, "scoring/snapshot_detail.html", context)


def _override_form(request: HttpRequest) -> OverrideForm:
    today = timezone.localdate()
    initial = {"ends_on": today + timedelta(days=DEFAULT_OVERRIDE_DAYS)}
    data = request.POST if request.method == "POST" else None
    return OverrideForm(data, method=methods.health_method(), today=today, initial=initial)


def _health_page(request: HttpRequest, account: Account, form: OverrideForm) -> HttpResponse:
    context = account_context(account, request.user, "overview") | _health_context(account, request.user)
    listing = capped_page(snapshots.of_account(account), request.GET.get("page"), size=20)
    context |= {"form": form, "listing": listing}
    status = 422 if form.errors else 200
    return page(request, "scoring/account_health.html", context, partials=("snapshot-rows",), status=status)


def _health_context(account: Account, user: User) -> dict[str, Any]:
    panel = health.panel(account, user)
    return {
        "panel": panel,
        "chart": health.history_chart(account),
        "outlook": health.viability_panel(account, panel.snapshot.score if panel else None, user),
    }
