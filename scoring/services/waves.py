"""Survey waves: who is asked with which weight, what they answered, and the score when the wave closes."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Account, AuditEvent, Stakeholder, User
from accounts.services.editing import row_edit
from accounts.services.rows import record, row_create, row_delete
from scoring.engine import cis, cis_confidential, cis_trend, parameters
from scoring.hooks import LowAnswer, low_answers_found
from scoring.models import Respondent, Wave
from scoring.selectors import methods
from scoring.selectors.spread import method_of, own_spread
from scoring.selectors.waves import (
    APART_DAYS,
    asked_recently,
    begun,
    department_of,
    eligible_people,
    respondents_of,
    weight_of,
)
from scoring.services.health import health_rescore
from scoring.tasks import invite_wave


@transaction.atomic
def wave_create(*, account: Account, values: Mapping[str, Any], people: Collection[Stakeholder], by: User) -> Wave:
    """Plan a wave. Weights and departments are frozen from the map as it is now."""
    wave = Wave(account=account, method=methods.cis_method().version, **values)
    wave.eligible = max(eligible_people(account).count(), len(people))
    row_create(wave, by=by)
    _invite(wave, people, by)
    _mail_soon(wave)
    return wave


@transaction.atomic
def wave_update(
    *,
    wave: Wave,
    changes: Mapping[str, Any],
    people: Collection[Stakeholder],
    by: User,
    version: int | None = None,
) -> Wave:
    """Change a wave that is open: who answered stays in it, others may be added and taken out.

    What people were told when they were asked stays true: the mode is fixed once somebody was. And nobody is taken out
    of a confidential wave that runs, for who stays would be who has answered.
    """
    fresh = _open(wave)
    is_begun = begun(fresh)
    if is_begun and changes.get("mode", fresh.mode) != fresh.mode:
        raise ValidationError(_("People were told how their answers are treated, so the mode stays as it is."))
    invited = {row.stakeholder_id: row for row in wave.respondents.select_related("stakeholder")}
    chosen = {person.pk: person for person in people}
    may_go = fresh.is_named or not is_begun
    gone = [row for pk, row in invited.items() if pk not in chosen and row.answered_at is None and may_go]
    Respondent.objects.filter(pk__in=[row.pk for row in gone]).delete()
    _invite(wave, [person for pk, person in chosen.items() if pk not in invited], by, gone=gone)
    eligible = max(eligible_people(wave.account).count(), wave.respondents.count())
    edited = row_edit(wave, changes={**changes, "eligible": eligible}, by=by, version=version)
    _mail_soon(edited)
    return edited


def _mail_soon(wave: Wave) -> None:
    """Send what is due now; the daily run would do it tomorrow morning."""
    if wave.by_mail and wave.opens_on <= timezone.localdate():
        invite_wave.delay_on_commit(wave.pk)


def _invite(wave: Wave, people: Collection[Stakeholder], by: User, gone: Sequence[Respondent] = ()) -> None:
    """Add people to a wave; one event says who came and who went."""
    early = asked_recently(wave.account_id, wave.opens_on, besides=wave)
    for person in people:
        if person.pk in early:
            raise ValidationError(
                _("%(person)s was asked less than %(days)s days before.") % {"person": person, "days": APART_DAYS}
            )
    invitations = [
        Respondent(
            wave=wave,
            stakeholder=person,
            weight=weight_of(person),
            department=department_of(person),
            language=person.language or wave.account.language,
            invited_on=None if wave.by_mail else wave.opens_on,  # by mail: the day that the mail left
        )
        for person in people
    ]
    Respondent.objects.bulk_create(invitations)
    came, went = [str(row) for row in invitations], [str(row) for row in gone]
    if came or went:
        record(by, "wave.invited", wave, changes={"people": [went, came]})


@transaction.atomic
def answers_save(
    *, respondent: Respondent, values: Mapping[str, Any], by: User, version: int | None = None
) -> Respondent:
    """Keep the answers of one person, from an interview or on paper. Named mode only: whoever types them knows them."""
    wave = _open(respondent.wave)
    if not wave.is_named:
        raise ValidationError(_("In a confidential wave everybody answers by their own link."))
    extra = {"answered_at": timezone.now(), "entered_by": by}
    saved = row_edit(
        respondent, changes=values, by=by, version=version, verb="respondent.answered", derive=lambda touched: extra
    )
    Respondent.objects.filter(pk=respondent.pk).update(draft={}, answered_link=None)
    return saved


@transaction.atomic
def wave_close(*, wave: Wave, by: User | None, moment: Any = None) -> Wave:
    """Freeze the answers and compute the score; a wave that is closed stays as it is."""
    fresh = Wave.objects.select_for_update().select_related("account").get(pk=wave.pk)
    if fresh.closed_at is not None:
        return fresh
    inputs, spread = _engine_wave(fresh), own_spread()
    fresh.inputs = parameters.dump(inputs) | ({} if spread is None else {"prior_spread": spread})
    method = method_of(fresh)
    result = cis.evaluate(inputs, method)
    change = _trend(fresh, result)
    fresh.closed_at = moment or timezone.now()
    fresh.result = _published(fresh, result, change, method)
    fresh.version += 1
    fresh.save()
    Respondent.objects.filter(wave=fresh).exclude(draft={}).update(draft={})
    told = {"closed_at": [None, fresh.closed_at.isoformat()], "status": [None, result.status]}
    score = fresh.result["score"]
    record(by, "wave.closed", fresh, changes=told | ({"score": [None, score]} if score is not None else {}))
    low_answers_found(_low(fresh, inputs.respondents, change, method))
    health_rescore(account_ids=[fresh.account_id], today=timezone.localdate())
    return fresh


@transaction.atomic
def wave_delete(*, wave: Wave, by: User) -> list[AuditEvent]:
    """Take back a wave in which nobody has answered yet."""
    _open(wave)
    if wave.respondents.filter(answered_at__isnull=False).exists():
        raise ValidationError(_("Somebody has answered already. Close the wave instead."))
    wave.respondents.all().delete()
    return [row_delete(wave, by=by)]


def _open(wave: Wave) -> Wave:
    """Lock the wave; ValidationError when it is closed."""
    fresh = Wave.objects.select_for_update().get(pk=wave.pk)
    if fresh.closed_at is not None:
        raise ValidationError(_("This wave is closed, its answers are frozen."))
    return fresh


def _engine_wave(wave: Wave) -> cis.Wave:
    """The wave as the engine takes it; people are known by their place on the map, so that waves can be compared."""
    rows = list(respondents_of(wave))
    answered = [
        cis.Respondent(row.stakeholder_id, float(row.weight), row.department or None, tuple(row.answers))
        for row in rows
        if row.answers
    ]
    return cis.Wave(wave.eligible, float(sum(row.weight for row in rows)), tuple(answered))


def engine_wave(inputs: Mapping[str, Any]) -> cis.Wave:
    """The inputs of a closed wave as the engine takes them."""
    people = [cis.Respondent(**{**row, "answers": tuple(row["answers"])}) for row in inputs["respondents"]]
    return cis.Wave(inputs["eligible"], inputs["invited_weight"], tuple(people))


def wave_recomputed(wave: Wave) -> dict[str, Any]:
    """What a closed wave published, computed anew from its stored inputs; the trend rests on another wave too."""
    method = method_of(wave)
    return _kept(wave, cis.evaluate(engine_wave(wave.inputs), method), method)


def _kept(wave: Wave, result: cis.Result, method: cis.Method) -> dict[str, Any]:
    """The result as everybody may read it; of a confidential wave only what gives nobody away."""
    dumped = parameters.dump(result)
    return dumped if wave.is_named else cis_confidential.published(result, dumped, method)


def _published(wave: Wave, result: cis.Result, change: cis_trend.Trend | None, method: cis.Method) -> dict[str, Any]:
    """The result as it is stored for everybody to read; of a confidential wave only what gives nobody away."""
    moved = parameters.dump(change) if change else None
    if moved and (not wave.is_named or not _compared_with_named(wave)):
        moved = cis_confidential.published_trend(moved)
    return _kept(wave, result, method) | {"trend": moved}


def _compared_with_named(wave: Wave) -> bool:
    """Whether the wave that this one is compared with was a named one."""
    before = _before(wave)
    return before is None or before.is_named


def _before(wave: Wave) -> Wave | None:
    """The reported wave before this one."""
    closed = Wave.objects.filter(account_id=wave.account_id, closed_at__isnull=False, result__status=cis.REPORTED)
    return closed.exclude(pk=wave.pk).order_by("-closed_at").first()


def _trend(wave: Wave, now: cis.Result) -> cis_trend.Trend | None:
    """The change against the reported wave before."""
    before = _before(wave)
    if before is None:
        return None
    then = cis.evaluate(engine_wave(before.inputs), method_of(before))
    return cis_trend.trend(now, then, methods.version(wave.method))


def _low(
    wave: Wave, people: Sequence[cis.Respondent], change: cis_trend.Trend | None, method: cis.Method
) -> list[LowAnswer]:
    """What is to be followed up: low answers of deciders, or low means where nobody may be named; a score that fell."""
    if wave.mode == Wave.Mode.NAMED:
        found = [
            LowAnswer(wave.account_id, wave.pk, item, int(str(person)))
            for person, item in cis.low_answers(people, method)
        ]
    else:
        found = [LowAnswer(wave.account_id, wave.pk, item) for item in cis.low_items(people, method)]
    if change is not None and change.verdict == cis_trend.FELL:
        found.append(LowAnswer(wave.account_id, wave.pk, ""))
    return found
