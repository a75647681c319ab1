"""Risks of an account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Verb, require, verbs
from accounts.views.sheets import Sheet, deleted, form_sheet, select_for, sheet_page
from kam.lib.htmx import page
from planning.forms.work import RescheduleForm, RiskCloseForm, RiskForm
from planning.models import Plan, Risk
from planning.selectors import work as selectors
from planning.selectors.origins import came_from, origin_of
from planning.selectors.plans import active_plan
from planning.services import work as services
from planning.views.beside import row_comments_context
from planning.views.context import PLAN_SELECT, plan_context

SHOWS = ("", "closed", "all")


def risks_url(risk: Risk) -> str:
    """The page of an account's risks: a part of its plan, else the account's start page."""
    plan = active_plan(risk.account)
    plan_id = plan.pk if plan else risk.plan_id
    return reverse("planning:risk-list", args=[plan_id]) if plan_id else risk.account.get_absolute_url()


@require_GET
@require(Verb.VIEW, Plan, select=PLAN_SELECT)
def risk_list(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The account's risks, as a list and on the five by five grid."""
    show = request.GET.get("show", "")
    context = plan_context(plan, request, "risks")
    risks = selectors.account_risks(plan, show=show)
    context |= {
        "risks": risks,
        "chart": selectors.risk_chart(risks),
        "today_iso": context["today"].isoformat(),
        "show": show if show in SHOWS else "",
        "shows": [("", _("Open")), ("closed", _("Closed")), ("all", _("All"))],
    }
    return page(request, "planning/risk_list.html", context)


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Plan, select=select_for("account"))
def risk_create(request: HttpRequest, plan: Plan) -> HttpResponse:
    """A new risk."""
    row = Risk(plan=plan, account=plan.account)
    form = RiskForm(request.POST or None, instance=row, account=plan.account, user=request.user)
    return form_sheet(
        request,
        form,
        Sheet(title=_("New risk"), back=reverse("planning:risk-list", args=[plan.pk]), tab="plan"),
        lambda values, _version: services.risk_create(account=plan.account, plan=plan, values=values, by=request.user),
        account=plan.account,
    )


@require_GET
@require(Verb.VIEW, Risk, select=select_for("account", "owner"))
def risk_detail(request: HttpRequest, risk: Risk) -> HttpResponse:
    """One risk, with what is said about it."""
    sheet = Sheet(title=risk.title, back=risks_url(risk), tab="plan", template="planning/risk_detail.html")
    context = {
        "risk": risk,
        "sheet": sheet,
        "back": sheet.back,
        "today": timezone.localdate(),
        "origin": origin_of(risk, request.user),
        "verbs": {verb.value for verb in verbs(request.user, risk.account)},
        **row_comments_context(request, risk),
    }
    return sheet_page(request, sheet, context, account=risk.account)


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Risk, select=select_for("account"))
def risk_edit(request: HttpRequest, risk: Risk) -> HttpResponse:
    """Change a risk."""
    form = RiskForm(request.POST or None, instance=risk, account=risk.account, user=request.user)
    return form_sheet(
        request,
        form,
        Sheet(
            title=_("Risk"),
            back=risks_url(risk),
            tab="plan",
            delete=reverse("planning:risk-delete", args=[risk.pk]),
            delete_label=_("Delete risk"),
            note=came_from(risk, request.user),
        ),
        lambda changes, version: services.risk_update(risk=risk, changes=changes, by=request.user, version=version),
        account=risk.account,
    )


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Risk, select=select_for("account"))
def risk_close(request: HttpRequest, risk: Risk) -> HttpResponse:
    """Stop watching a risk, and say what came of it."""
    form = RiskCloseForm(request.POST or None, initial={"outcome": risk.outcome})
    back = risks_url(risk)
    if request.method == "POST" and form.is_valid():
        services.risk_close(risk=risk, by=request.user, today=timezone.localdate(), **form.cleaned_data)
        messages.success(
            request,
            _("“%(title)s” is closed.") % {"title": risk.title},
            extra_tags=reverse("planning:risk-reopen", args=[risk.pk]),
        )
        return redirect(back)
    sheet = Sheet(
        title=_("Close: %(title)s") % {"title": risk.title},
        back=back,
        tab="plan",
        submit=_("Close risk"),
        template="planning/work_close.html",
    )
    context = {"form": form, "sheet": sheet, "back": back}
    return sheet_page(request, sheet, context, account=risk.account, status=422 if form.errors else 200)


@require_POST
@require(Verb.EDIT, Risk)
def risk_checked(request: HttpRequest, risk: Risk) -> HttpResponse:
    """A risk was looked at; the day to look again."""
    form = RescheduleForm(request.POST, today=timezone.localdate())
    if form.is_valid():
        services.risk_checked(risk=risk, check_on=form.cleaned_data["due_on"], by=request.user)
        messages.success(request, _("“%(title)s” is looked at again on the new day.") % {"title": risk.title})
    else:
        messages.error(request, form.errors["due_on"][0])
    return redirect(risks_url(risk))


@require_POST
@require(Verb.EDIT, Risk)
def risk_reopen(request: HttpRequest, risk: Risk) -> HttpResponse:
    """Watch a risk again."""
    services.risk_reopen(risk=risk, by=request.user)
    messages.success(request, _("“%(title)s” is watched again.") % {"title": risk.title})
    return redirect(risks_url(risk))


@require_POST
@require(Verb.EDIT, Risk)
def risk_delete(request: HttpRequest, risk: Risk) -> HttpResponse:
    """Remove a risk that was a mistake."""
    back = risks_url(risk)
    return deleted(request, lambda: services.risk_delete(risk=risk, by=request.user), risk, back=back)
