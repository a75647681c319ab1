"""Reminding people of scorecards to be made anew and of key accounts to look at again; each once a person."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Account, User
from accounts.selectors.leaders import Leaders
from accounts.services.notices import Telling
from scoring.selectors.reassessing import DueAgain, Leaver, due_assessments, leavers, reason_words

LATE_DAYS = 30  # after them the sales leader is told as well


def selection_tellings(today: date, leaders: Leaders) -> Iterator[Telling]:
    """What is to be told today. Keys name the occasion, so however often this runs everybody hears of it once."""
    accounts = Account.objects.all()
    for due in due_assessments(accounts, today, ahead=0):
        for person in _told_of(due, leaders, today):
            yield _telling(person, due.account, due.key, _due_words(due, person))
    for leaver in leavers(accounts, today):
        for person in _people(leaver.account.manager, leaders.leader(leaver.account)):
            yield _telling(person, leaver.account, leaver.key, _leaver_words(leaver, person))


def _told_of(due: DueAgain, leaders: Leaders, today: date) -> list[User]:
    is_late = (today - due.due_on).days >= LATE_DAYS
    return _people(due.account.manager, leaders.leader(due.account) if is_late else None)


def _people(*people: User | None) -> list[User]:
    return list(dict.fromkeys(person for person in people if person is not None and person.is_active))


def _telling(person: User, account: Account, key: str, text: str) -> Telling:
    url = reverse("scoring:account-selection", args=[account.pk])
    return Telling(user=person, key=key, kind="selection", text=text, url=url, account_id=account.pk)


def _due_words(due: DueAgain, person: User) -> str:
    with translation.override(person.language):
        return _("%(account)s: the selection scorecard was due again on %(day)s (%(why)s)") % {
            "account": due.account.name,
            "day": date_format(due.due_on),
            "why": due.why,
        }


def _leaver_words(leaver: Leaver, person: User) -> str:
    with translation.override(person.language):
        return _("%(account)s: look at its key status again, %(reason)s") % {
            "account": leaver.account.name,
            "reason": reason_words(leaver.cause),
        }
