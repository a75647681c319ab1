"""The plan: its start, the sheet of questions, its settings, its end, its frozen versions."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Verb, can, require
from accounts.models import Account
from accounts.selectors.conflicts import conflict_of
from accounts.selectors.pages import ACCOUNT_PAGE_SELECT, account_context
from accounts.services.rows import StaleRow
from kam.lib.htmx import page
from planning.forms.plans import CloseForm, PlanSettingsForm, PlanStartForm
from planning.models import Plan, PlanVersion
from planning.selectors import plans as selectors
from planning.selectors.versions import version_content
from planning.services import plans as services
from planning.views.context import PLAN_SELECT, plan_context
from planning.views.sheet import sheet_page


@require_http_methods(["GET", "POST"])
@require(Verb.VIEW, Account, select=ACCOUNT_PAGE_SELECT)
def account_plan(request: HttpRequest, account: Account) -> HttpResponse:
    """The way to the active plan, or the page that starts one."""
    if plan := selectors.active_plan(account):
        asked = request.GET.get("q", "")  # the question that the sender wants to be answered
        return redirect(f"{plan.get_absolute_url()}?{urlencode({'q': asked})}" if asked else plan)
    may_start = can(request.user, Verb.MANAGE, account)
    form = PlanStartForm(request.POST or None, account=account)
    if request.method == "POST" and may_start and form.is_valid():
        try:
            plan = services.plan_start(
                account=account, values=form.cleaned_data, by=request.user, today=timezone.localdate()
            )
        except services.PlanMoved:
            messages.info(request, _("Somebody else has just started this cycle."))
            return redirect("planning:account-plan", account.pk)
        return redirect(plan)
    earlier = list(selectors.earlier_plans(account, request.user))
    context = account_context(account, request.user, "plan")
    context |= {"form": form, "may_start": may_start, "earlier": earlier}
    refused = 403 if request.method == "POST" and not may_start else 200
    return page(request, "planning/plan_start.html", context, status=422 if form.errors else refused)


@require_GET
@require(Verb.VIEW, Plan, select=PLAN_SELECT)
def plan_detail(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The questions: categories, rows, and one of them open with what feeds it."""
    return sheet_page(request, plan, code=request.GET.get("q", ""))


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Plan, select=PLAN_SELECT)
def plan_settings(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The plan's own facts: variant, target, what is asked of the sponsor."""
    form = PlanSettingsForm(request.POST or None, instance=plan)
    status, extra = 200, {}
    if request.POST.get("resolve") == "theirs":
        return redirect("planning:plan-settings", plan.pk)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _settings_save(plan, form, request)
                return redirect("planning:plan-settings", plan.pk)
            except StaleRow as stale:
                status, extra = 409, {"conflict": conflict_of(stale)}
                form.data = form.data.copy()
                form.data["version"] = stale.row.version  # type: ignore[attr-defined]
            except services.PlanMoved:
                status = 409
                messages.error(request, _("This cycle is closed; it can only be read."))
    # The form has put what was typed into its row; the page round it shows what is stored.
    stored = Plan.objects.select_related(*PLAN_SELECT).get(pk=plan.pk) if request.method == "POST" else plan
    context = plan_context(stored, request, "settings") | extra
    context |= {"form": form, "close_form": CloseForm(initial={"version": stored.version})}
    return page(request, "planning/plan_settings.html", context, status=status)


def _settings_save(plan: Plan, form: PlanSettingsForm, request: HttpRequest) -> None:
    services.plan_update(
        plan=Plan.objects.get(pk=plan.pk),
        changes=form.changes,
        by=request.user,
        today=timezone.localdate(),
        version=form.cleaned_data["version"],
    )
    messages.success(request, _("Saved."))


@require_POST
@require(Verb.MANAGE, Plan, select=PLAN_SELECT)
def plan_close(request: HttpRequest, plan: Plan) -> HttpResponse:
    """End the cycle."""
    form = CloseForm(request.POST)
    if form.is_valid():
        try:
            services.plan_close(
                plan=plan,
                by=request.user,
                today=timezone.localdate(),
                reason=form.cleaned_data["reason"].strip(),
                version=form.cleaned_data["version"],
            )
        except services.ReasonWanted:
            form.add_error("reason", _("Not everything of this cycle is done. Say why it ends now."))
        except services.PlanMoved:
            messages.error(request, _("Somebody else changed or closed this plan meanwhile. Look again first."))
            return redirect("planning:plan-settings", plan.pk)
        else:
            messages.success(request, _("The cycle is closed. You can start the next one."))
            return redirect("planning:account-plan", plan.account_id)
    context = plan_context(plan, request, "settings")
    context |= {"form": PlanSettingsForm(instance=plan), "close_form": form}
    return page(request, "planning/plan_settings.html", context, status=422)


@require_GET
@require(Verb.VIEW, Plan, select=PLAN_SELECT)
def version_list(request: HttpRequest, plan: Plan) -> HttpResponse:
    """What the sponsor approved, newest first, and the earlier cycles of the account."""
    context: dict[str, Any] = plan_context(plan, request, "versions")
    context |= {
        "versions": list(selectors.versions_of(plan)),
        "earlier": [row for row in selectors.earlier_plans(plan.account, request.user) if row != plan],
    }
    return page(request, "planning/version_list.html", context)


@require_GET
@require(Verb.VIEW, PlanVersion, select=("plan", *(f"plan__{name}" for name in PLAN_SELECT), "by"))
def version_detail(request: HttpRequest, version: PlanVersion) -> HttpResponse:
    """A frozen version: the plan as it was when the sponsor approved it."""
    sensitive = can(request.user, Verb.SENSITIVE, version.plan.account)
    context = plan_context(version.plan, request, "versions")
    context |= {"version": version, "content": version_content(version, sensitive=sensitive)}
    return page(request, "planning/version_detail.html", context)
