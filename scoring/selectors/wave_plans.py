"""Planning waves at many accounts at once: who could be asked where."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Q

from accounts.access import Verb, can, remember_standings, visible
from accounts.models import Account, KeyStatus, Stakeholder, User
from scoring.models import Respondent, Wave
from scoring.selectors.waves import APART_DAYS

MOST = 200  # accounts on one page


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One account: people who can be asked now, of whom with an address, the last wave, whether one runs."""

    account: Account
    people: int
    with_mail: int
    last_on: date | None
    is_running: bool

    @property
    def is_possible(self) -> bool:
        """Whether a wave can be planned here."""
        return bool(self.people) and not self.is_running


def plan_accounts(user: User, ids: Collection[int]) -> list[Account]:
    """The chosen accounts, else all key accounts, that the user manages; the first 200 by name."""
    rows = visible(Account.objects.all(), user).select_related("figures", "manager", "team")
    rows = rows.filter(pk__in=ids) if ids else rows.filter(key_status=KeyStatus.KEY)
    accounts = list(rows.order_by("name", "pk")[:MOST])
    remember_standings(user, accounts)
    return [account for account in accounts if can(user, Verb.MANAGE, account)]


def plan_rows(accounts: Collection[Account], on: date) -> list[PlanRow]:
    """What a wave on this day would find at each account; three queries for all of them."""
    ids = [account.pk for account in accounts]
    near = (on - timedelta(days=APART_DAYS - 1), on + timedelta(days=APART_DAYS - 1))
    early = Respondent.objects.filter(wave__account__in=ids, wave__opens_on__range=near).values("stakeholder_id")
    people = Stakeholder.objects.filter(
        account__in=ids, survey_eligible=True, status=Stakeholder.Status.ACTIVE, is_placeholder=False
    ).exclude(pk__in=early)
    counted = people.order_by().values("account_id").annotate(n=Count("pk"), mail=Count("pk", filter=~Q(email="")))
    found = {row["account_id"]: (row["n"], row["mail"]) for row in counted}
    waves = Wave.objects.filter(account__in=ids).order_by().values("account_id")
    past = {
        row["account_id"]: (row["last"], row["running"])
        for row in waves.annotate(last=Max("opens_on"), running=Count("pk", filter=Q(closed_at=None)))
    }
    return [
        PlanRow(
            account,
            *found.get(account.pk, (0, 0)),
            last_on=past.get(account.pk, (None, 0))[0],
            is_running=bool(past.get(account.pk, (None, 0))[1]),
        )
        for account in accounts
    ]
