"""Resources of a plan: asked for, granted or refused."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Verb, can, refusal, require
from accounts.selectors.leaders import may_decide
from accounts.views.sheets import Sheet, back_to, deleted, form_sheet, is_ours, select_for, sheet_page
from kam.lib.htmx import page
from planning.forms.resources import DecideForm, ResourceForm
from planning.models import Plan, Resource
from planning.selectors.resources import ResourceLine, resource_lines
from planning.services import resources as services
from planning.services.resources import resources_url
from planning.views.context import PLAN_SELECT, plan_context


def _page_of(resource: Resource) -> str:
    return resources_url(resource.plan_id, resource.pk)


def _back(request: HttpRequest, resource: Resource) -> str:
    """The page that showed the resource: that of the plan, or a review that decides on it."""
    named = request.GET.get("next", "")
    return named if is_ours(request, named) else back_to(request, _page_of(resource))


@require_GET
@require(Verb.VIEW, Plan, select=PLAN_SELECT)
def resource_list(request: HttpRequest, plan: Plan) -> HttpResponse:
    """What the plan asks for, and what was decided."""
    context = plan_context(plan, request, "resources")
    context |= {
        "lines": resource_lines(plan, context["today"]),
        "may_decide": may_decide(request.user, plan.account) and plan.is_active,
    }
    return page(request, "planning/resource_list.html", context)


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Plan, select=select_for("account"))
def resource_create(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Ask for something."""
    row = Resource(plan=plan, account=plan.account, asked_by=request.user)
    form = ResourceForm(request.POST or None, instance=row, account=plan.account, user=request.user)
    back = reverse("planning:resource-list", args=[plan.pk])
    return form_sheet(
        request,
        form,
        Sheet(title=_("Ask for a resource"), back=back, tab="plan", submit=_("Ask")),
        lambda values, _version: services.resource_ask(plan=plan, values=values, by=request.user),
        account=plan.account,
    )


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Resource, select=select_for("account"))
def resource_edit(request: HttpRequest, resource: Resource) -> HttpResponse:
    """Change what is asked for."""
    form = ResourceForm(request.POST or None, instance=resource, account=resource.account, user=request.user)
    return form_sheet(
        request,
        form,
        Sheet(
            title=_("Resource"),
            back=_page_of(resource),
            tab="plan",
            delete=reverse("planning:resource-delete", args=[resource.pk]),
            delete_label=_("Delete resource"),
        ),
        lambda changes, version: services.resource_update(
            resource=resource, changes=changes, by=request.user, version=version
        ),
        account=resource.account,
    )


@require_http_methods(["GET", "POST"])
@require(Verb.VIEW, Resource, select=(*select_for("account"), "asked_by", "decider", "objective"))
def resource_decide(request: HttpRequest, resource: Resource) -> HttpResponse:
    """Grant or refuse."""
    if not may_decide(request.user, resource.account):
        raise PermissionDenied(refusal(request.user))
    form = DecideForm(request.POST or None, resource=resource)
    back = _back(request, resource)
    if request.method == "POST" and form.is_valid():
        try:
            status = form.cleaned_data.pop("status")
            services.resource_decide(
                resource=resource, status=status, values=form.cleaned_data, by=request.user, today=timezone.localdate()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            undo = reverse("planning:resource-reopen", args=[resource.pk])
            messages.success(request, _("“%(title)s” is decided.") % {"title": resource.title}, extra_tags=undo)
            return redirect(back)
    sheet = Sheet(
        title=_("Decide: %(title)s") % {"title": resource.title},
        back=back,
        tab="plan",
        submit=_("Save the decision"),
        template="planning/resource_decide.html",
    )
    line = ResourceLine(resource, resource.is_late(timezone.localdate()))
    context = {"form": form, "sheet": sheet, "back": back, "line": line}
    return sheet_page(request, sheet, context, account=resource.account, status=422 if form.errors else 200)


@require_POST
@require(Verb.VIEW, Resource)
def resource_reopen(request: HttpRequest, resource: Resource) -> HttpResponse:
    """Take a decision back (who decides), or ask again for what was taken back (who edits)."""
    decided = resource.status in Resource.DECIDED
    allowed = may_decide(request.user, resource.account) if decided else can(request.user, Verb.EDIT, resource.account)
    if not allowed:
        raise PermissionDenied(refusal(request.user))
    services.resource_reopen(resource=resource, by=request.user)
    messages.success(request, _("“%(title)s” waits for a decision again.") % {"title": resource.title})
    return redirect(_back(request, resource))


@require_POST
@require(Verb.EDIT, Resource)
def resource_withdraw(request: HttpRequest, resource: Resource) -> HttpResponse:
    """Not needed any more."""
    try:
        services.resource_withdraw(resource=resource, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        undo = reverse("planning:resource-reopen", args=[resource.pk])
        messages.success(request, _("“%(title)s” is taken back.") % {"title": resource.title}, extra_tags=undo)
    return redirect(_back(request, resource))


@require_POST
@require(Verb.EDIT, Resource)
def resource_delete(request: HttpRequest, resource: Resource) -> HttpResponse:
    """Remove a resource that was a mistake."""
    back = reverse("planning:resource-list", args=[resource.plan_id])
    try:
        return deleted(
            request, lambda: services.resource_delete(resource=resource, by=request.user), resource, back=back
        )
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(back)
