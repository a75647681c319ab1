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
from scoring.engine import cis, cis_trend, parameters
from scoring.hooks import LowAnswer, low_answers_found
from scoring.models import Respondent, Wave
from scoring.selectors import methods
from scoring.selectors.waves import (
    APART_DAYS,
    asked_recently,
    department_of,
    eligible_people,
    respondents_of,
    weight_of,
)
from scoring.services.health import health_rescore


@transaction.atomic
def wave_create(*, account: Account, values: Mapping[str, Any], people: Collection[Stakeholder], by: User) -> Wave:
    """Plan a wave. Weights and departments are frozen from the map as it is now."""
    wave = Wave(account=account, method=methods.cis_method().version, **values)
    wave.eligible = max(eligible_people(account).count(), len(people))
    row_create(wave, by=by)
    _invite(wave, people, by)
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
    """Change a wave that is open: who answered stays in it, others may be added and taken out."""
    _open(wave)
    invited = {row.stakeholder_id: row for row in wave.respondents.select_related("stakeholder")}
    chosen = {person.pk: person for person in people}
    gone = [row for pk, row in invited.items() if pk not in chosen and row.answered_at is None]
    Respondent.objects.filter(pk__in=[row.pk for row in gone]).delete()
    _invite(wave, [person for pk, person in chosen.items() if pk not in invited], by, gone=gone)
    eligible = max(eligible_people(wave.account).count(), wave.respondents.count())
    return row_edit(wave, changes={**changes, "eligible": eligible}, by=by, version=version)


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
            invited_on=wave.opens_on,
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
    """Keep the answers of one person, from an interview or on paper.

    In a confidential wave the trail says that an answer came, not whose and not what.
    """
    wave = _open(respondent.wave)
    extra = {"answered_at": timezone.now(), "entered_by": by}
    if wave.mode == Wave.Mode.NAMED:
        return row_edit(
            respondent, changes=values, by=by, version=version, verb="respondent.answered", derive=lambda touched: extra
        )
    fresh = Respondent.objects.select_for_update().get(pk=respondent.pk)
    if version is not None and fresh.version != version:
        raise ValidationError(_("Somebody else has entered answers of this person meanwhile."))
    for name, value in {**values, **extra}.items():
        setattr(fresh, name, value)
    fresh.version += 1
    fresh.save()
    record(by, "wave.answer_entered", wave)
    return fresh


@transaction.atomic
def wave_close(*, wave: Wave, by: User, moment: Any = None) -> Wave:
    """Freeze the answers and compute the score; a wave that is closed stays as it is."""
    fresh = Wave.objects.select_for_update().select_related("account").get(pk=wave.pk)
    if fresh.closed_at is not None:
        return fresh
    method = methods.version(fresh.method)
    inputs = _engine_wave(fresh)
    result = cis.evaluate(inputs, method)
    change = _trend(fresh, result)
    fresh.closed_at = moment or timezone.now()
    fresh.inputs = parameters.dump(inputs)
    fresh.result = parameters.dump(result) | {"trend": parameters.dump(change) if change else None}
    fresh.version += 1
    fresh.save()
    told = {"closed_at": [None, fresh.closed_at.isoformat()], "status": [None, result.status]}
    record(by, "wave.closed", fresh, changes=told | ({"score": [None, result.score]} if result.score else {}))
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


def _trend(wave: Wave, now: cis.Result) -> cis_trend.Trend | None:
    """The change against the reported wave before."""
    before = (
        Wave.objects.filter(account_id=wave.account_id, closed_at__isnull=False, result__status=cis.REPORTED)
        .exclude(pk=wave.pk)
        .order_by("-closed_at")
        .first()
    )
    if before is None:
        return None
    then = cis.evaluate(engine_wave(before.inputs), methods.version(before.method))
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
