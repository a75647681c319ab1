"""What selection brings to My work: scorecards whose time has come, and key accounts to look at again."""

from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import led_team_ids
from accounts.models import Account, User
from accounts.work import WorkItem, work_source
from scoring.selectors.reassessing import due_assessments, leavers

MOST = 100


@work_source("assessments")
def assessments_due(user: User, today: date) -> list[WorkItem]:
    """Accounts that the person manages and that are to be assessed again within two weeks."""
    return [
        WorkItem(
            key=due.key,
            kind="selection",
            account_id=due.account.pk,
            account_name=due.account.name,
            title=_("Assess the account again"),
            url=reverse("scoring:account-selection", args=[due.account.pk]),
            due_on=due.due_on,
            note=due.why,
        )
        for due in due_assessments(Account.objects.filter(manager=user), today)[:MOST]
    ]


@work_source("re-examination")
def to_look_at_again(user: User, today: date) -> list[WorkItem]:
    """Key accounts that the person manages or leads, whose key status the rules of leaving ask to look at."""
    mine = Account.objects.filter(Q(manager=user) | Q(team__in=led_team_ids(user)))
    return [
        WorkItem(
            key=leaver.key,
            kind="selection",
            account_id=leaver.account.pk,
            account_name=leaver.account.name,
            title=_("Look at its key status again (U5)"),
            url=reverse("scoring:account-selection", args=[leaver.account.pk]),
            note=leaver.reason,
        )
        for leaver in leavers(mine, today)[:MOST]
    ]
