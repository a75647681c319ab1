"""What people are reminded of every day: due reviews, overdue actions, contracts, and questions (services.questions).

Steps follow the method (reviews): an action is called to mind 3 days before, on the day and 3 days after to its
owner, 7 days after to the account manager, 14 days after to the sales leader; a review 21 and 3 days before to who
leads it, 7 days after to the sales leader, 21 days after to the sponsor; a contract 180, 120, 90, 60 and 30 days
before the day of notice. Every step is told once, however often the job runs; after days without a run only the
step that is reached now is told.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import batched
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Account, Contract, User
from accounts.selectors.leaders import Leaders as Audience
from accounts.services.notices import Telling, notices_mail, notices_tell
from planning.models import Action
from reviews.models import Review
from reviews.services.questions import question_tellings
from scoring.services.alerts import unknown_tellings
from scoring.services.reassessing import selection_tellings

BATCH = 500


@dataclass(frozen=True)
class Step:
    """From `days` after the due day on (negative: before), tell this person."""

    days: int
    who: Callable[[Audience, Any], User | None]


ACTION_STEPS = (
    Step(-3, lambda audience, action: action.owner),
    Step(0, lambda audience, action: action.owner),
    Step(3, lambda audience, action: action.owner),
    Step(7, lambda audience, action: action.account.manager),
    Step(14, lambda audience, action: audience.leader(action.account)),
)
REVIEW_STEPS = (
    Step(-21, lambda audience, review: review.lead),
    Step(-3, lambda audience, review: review.lead),
    Step(7, lambda audience, review: audience.leader(review.account)),
    Step(21, lambda audience, review: review.account.sponsor),
)
CONTRACT_STEPS = tuple(
    Step(-days, lambda audience, contract: contract.account.manager) for days in (180, 120, 90, 60, 30)
)


def remind(*, today: date) -> dict[str, int]:
    """Tell everybody what is due, then send the e-mails. Returns how many notices and e-mails were new."""
    audience = Audience()
    told = 0
    for tellings in batched(_all(today, audience), BATCH):
        told += notices_tell(tellings)
    return {"notices": told, "mails": notices_mail()}


def _all(today: date, audience: Audience) -> Iterator[Telling]:
    yield from _tellings("action", _actions(today), ACTION_STEPS, audience, today, _due_on, _action_text)
    yield from _tellings("review", _reviews(today), REVIEW_STEPS, audience, today, _due_on, _review_text)
    yield from question_tellings(today)
    yield from selection_tellings(today, audience)
    yield from unknown_tellings(today)
    yield from _tellings("contract", _contracts(today), CONTRACT_STEPS, audience, today, notice_day, _contract_text)


def _actions(today: date) -> QuerySet[Action]:
    rows = Action.objects.filter(done_on=None, due_on__lte=today + timedelta(days=3))
    return rows.select_related("owner", "account__manager")


def _reviews(today: date) -> QuerySet[Review]:
    rows = Review.objects.filter(status=Review.Status.PLANNED, due_on__lte=today + timedelta(days=21))
    return rows.select_related("lead", "account__sponsor")


def _contracts(today: date) -> QuerySet[Contract]:
    soon = today + timedelta(days=180 + 400)  # the day of notice lies before the end
    rows = Contract.objects.filter(status=Contract.Status.ACTIVE, ends_on__gte=today, ends_on__lte=soon)
    return rows.select_related("account__manager")


def notice_day(contract: Contract) -> date:
    """The last day on which a contract with an end can be given notice."""
    assert contract.ends_on is not None  # noqa: S101 -- the callers filter by it
    return contract.ends_on - timedelta(days=contract.notice_days)


def _due_on(row: Any) -> date:
    due_on: date = row.due_on  # the querysets leave out rows without one
    return due_on


def _tellings[Row: Model](  # noqa: PLR0917 -- one row kind's worth of parts
    kind: str,
    rows: QuerySet[Row],
    steps: tuple[Step, ...],
    audience: Audience,
    today: date,
    due: Callable[[Any], date],
    text: Callable[[Any, date], tuple[str, str, Account]],
) -> Iterator[Telling]:
    for row in rows.iterator(chunk_size=BATCH):
        late = (today - due(row)).days
        for step in _reached(steps, late):
            person = step.who(audience, row)
            if person is None or not person.is_active:
                continue
            with translation.override(person.language):
                words, url, account = text(row, today)
            key = f"{kind}:{row.pk}:{due(row):%Y%m%d}:{step.days}"
            yield Telling(user=person, key=key, kind=kind, text=words, url=url, account_id=account.pk)


def _reached(steps: Iterable[Step], late: int) -> list[Step]:
    """The step reached now; past the due day those to other people as well, since they have not heard of it."""
    reached = [step for step in steps if step.days <= late]
    own = [step for step in reached if step.days <= 3]
    return own[-1:] + [step for step in reached if step.days > 3]


def _days_text(due: date | None, today: date) -> str:
    late = (today - due).days if due else 0
    if late > 0:
        return _("%(days)s days late") % {"days": late}
    return _("due today") if late == 0 else _("due in %(days)s days") % {"days": -late}


def _action_text(action: Action, today: date) -> tuple[str, str, Account]:
    words = _("%(account)s: action “%(title)s” is %(when)s") % {
        "account": action.account.name,
        "title": action.title,
        "when": _days_text(action.due_on, today),
    }
    return words, reverse("planning:action-detail", args=[action.pk]), action.account


def _review_text(review: Review, today: date) -> tuple[str, str, Account]:
    words = _("%(account)s: %(kind)s is %(when)s") % {
        "account": review.account.name,
        "kind": review.get_kind_display(),
        "when": _days_text(review.due_on, today),
    }
    return words, review.get_absolute_url(), review.account


def _contract_text(contract: Contract, today: date) -> tuple[str, str, Account]:
    words = _("%(account)s: notice for contract “%(name)s” can be given until %(day)s (%(when)s)") % {
        "account": contract.account.name,
        "name": contract.name,
        "day": notice_day(contract).isoformat(),
        "when": _days_text(notice_day(contract), today),
    }
    return words, reverse("accounts:account-money", args=[contract.account_id]), contract.account
