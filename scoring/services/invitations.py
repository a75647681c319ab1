"""Invitations and reminders of survey waves, each mailed once, and the closing of waves whose last day has passed."""

from collections.abc import Collection, Iterator
from datetime import date
from smtplib import SMTPException

import structlog
from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Stakeholder, User
from accounts.services.rows import record
from kam.lib.workdays import after_working_days
from scoring.models import Respondent, SurveyLink, Wave
from scoring.selectors import methods
from scoring.selectors.surveys import asker_of, language_of, takes_answers, waits
from scoring.services.surveys import link_make
from scoring.services.waves import wave_close

Step = SurveyLink.Step
REMINDERS = ((10, Step.SECOND), (5, Step.FIRST))  # working days after the invitation; the later first
log = structlog.get_logger(__name__)


def waves_run(*, today: date) -> dict[str, int]:
    """Close waves whose last day has passed, then write to who is due. Safe to run twice, or at once."""
    over = Wave.objects.filter(closed_at=None, closes_on__lt=today).order_by("pk")
    closed = 0
    for wave in over.select_related("account"):
        try:
            wave_close(wave=wave, by=None)
        except Exception:
            log.exception("wave_not_closed", wave=wave.pk)  # the next run tries again, the others go on
        else:
            closed += 1
    return {"closed": closed, **mails_send(today=today)}


def mails_send(*, today: date, wave_id: int | None = None) -> dict[str, int]:
    """Send what is due now; a mail that fails is tried again at the next run and holds up nobody else."""
    counts = {"sent": 0, "failed": 0}
    for respondent_id, step in list(_due(today, wave_id)):
        try:
            counts["sent"] += _mail(respondent_id, step, today)
        except (OSError, SMTPException):
            log.warning("survey mail failed", respondent=respondent_id, exc_info=True)
            counts["failed"] += 1
    return counts


def step_due(invited_on: date | None, steps: Collection[str], today: date) -> str | None:
    """Which mail a person is to get now, after those that were sent; None when there is none to send.

    After days without a run only the reminder that is reached now is sent, and after the second one nothing more.
    """
    if not steps:
        return Step.INVITATION
    if invited_on is None or Step.HANDED in steps:
        return None
    for days, step in REMINDERS:
        if today >= after_working_days(invited_on, days):
            return None if step in steps else step
    return None


def _due(today: date, wave_id: int | None) -> Iterator[tuple[int, str]]:
    rows = Respondent.objects.filter(
        wave__by_mail=True,
        wave__closed_at=None,
        wave__opens_on__lte=today,
        wave__closes_on__gte=today,
        answered_at=None,
        stakeholder__status=Stakeholder.Status.ACTIVE,
    ).exclude(stakeholder__email="")
    if wave_id is not None:
        rows = rows.filter(wave=wave_id)
    sent = ArrayAgg("links__step", filter=Q(links__isnull=False), default=[])
    living = ArrayAgg("links__step", filter=Q(links__isnull=False, links__revoked_at=None), default=[])
    known = rows.annotate(sent=sent, living=living).order_by("pk").values_list("pk", "invited_on", "sent", "living")
    for pk, invited_on, steps, alive in known.iterator():
        step = step_due(invited_on, steps, today)
        if step is not None and (alive or not steps):  # who was taken off the list is not reminded
            yield pk, step


@transaction.atomic
def _mail(respondent_id: int, step: str, today: date) -> int:
    """Send one mail and keep its link, in one transaction: what a killed worker had not sent is sent by the next."""
    row = _locked(respondent_id, skip_locked=True)
    if row is None or not waits(row) or not takes_answers(row.wave, today):
        return 0
    if row.links.filter(step=step).exists():
        return 0
    if step == Step.INVITATION:
        Respondent.objects.filter(pk=row.pk).update(invited_on=today)
    _send(row, step, None)
    return 1


@transaction.atomic
def respondent_send(*, respondent: Respondent, by: User, today: date) -> None:
    """Send a person a new link now; the ones before stop working."""
    row = _locked(respondent.pk)
    assert row is not None  # noqa: S101 -- it waits for the lock
    if not takes_answers(row.wave, today):
        raise ValidationError(_("This wave is closed, its answers are frozen."))
    if not row.stakeholder.email:
        raise ValidationError(_("%(person)s has no e-mail address yet.") % {"person": row.stakeholder})
    row.links.filter(revoked_at=None).update(revoked_at=timezone.now())
    if row.invited_on is None:
        Respondent.objects.filter(pk=row.pk).update(invited_on=today)
    record(by, "respondent.link_sent", row)
    _send(row, Step.AGAIN, by)


def _locked(respondent_id: int, *, skip_locked: bool = False) -> Respondent | None:
    rows = Respondent.objects.select_for_update(of=("self",), skip_locked=skip_locked)
    joined = rows.select_related("wave__account__manager", "wave__asked_by", "stakeholder")
    return joined.filter(pk=respondent_id).first()


def _send(row: Respondent, step: str, by: User | None) -> None:
    wave, person = row.wave, row.stakeholder
    address = link_make(respondent=row, step=step, by=by, email=person.email)
    asker = asker_of(wave)
    supplier = methods.programme().supplier_name
    with translation.override(language_of(row)):
        context = {
            "person": person,
            "asker": asker,
            "supplier": supplier,
            "wave": wave,
            "link": address,
            "is_reminder": step in {Step.FIRST, Step.SECOND},
            "is_last": step == Step.SECOND,
        }
        subject = (
            _("Reminder: does %(supplier)s make your business better?")
            if context["is_reminder"]
            else _("Does %(supplier)s make your business better? Two minutes")
        )
        text = render_to_string("scoring/emails/survey.txt", context)
        EmailMessage(
            subject=subject % {"supplier": supplier},
            body=text,
            to=[person.email],
            reply_to=[asker.email] if asker and asker.email else None,
            headers=_headers(row, step),
        ).send()


def _headers(row: Respondent, step: str) -> dict[str, str]:
    """The same mail has the same id, so that a mailbox shows it once even if a server went away while taking it."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    number = row.links.count() if step == Step.AGAIN else 0
    return {
        "Message-ID": f"<survey-{row.pk}-{step}-{number}@{host}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
    }
