"""The survey itself: links, half-finished answers, and answers that a person sends."""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.rows import record, row_update
from scoring.models import Respondent, SurveyLink, Wave
from scoring.selectors.surveys import hash_of, signer, takes_answers


class SurveyClosed(Exception):  # noqa: N818 -- a state of the survey, told to the person kindly
    """The wave was closed while somebody still wrote."""


def link_make(*, respondent: Respondent, step: str, by: User | None, email: str = "") -> str:
    """Make one more link of a respondent. Returns its address, which cannot be read from the database again."""
    token = secrets.token_urlsafe(SurveyLink.RANDOM_BYTES)
    SurveyLink.objects.create(
        respondent=respondent, step=step, token_hash=hash_of(token), email=email.lower(), made_by=by
    )
    return f"{settings.KAM_URL}{reverse('scoring:survey', args=[signer().sign(token)])}"


@transaction.atomic
def links_revoke(*, respondent: Respondent, by: User) -> int:
    """Make all links of a respondent useless; returns how many there were. Reminders stop as well."""
    living = SurveyLink.objects.select_for_update().filter(respondent=respondent, revoked_at=None)
    count = living.update(revoked_at=timezone.now())
    if count:
        record(by, "respondent.link_revoked", respondent)
    return count


@transaction.atomic
def link_hand_over(*, respondent: Respondent, by: User) -> str:
    """Make a link that we pass on ourselves, and revoke the others. Named mode only: who holds it could look in."""
    wave = _locked(respondent)
    if not wave.is_named:
        raise ValidationError(_("In a confidential wave links go to the person's own mailbox only."))
    SurveyLink.objects.filter(respondent=respondent, revoked_at=None).update(revoked_at=timezone.now())
    record(by, "respondent.link_handed", respondent)
    return link_make(respondent=respondent, step=SurveyLink.Step.HANDED, by=by)


@transaction.atomic
def draft_save(*, link: SurveyLink, values: Mapping[str, Any], today: date) -> None:
    """Keep what is half-finished. It counts nowhere, nobody of ours sees it, and it goes when the wave closes."""
    _writable(link, today)
    draft = {"link": link.pk, "email": link.email, "values": dict(values)}
    Respondent.objects.filter(pk=link.respondent_id).update(draft=draft)


@transaction.atomic
def survey_submit(*, link: SurveyLink, values: Mapping[str, Any], today: date) -> None:
    """Keep what a person answered by their link; until the wave closes they may do so again.

    In a confidential wave the trail says once that an answer came, not whose and not what.
    """
    wave = _writable(link, today)
    row = Respondent.objects.select_for_update().get(pk=link.respondent_id)
    is_first = row.answered_at is None
    changes = {**values, "entered_by": None, "interviewer": "", "answered_at": timezone.now()}
    if wave.is_named:
        row_update(row, changes=changes, by=None, verb="respondent.answered", is_locked=True)
    else:
        for name, value in changes.items():
            setattr(row, name, value)
        row.version += 1
        row.save()
        if is_first:
            record(None, "wave.answer_received", wave)
    Respondent.objects.filter(pk=row.pk).update(draft={}, answered_link=link)


def _writable(link: SurveyLink, today: date) -> Wave:
    """Lock the wave against its closing; SurveyClosed when the link or the wave takes no answers any more."""
    wave = _locked(link.respondent)
    alive = SurveyLink.objects.filter(pk=link.pk, revoked_at=None).exists()
    if not alive or not takes_answers(wave, today):
        raise SurveyClosed
    return wave


def _locked(respondent: Respondent) -> Wave:
    return Wave.objects.select_for_update().get(pk=respondent.wave_id)
