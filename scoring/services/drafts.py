"""The next version of a method: started as a draft, edited by several people, published, never changed again."""

from collections.abc import Mapping
from typing import Any

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Job, User
from accounts.services.jobs import job_start
from accounts.services.rows import StaleRow, record, row_create, row_delete
from scoring.engine import numbers
from scoring.models import Method, MethodDraft
from scoring.selectors import methods
from scoring.selectors.drafts import DRAFTED
from scoring.services.assessments import drafts_refresh
from scoring.services.comparing import KIND as COMPARE
from scoring.services.comparing import comparison_key
from scoring.services.rescoring import rescore_by_method

SCORED_NIGHTLY = {Method.Model.HEALTH, Method.Model.VIABILITY}


@transaction.atomic
def draft_start(*, model: str, by: User) -> MethodDraft:
    """Open a draft with the numbers in force; while one is open, that one is returned."""
    if model not in DRAFTED:
        raise ValidationError(_("This method cannot be edited here."))
    Method.objects.select_for_update().filter(model=model).first()  # two who start at once get one draft
    draft = MethodDraft.objects.filter(model=model).first()
    if draft is not None:
        return draft
    base = methods.newest(model)
    draft = MethodDraft(model=model, base=base.version, parameters=base.parameters, by=by)
    return row_create(draft, by=by, verb="method.draft_started")


@transaction.atomic
def draft_update(
    *, draft: MethodDraft, values: Mapping[str, Any], shown: Mapping[str, Any], version: int, by: User
) -> MethodDraft:
    """Set numbers of the draft. StaleRow when somebody else changed one of the same numbers since they were shown."""
    fresh = MethodDraft.objects.select_for_update().get(pk=draft.pk)
    now = numbers.flat(fresh.parameters)
    wanted = {path: value for path, value in values.items() if path in now}
    if fresh.version != version:
        mine = {path for path, value in wanted.items() if not numbers.same(value, shown.get(path, value))}
        theirs = {path for path in now if path in shown and not numbers.same(now[path], shown[path])}
        clash = [path for path in now if path in mine & theirs and not numbers.same(wanted[path], now[path])]
        if clash:
            raise StaleRow(fresh, values, clash)
        wanted = {path: wanted[path] for path in mine}
    parameters = numbers.put(fresh.parameters, wanted)
    changes = numbers.differences(fresh.parameters, parameters)
    if changes:
        methods.checked(fresh.model, parameters)
        fresh.parameters, fresh.version = parameters, fresh.version + 1
        fresh.save(update_fields=["parameters", "version", "updated_at"])
        record(by, "method.draft_changed", fresh, changes={path: list(pair) for path, pair in changes.items()})
    return fresh


@transaction.atomic
def draft_discard(*, draft: MethodDraft, by: User) -> None:
    """Throw the draft away; the trail keeps its numbers."""
    row_delete(draft, by=by, verb="method.draft_discarded")


def comparison_start(*, draft: MethodDraft, by: User) -> Job:
    """Compute every account with the draft as it is now, beside the method in force."""
    return job_start(kind=COMPARE, key=comparison_key(draft), params={"draft": draft.pk}, by=by)


@transaction.atomic
def draft_publish(*, draft: MethodDraft, version: int, reason: str, by: User) -> Method:
    """Make the draft the method in force. StaleRow when it was changed since; ValidationError when it is not ready."""
    Method.objects.select_for_update().filter(model=draft.model).first()
    fresh = MethodDraft.objects.select_for_update().get(pk=draft.pk)
    if fresh.version != version:
        raise StaleRow(fresh, {}, [])
    if objections := publish_objections(fresh):
        raise ValidationError(objections)
    name = methods.next_version(fresh.model)
    parameters = {**fresh.parameters, "version": name}
    methods.checked(fresh.model, parameters)
    changes = numbers.differences(methods.newest(fresh.model).parameters, parameters)
    method = Method(model=fresh.model, version=name, parameters=parameters, published_by=by, reason=reason)
    method.published_at = timezone.now()
    method.save(force_insert=True)
    told = {path: list(pair) for path, pair in changes.items()}
    record(by, "method.published", method, changes=told, reason=reason)
    row_delete(fresh, by=by, verb="method.draft_published")
    transaction.on_commit(lambda: cache.set(methods.cache_key(method.model), name, methods.KEPT_SECONDS))
    if method.model in SCORED_NIGHTLY:
        rescore_by_method(method=method, by=by)
    else:
        drafts_refresh(today=timezone.localdate(), method=methods.loaded(method))
    return method


def publish_objections(draft: MethodDraft) -> list[str]:
    """Why the draft cannot be published, each with what to do; empty when it can."""
    found = []
    if not numbers.differences(methods.newest(draft.model).parameters, draft.parameters):
        found.append(_("The draft has the same numbers as the method in force: change one, or discard it."))
    elif not Job.objects.filter(kind=COMPARE, key=comparison_key(draft), state=Job.State.DONE).exists():
        found.append(_("Compare the draft as it is now with the method in force first: see who changes band."))
    if gap := numbers.missing_weight(draft.parameters):
        found.append(weights_objection(gap))
    return found


def weights_objection(gap: float) -> str:
    """What is wrong with the sum of the weights, and how much to move."""
    words = {"sum": f"{numbers.WHOLE_WEIGHT - gap:g}", "gap": f"{abs(gap):g}"}
    if gap > 0:
        return _("The weights add up to %(sum)s, they must be 100: add %(gap)s.") % words
    return _("The weights add up to %(sum)s, they must be 100: take %(gap)s away.") % words
