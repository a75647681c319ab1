"""Reading exit decisions: of one account, of all that a person may see, and what U5 says."""

from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.access import visible
from accounts.models import Account, User
from planning.models import ExitDecision

LEAVE = "No, leave the programme"


@dataclass(frozen=True)
class Leaving:
    """Where a plan stands between U5 and the exit decision of its account."""

    says_leave: bool
    status: str

    @property
    def is_to_decide(self) -> bool:
        """U5 says that the customer leaves, and nobody has recorded the decision yet."""
        return self.says_leave and self.status not in {ExitDecision.Status.PROPOSED, ExitDecision.Status.CONFIRMED}

    @property
    def is_proposed(self) -> bool:
        """Recorded; the sales leader has not decided."""
        return self.status == ExitDecision.Status.PROPOSED

    @property
    def is_confirmed(self) -> bool:
        """The account leaves the programme."""
        return self.status == ExitDecision.Status.CONFIRMED


def exits_of(account: Account) -> QuerySet[ExitDecision]:
    """Every exit decision of an account, the newest first."""
    people = ("serves_next", "proposed_by", "decided_by", "plan")
    return ExitDecision.objects.filter(account=account).select_related("account", *people)


def current_exit(account: Account) -> ExitDecision | None:
    """The exit decision that holds or waits, None when there is none. One query."""
    holding = (ExitDecision.Status.PROPOSED, ExitDecision.Status.CONFIRMED)
    return exits_of(account).filter(status__in=holding).first()


def exits_for(user: User) -> QuerySet[ExitDecision]:
    """Exit decisions of all accounts that the user may see, those that wait for a word first."""
    rows = visible(ExitDecision.objects.all(), user).select_related(
        "account", "account__figures", "serves_next", "proposed_by", "decided_by"
    )
    return rows.order_by("decided_on", "-proposed_on", "-pk")


def leaving_for(user: User) -> QuerySet[ExitDecision]:
    """Accounts on their way out that the user may see: proposed, or confirmed and not handed over yet."""
    holding = (ExitDecision.Status.PROPOSED, ExitDecision.Status.CONFIRMED)
    return exits_for(user).filter(status__in=holding, handed_over_on=None).order_by("handover_on", "pk")


def leaving_of(choice: str | None, status: str | None) -> Leaving:
    """Where a plan stands, of what U5 says and of the exit decision of this cycle (`planning.selectors.counts`)."""
    return Leaving(choice == LEAVE, status or "")
