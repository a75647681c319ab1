"""What the customer version of a plan holds: their goals, what we deliver, what we promise, when we meet.

It is read apart from every other document: nothing that tells how persons stand to us, no margin, no rival, no
score, no risk and no internal aim is even loaded.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import Account, CustomerGoal, ValueProof
from planning.models import Action, Objective, Plan
from reviews.models import Review

ACTION_DAYS = 90
MEETINGS = (Review.Kind.CUSTOMER, Review.Kind.EXECUTIVE)
MOST = 12


@dataclass(frozen=True)
class CustomerContent:
    """What the template draws."""

    plan: Plan
    account: Account
    as_of: date
    goals: list[CustomerGoal]
    objectives: list[Objective]
    promises: list[Action]
    proofs: list[ValueProof]
    next_meeting: Review | None


def customer_content(*, plan: Plan, as_of: date) -> CustomerContent:
    """Read the customer version. Seven queries.

    Goals that the customer named or that we saw, never guesses; objectives that improve the customer's business;
    open promises of the next 90 days; results with a proof.
    """
    account = Account.objects.only("pk", "name", "manager", "sponsor").select_related("manager", "sponsor")
    mine = account.get(pk=plan.account_id)
    goals = CustomerGoal.objects.filter(account=mine, evidence__in=("stated", "observed"))
    objectives = Objective.objects.filter(plan=plan, improves_customer=True).live()
    promises = Action.objects.filter(account=mine, kind=Action.Kind.COMMITMENT).open()
    meetings = Review.objects.filter(account=mine, status=Review.Status.PLANNED, kind__in=MEETINGS)
    return CustomerContent(
        plan=plan,
        account=mine,
        as_of=as_of,
        goals=list(goals[:MOST]),
        objectives=list(objectives.select_related("owner")[:MOST]),
        promises=list(
            promises.filter(due_on__lte=as_of + timedelta(days=ACTION_DAYS))
            .select_related("owner")
            .order_by("due_on")[:MOST]
        ),
        proofs=list(ValueProof.objects.filter(account=mine).exclude(proof="")[:MOST]),
        next_meeting=meetings.order_by("due_on").first(),
    )
