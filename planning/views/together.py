"""Several people in one plan: who is there, and what they have just changed."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.access import Verb, can, require
from accounts.models import AuditEvent, User
from accounts.selectors.changes import WORDS, model_of
from kam.lib import presence
from kam.lib.shown import initials
from planning.forms.together import PulseForm
from planning.models import Plan
from planning.selectors.questions import Item, sheet
from planning.selectors.together import ANSWER, Changes, changes_since
from planning.views.autosave import field_values, row_parts, standing_parts

MOST_NEWS = 5


@never_cache
@require_GET
@require(Verb.VIEW, Plan)
def plan_pulse(request: HttpRequest, plan: Plan) -> JsonResponse:
    """Who is in the plan, and the parts of the page that changed since the last look. Three queries, five with news."""
    form = PulseForm(request.GET)
    if not form.is_valid():
        raise BadRequest("pulse")
    asked, user = form.cleaned_data, request.user
    place = f"plan:{plan.pk}"
    if asked["leave"]:
        presence.left(place, user.pk)
        return JsonResponse({"people": []})
    note = {"name": user.name, "code": asked["q"], "part": asked["part"], "busy": asked["busy"]}
    people = [_person(plan, one) for one in presence.seen(place, user.pk, note)]
    found = changes_since(plan, user, asked["since"])
    body = {"now": found.until.timestamp(), "people": people, "news": _news(plan, user, found)}
    return JsonResponse(body | (_changed(plan, user, found, asked["q"]) if found.touched else {}))


def _person(plan: Plan, note: dict[str, Any]) -> dict[str, Any]:
    name = note["name"]
    where = f"{plan.get_absolute_url()}?q={note['code']}#{note['code']}" if note["code"] else ""
    return {
        "name": name,
        "initials": initials(name),
        "code": note["code"],
        "busy": note["busy"],
        "href": where,
    }


def _news(plan: Plan, user: User, found: Changes) -> list[dict[str, Any]]:
    """The latest changes of others in words, newest first."""
    events = [event for event in found.events if event.by_id not in {None, user.pk}][:MOST_NEWS]
    return [
        {"id": event.pk, "by": event.by.name if event.by else "", "text": _words(event), "href": _where(plan, event)}
        for event in events
    ]


def _words(event: AuditEvent) -> str:
    model = model_of(event.object_type)
    kind = capfirst(str(model._meta.verbose_name)) if model else ""
    verb = event.verb.rpartition(".")[2]
    return f"{kind} {event.object_label} {WORDS.get(verb, WORDS['updated'])}".strip()


def _where(plan: Plan, event: AuditEvent) -> str:
    if event.object_type == ANSWER:
        return f"{plan.get_absolute_url()}?q={event.object_label}#{event.object_label}"
    return reverse("accounts:record-history", args=[event.object_type, event.object_id])


def _changed(plan: Plan, user: User, found: Changes, code: str) -> dict[str, Any]:
    """The rows that changed, how far the plan is now, and what the open question holds."""
    sensitive = can(user, Verb.SENSITIVE, plan.account)
    questions = sheet(plan, timezone.localdate(), sensitive=sensitive)
    others = found.by_others(user)
    html = standing_parts(questions.standing, plan, *(row.code for row in questions.categories))
    for changed in sorted(found.touched):
        item = questions.item(changed)
        if item is None:
            continue
        html |= row_parts(item, plan)
        if changed in found.codes:
            html[f"#changed-{changed}"] = _mark(item, others.get(changed))
    opened = questions.item(code) if code in found.codes else None
    return {"html": html, "open": _opened(opened)}


def _mark(item: Item, event: Any) -> str:
    return render_to_string("planning/question_changed.html", {"item": item, "changed": event})


def _opened(item: Item | None) -> dict[str, Any] | None:
    if item is None or item.answer is None or item.is_hidden:
        return None
    return {"code": item.code, "version": item.answer.version, "values": field_values(item.answer)}
