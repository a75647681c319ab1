"""Leaving the programme: the decision on an account's page, and all of them in the programme."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Ability, Verb, allowed, people_for, require, require_ability
from accounts.models import Account
from accounts.selectors.conflicts import conflict_of
from accounts.selectors.pages import ACCOUNT_PAGE_SELECT, account_context
from accounts.services.rows import StaleRow
from kam.lib.htmx import page
from kam.lib.paging import capped_page
from planning.forms.leaving import ExitForm, ReasonForm, StageLimitFormSet, WordForm
from planning.models import ExitDecision, StageLimit
from planning.selectors import leaving as selectors
from planning.services import leaving as services
from planning.services.limits import limits_save

OFFERED = 8


def _exit_page(request: HttpRequest, account: Account, *, status: int = 200, **more: Any) -> HttpResponse:
    decisions = list(selectors.exits_of(account))
    current = next((row for row in decisions if row.is_open or row.is_confirmed), None)
    context = account_context(account, request.user, "plan") | {
        "current": current,
        "earlier": [row for row in decisions if row != current],
        "word_form": WordForm(),
        "reason_form": ReasonForm(),
    }
    if current is None or current.is_open:
        context["form"] = _form(request, account, current, None)
    return page(request, "planning/account_exit.html", context | more, status=status)


def _form(request: HttpRequest, account: Account, current: ExitDecision | None, data: Any) -> ExitForm:
    people = people_for(request.user, account)
    people = people.filter(team=account.team_id) if account.team_id else people
    return ExitForm(data, instance=current or ExitDecision(account=account), people=people[:OFFERED])


@require_GET
@require(Verb.VIEW, Account, select=ACCOUNT_PAGE_SELECT)
def account_exit(request: HttpRequest, account: Account) -> HttpResponse:
    """The exit decision of an account, what follows from it, and earlier ones."""
    return _exit_page(request, account)


@require_POST
@require(Verb.MANAGE, Account, select=ACCOUNT_PAGE_SELECT)
def exit_propose(request: HttpRequest, account: Account) -> HttpResponse:
    """Propose that the account leaves, or put the waiting proposal differently."""
    current = selectors.current_exit(account)
    form = _form(request, account, current, request.POST)
    if not form.is_valid():
        return _exit_page(request, account, status=422, form=form)
    try:
        if current is None:
            values, today = form.changes, timezone.localdate()
            services.exit_propose(account=account, values=values, by=request.user, today=today)
            messages.success(request, _("Recorded. A sales leader confirms it."))
        else:
            version = form.cleaned_data["version"]
            services.exit_update(decision=current, changes=form.changes, by=request.user, version=version)
            messages.success(request, _("Saved."))
    except StaleRow as stale:
        form.data = form.data.copy()
        form.data["version"] = stale.row.version  # type: ignore[attr-defined]
        return _exit_page(request, account, status=409, form=form, conflict=conflict_of(stale))
    except services.ExitMoved:
        return _moved(request, account)
    return redirect("planning:account-exit", account.pk)


def _moved(request: HttpRequest, account: Account) -> HttpResponse:
    messages.error(request, _("Somebody else decided on it meanwhile. This is where it stands now."))
    return _exit_page(request, account, status=409)


@require_POST
@require(Verb.OVERRIDE, ExitDecision, select=tuple(f"account__{name}" for name in ACCOUNT_PAGE_SELECT))
def exit_confirm(request: HttpRequest, decision: ExitDecision) -> HttpResponse:
    """The sales leader confirms: the account leaves the programme."""
    form = WordForm(request.POST)
    if not form.is_valid():
        return _exit_page(request, decision.account, status=422, word_form=form)
    try:
        services.exit_confirm(
            decision=decision, note=form.cleaned_data["note"], by=request.user, today=timezone.localdate()
        )
    except services.ExitMoved:
        return _moved(request, decision.account)
    messages.success(request, _("The customer leaves the programme. What follows stands under Actions."))
    return redirect("planning:account-exit", decision.account_id)


@require_POST
@require(Verb.OVERRIDE, ExitDecision, select=tuple(f"account__{name}" for name in ACCOUNT_PAGE_SELECT))
def exit_decline(request: HttpRequest, decision: ExitDecision) -> HttpResponse:
    """The sales leader says no, and why."""
    form = WordForm(request.POST)
    form.fields["note"].required = True
    if not form.is_valid():
        return _exit_page(request, decision.account, status=422, word_form=form)
    try:
        services.exit_decline(
            decision=decision, note=form.cleaned_data["note"], by=request.user, today=timezone.localdate()
        )
    except services.ExitMoved:
        return _moved(request, decision.account)
    messages.success(request, _("Declined: the customer stays in the programme."))
    return redirect("planning:account-exit", decision.account_id)


@require_POST
@require(Verb.MANAGE, ExitDecision, select=tuple(f"account__{name}" for name in ACCOUNT_PAGE_SELECT))
def exit_return(request: HttpRequest, decision: ExitDecision) -> HttpResponse:
    """An account that left becomes a candidate again."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _exit_page(request, decision.account, status=422, reason_form=form)
    try:
        services.exit_return(
            decision=decision, reason=form.cleaned_data["reason"], by=request.user, today=timezone.localdate()
        )
    except services.ExitMoved:
        return _moved(request, decision.account)
    messages.success(request, _("A candidate again, with a new scorecard."))
    return redirect("scoring:account-selection", decision.account_id)


@require_GET
@require_ability(Ability.PROGRAMME)
def exit_list(request: HttpRequest) -> HttpResponse:
    """All exit decisions of accounts that the person may see, those that wait for a word first."""
    context = {
        "listing": capped_page(selectors.exits_for(request.user), request.GET.get("page")),
        "may_edit": allowed(request.user, Ability.PROGRAMME_EDIT),
        "section": "programme",
    }
    return page(request, "planning/exit_list.html", context)


@require_http_methods(["GET", "POST"])
@require_ability(Ability.PROGRAMME_EDIT)
def stage_limits(request: HttpRequest) -> HttpResponse:
    """How long plans may stay in each stage, and when the sales leader hears of it."""
    formset = StageLimitFormSet(request.POST or None, queryset=StageLimit.objects.all())
    if request.method == "POST" and formset.is_valid():
        values = {
            form.instance.pk: {name: form.cleaned_data[name] for name in form.fields if name != "id"}
            for form in formset
        }
        limits_save(values=values, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("planning:stage-limits")
    sent = request.method == "POST"
    context = {"formset": formset, "section": "programme"}
    return page(request, "planning/stage_limits.html", context, status=422 if sent else 200)
