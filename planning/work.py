"""What planning brings to My work: actions due, questions given to the person, answers of theirs that went stale."""

from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import led_team_ids, visible
from accounts.models import User
from accounts.work import WorkItem, work_source
from planning.models import Action, Answer, ExitDecision, Plan, Resource, Risk
from planning.selectors.leaving import exits_for

SOON_DAYS = 14
MOST = 150


@work_source("actions")
def actions(user: User, today: date) -> list[WorkItem]:
    """Open actions of the person that are late or due within two weeks."""
    rows = (
        visible(Action.objects.filter(owner=user, done_on=None), user)
        .filter(Q(due_on=None) | Q(due_on__lte=today + timedelta(days=SOON_DAYS)))
        .select_related("account", "waits_for")
        .order_by("due_on")[:MOST]
    )
    return [
        WorkItem(
            key=f"action:{row.pk}",
            kind="action",
            account_id=row.account_id,
            account_name=row.account.name,
            title=row.title,
            url=reverse("planning:action-detail", args=[row.pk]),
            due_on=row.due_on,
            done_url=reverse("planning:action-done", args=[row.pk]),
            note=_note(row),
        )
        for row in rows
    ]


def _note(row: Action) -> str:
    if row.waits_for is not None and row.is_blocked:
        return _("waits for: %(title)s") % {"title": row.waits_for.title}
    return _("promise to the customer") if row.kind == Action.Kind.COMMITMENT else ""


@work_source("decisions")
def decisions(user: User, today: date) -> list[WorkItem]:
    """Resources that wait for the decision of the person."""
    del today
    rows = visible(Resource.objects.undecided().filter(decider=user, plan__status=Plan.Status.ACTIVE), user)
    return [
        WorkItem(
            key=f"resource:{row.pk}",
            kind="decision",
            account_id=row.account_id,
            account_name=row.account.name,
            title=row.title,
            url=reverse("planning:resource-decide", args=[row.pk]),
            due_on=row.needed_on,
            note=_("grant or refuse"),
        )
        for row in rows.select_related("account").order_by("needed_on")[:MOST]
    ]


@work_source("exits")
def exits(user: User, today: date) -> list[WorkItem]:
    """Accounts that shall leave the programme and wait for the word of the sales leader of their team."""
    del today
    if not (teams := led_team_ids(user)):
        return []
    rows = exits_for(user).filter(status=ExitDecision.Status.PROPOSED, account__team__in=teams)
    return [
        WorkItem(
            key=f"exit:{row.pk}",
            kind="decision",
            account_id=row.account_id,
            account_name=row.account.name,
            title=_("Shall this account leave the programme?"),
            url=reverse("planning:account-exit", args=[row.account_id]),
            note=row.reason,
        )
        for row in rows[:MOST]
    ]


@work_source("risks")
def risks(user: User, today: date) -> list[WorkItem]:
    """Risks that the person should look at again."""
    rows = visible(Risk.objects.open().filter(owner=user, check_on__lte=today + timedelta(days=SOON_DAYS)), user)
    return [
        WorkItem(
            key=f"risk:{row.pk}:{row.check_on}",
            kind="risk",
            account_id=row.account_id,
            account_name=row.account.name,
            title=row.title,
            url=reverse("planning:risk-edit", args=[row.pk]),
            due_on=row.check_on,
        )
        for row in rows.select_related("account").order_by("check_on")[:MOST]
    ]


@work_source("questions")
def questions(user: User, today: date) -> list[WorkItem]:
    """Open questions that were given to the person."""
    del today
    rows = visible(Answer.objects.asked().filter(assigned_to=user, status=Answer.Status.OPEN), user)
    return [_item("question", row, row.due_on) for row in _joined(rows).order_by("due_on")[:MOST]]


@work_source("stale")
def stale_answers(user: User, today: date) -> list[WorkItem]:
    """Answers of the person that are past their review-by date."""
    rows = visible(Answer.objects.asked().stale(today).filter(author=user), user)
    return [_item("stale", row, row.review_by) for row in _joined(rows).order_by("review_by")[:MOST]]


def _joined(rows):
    return rows.filter(plan__status=Plan.Status.ACTIVE).select_related("plan__account", "question")


def _item(kind: str, row: Answer, day: date | None) -> WorkItem:
    return WorkItem(
        key=f"{kind}:{row.pk}:{day or ''}",
        kind=kind,
        account_id=row.plan.account_id,
        account_name=row.plan.account.name,
        title=f"{row.question.code} {row.question.text}",
        url=f"{row.plan.get_absolute_url()}?q={row.question.code}",
        due_on=day,
    )
