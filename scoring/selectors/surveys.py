"""What the survey page of one person needs. Nothing here reads anybody else's answers."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db import models

from accounts.models import User
from scoring.models import Respondent, SurveyLink, Wave
from scoring.statements import ANCHOR, STATEMENTS

SALT = "scoring.survey"
CANNOT_SAY = "x"  # said so; a statement without any answer is one that nobody has come to yet
OPEN_QUESTIONS = ("best_improvement", "next_improvement")


def signer() -> Signer:
    """Signs tokens; a link that was made up is turned away before the database is asked."""
    return Signer(salt=SALT, sep=".")


def hash_of(token: str) -> str:
    """What is kept of a token. It has 256 random bits, so a plain hash cannot be searched through."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(signed: str) -> SurveyLink | None:
    """The link that a signed token belongs to; None when it is made up or was revoked."""
    try:
        token = signer().unsign(signed)
    except BadSignature:
        return None
    rows = SurveyLink.objects.filter(token_hash=hash_of(token), revoked_at=None)
    joined = rows.select_related(
        "respondent__wave__account__manager",
        "respondent__wave__asked_by",
        "respondent__stakeholder",
        "respondent__answered_link",
    )
    return joined.fetch_mode(models.FETCH_RAISE).first()


def takes_answers(wave: Wave, today: date) -> bool:
    """Whether the wave has neither been closed nor passed its last day."""
    return wave.closed_at is None and today <= wave.closes_on


def asker_of(wave: Wave) -> User | None:
    """Who asks: the person named in the wave, else the account manager."""
    return wave.asked_by or wave.account.manager


def language_of(respondent: Respondent) -> str:
    """The language of ours nearest to the person's."""
    return "zh-hans" if respondent.language.lower().startswith("zh") else "en"


@dataclass(frozen=True, slots=True)
class Written:
    """What this person has written so far, as far as this link may show it."""

    is_answered: bool
    values: dict[str, Any]  # by field of the form


def written(link: SurveyLink) -> Written:
    """Draft and answers of the person who holds the link.

    In a confidential wave a link shows only what came through a link to the same mailbox: whoever lets a new link be
    sent elsewhere finds an empty page.
    """
    row = link.respondent
    draft = row.draft if row.draft and _shows(link, row.draft["link"], row.draft["email"]) else None
    past = row.answered_link
    has_answered = row.answered_at is not None
    is_answered = has_answered and (row.wave.is_named or (past is not None and _shows(link, past.pk, past.email)))
    if draft is not None:
        return Written(is_answered, dict(draft["values"]))
    return Written(is_answered, answers_by_field(row) if is_answered else {})


def _shows(link: SurveyLink, pk: int, email: str) -> bool:
    return link.respondent.wave.is_named or link.pk == pk or bool(email and email == link.email)


def answers_by_field(row: Respondent) -> dict[str, Any]:
    """Answers as the fields of a form hold them."""
    if not row.answers:
        return {}
    given = zip((*STATEMENTS, ANCHOR), (*row.answers, row.anchor), strict=True)
    values: dict[str, Any] = {statement.id: CANNOT_SAY if value is None else str(value) for statement, value in given}
    return values | {name: getattr(row, name) for name in OPEN_QUESTIONS}


def waits(row: Respondent) -> bool:
    """Whether the person may still be written to: not answered, here, with an address."""
    person = row.stakeholder
    return row.answered_at is None and person.status == person.Status.ACTIVE and bool(person.email)
