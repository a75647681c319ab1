"""Reminding people of the questions that were given to them.

Three days before the day, on it and three days after it, who has them is told; a week after, the account manager.
Questions of one plan that are due on one day are told in one notice, and every step once.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.services.notices import Telling
from planning.models import Answer, Plan

OWN_STEPS = (-3, 0, 3)
MANAGER_STEP = 7
BATCH = 500
MOST_NAMED = 12

type Group = tuple[Plan, User, Any, Any, int]  # the plan, who is told, who has the questions, their day, the step


def question_tellings(today: date) -> Iterator[Telling]:
    """What is to be told today of questions that are still open. One query for every five hundred."""
    groups: dict[Group, list[str]] = defaultdict(list)
    rows = (
        Answer.objects.asked()
        .open()
        .filter(
            plan__status=Plan.Status.ACTIVE, assigned_to__isnull=False, due_on__lte=today - timedelta(days=OWN_STEPS[0])
        )
    )
    rows = rows.select_related("assigned_to", "question", "plan__account__manager").order_by("question__order")
    for answer in rows.iterator(chunk_size=BATCH):
        for person, step in _told(answer, today):
            groups[answer.plan, person, answer.assigned_to, answer.due_on, step].append(answer.question.code)
    for (plan, person, holder, due_on, step), codes in groups.items():
        with translation.override(person.language):
            words = _words(plan, codes, due_on, today, "" if person == holder else holder.name)
        key = f"answers:{plan.pk}:{holder.pk}:{due_on:%Y%m%d}:{step}"
        url = f"{plan.get_absolute_url()}?show=mine&q={codes[0]}#{codes[0]}"
        yield Telling(user=person, key=key, kind="answer", text=words, url=url, account_id=plan.account_id)


def _told(answer: Answer, today: date) -> list[tuple[User, int]]:
    """Who is to hear of a question, for the steps that are reached: of the person's own only the latest."""
    assert answer.due_on is not None  # noqa: S101 -- the query leaves out questions without a day
    late = (today - answer.due_on).days
    own = max(step for step in OWN_STEPS if step <= late)
    told = [(answer.assigned_to, own)]
    if late >= MANAGER_STEP:
        told.append((answer.plan.account.manager, MANAGER_STEP))
    return [(person, step) for person, step in told if person is not None and person.is_active]


def _words(plan: Plan, codes: list[str], due_on: date, today: date, holder: str) -> str:
    """The notice; `holder` names who has the questions when it is somebody else."""
    named = ", ".join(codes[:MOST_NAMED]) + (" …" if len(codes) > MOST_NAMED else "")
    values = {"account": plan.account.name, "codes": named, "count": len(codes), "name": holder}
    if holder:
        words = ngettext(
            "%(account)s: question %(codes)s, given to %(name)s, is %(when)s",
            "%(account)s: %(count)s questions given to %(name)s are %(when)s: %(codes)s",
            len(codes),
        )
    else:
        words = ngettext(
            "%(account)s: question %(codes)s, given to you, is %(when)s",
            "%(account)s: %(count)s questions given to you are %(when)s: %(codes)s",
            len(codes),
        )
    return words % {**values, "when": _when(due_on, today)}


def _when(due_on: date, today: date) -> str:
    late = (today - due_on).days
    if late > 0:
        return _("%(days)s days late") % {"days": late}
    return _("due today") if late == 0 else _("due on %(day)s") % {"day": date_format(due_on)}
