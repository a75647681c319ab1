"""Versions of a plan: what changed between any two states, and the plan as of a past day."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import Verb, can, require
from kam.lib.htmx import page
from planning.milestones import milestones_of
from planning.models import Plan, PlanVersion
from planning.selectors.compare import compare
from planning.selectors.frozen import Content, plan_as_of, plan_frozen
from planning.selectors.plans import versions_of
from planning.selectors.versions import content_words
from planning.views.context import PLAN_SELECT, plan_context

NOW = "now"
MONTH = timedelta(days=30)


@require_GET
@require(Verb.VIEW, Plan, select=PLAN_SELECT)
def plan_changes(request: HttpRequest, plan: Plan) -> HttpResponse:
    """What changed in the plan between two states: versions, days, or now."""
    today = timezone.localdate()
    choices = _choices(plan, today)
    since = _chosen(request, "from") or (choices[0][0] if choices else today.isoformat())
    until = _chosen(request, "to") or NOW
    before, after = _content(plan, since, today), _content(plan, until, today)
    context = plan_context(plan, request, "versions") | {
        "choices": choices,
        "since": since,
        "until": until,
        "since_on": _day(since, today),
        "is_missing": before is None or after is None,
        "today": today,
    }
    if before is not None and after is not None:
        context["found"] = compare(before, after, sensitive=can(request.user, Verb.SENSITIVE, plan.account))
    return page(request, "planning/plan_changes.html", context)


@require_GET
@require(Verb.VIEW, Plan, select=PLAN_SELECT)
def plan_on_day(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The plan as it was at the end of a day; it can only be read."""
    today = timezone.localdate()
    on = _day(request.GET.get("on", ""), today) or today
    content = plan_as_of(plan, on)
    context: dict[str, Any] = plan_context(plan, request, "versions") | {"on": on, "today": today}
    if content is not None:
        context["content"] = content_words(content, sensitive=can(request.user, Verb.SENSITIVE, plan.account))
    return page(request, "planning/plan_as_of.html", context)


def _choices(plan: Plan, today: date) -> list[tuple[str, str]]:
    """What a plan is usually compared with: the last reviews, its versions, a month ago, its first day here.

    Days before the plan was recorded are left out: nothing is known of them.
    """
    first = timezone.localdate(plan.created_at)
    days = [(row.on, str(row.label)) for row in milestones_of(plan)]
    found = [(on.isoformat(), label) for on, label in days if on >= first]
    found += [(f"v{row.pk}", _("Version %(label)s") % {"label": row.label}) for row in versions_of(plan)]
    found += [(on.isoformat(), label) for on, label in _usual(first, today) if on >= first]
    return list(dict(reversed(found)).items())[::-1]


def _usual(first: date, today: date) -> list[tuple[date, str]]:
    return [(today - MONTH, _("30 days ago")), (first, _("The day it was started"))]


def _chosen(request: HttpRequest, name: str) -> str:
    """A day that was typed counts before what was chosen from the list."""
    return request.GET.get(f"{name}_on", "") or request.GET.get(name, "")


def _content(plan: Plan, what: str, today: date) -> Content | None:
    if what == NOW:
        return plan_frozen(plan)
    if what.startswith("v") and what[1:].isdigit():
        version = PlanVersion.objects.filter(plan=plan, pk=int(what[1:])).first()
        if version is None:
            raise Http404
        return version.content  # type: ignore[no-any-return]
    on = _day(what, today)
    return plan_as_of(plan, on) if on else None


def _day(typed: str, today: date) -> date | None:
    """A day that is not still to come; None for what is no day."""
    try:
        found = parse_date(typed)
    except ValueError:
        return None
    return min(found, today) if found else None
