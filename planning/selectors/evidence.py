"""Evidence: what an answer rests on, and what is believed without having been checked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Model, Q, QuerySet

from accounts.access import Verb, can, may_ever, own_account_ids, remember_standings, visible
from accounts.models import Account, Role, User
from planning.models import Answer, Assumption, Attachment, Plan, Question
from planning.models.question import SENSITIVE_CODES
from planning.selectors.questions import Item, Sheet

GATHERS = "U1"  # the question in which assumptions come together
MOST_LISTED = 200


def gathered(sheet: Sheet, noted: Collection[str] = ()) -> list[Item]:
    """The answers of a plan that are believed without evidence or were not looked at in time; they belong in U1.

    What is noted as an assumption stands there as a row already.
    """
    doubtful = (item for item in sheet.items if item.is_assumed or item.is_stale)
    return [item for item in doubtful if item.code != GATHERS and item.code not in noted]


def noted(plan: Plan) -> set[str]:
    """Codes of the questions whose answers are open assumptions of the plan."""
    rows = Assumption.objects.filter(account=plan.account_id, question__isnull=False, status=Assumption.Status.OPEN)
    return set(rows.values_list("question__code", flat=True))


def attachments_of(plan: Plan, question: Question) -> QuerySet[Attachment]:
    """Files that prove an answer, newest first."""
    return Attachment.objects.filter(plan=plan, question=question).select_related("by", "plan", "question", "account")


def account_attachments(account: Account, user: User) -> QuerySet[Attachment]:
    """All files of an account that the person may know of, newest first."""
    rows = Attachment.objects.filter(account=account).select_related("by", "plan", "question", "account")
    return rows if can(user, Verb.SENSITIVE, account) else rows.filter(open_to_all())


def readable[M: Model](rows: QuerySet[M], user: User) -> QuerySet[M]:
    """Of rows with an account and a question those that the person may read: no more about persons than they may.

    Who may read that at an account is a matter of standing: administrators everywhere, others where they serve.
    """
    if user.role == Role.ADMINISTRATOR:
        return rows
    if not may_ever(user, Verb.SENSITIVE):
        return rows.filter(open_to_all())
    return rows.filter(open_to_all() | Q(account_id__in=own_account_ids(user)))


def open_to_all() -> Q:
    """Rows that hang on no question about how persons stand to us."""
    return Q(question=None) | ~Q(question__code__in=SENSITIVE_CODES) & Q(question__is_private=False)


@dataclass(frozen=True)
class Doubt:
    """An answer of a person that counts half: assumed, out of date, or both."""

    answer: Answer
    is_assumed: bool
    is_stale: bool

    @property
    def url(self) -> str:
        """Where it is looked at."""
        code = self.answer.question.code
        return f"{self.answer.plan.get_absolute_url()}?q={code}#{code}"


def doubts(today: date, authors: Iterable[User]) -> QuerySet[Answer]:
    """Answers of these people, in cycles that run, that are assumed or out of date; the longest waiting first."""
    counted = Q(evidence=Answer.Evidence.ASSUMED) | Q(review_by__lt=today)
    return (
        Answer.objects.asked()
        .filter(
            counted,
            status=Answer.Status.ANSWERED,
            author__in=authors,
            plan__status=Plan.Status.ACTIVE,
            plan__account__archived_at=None,
        )
        .select_related("plan__account", "question")
        .order_by("review_by", "pk")
    )


def doubts_of(user: User, today: date) -> list[Doubt]:
    """What the person answered and should look at again: only what they may still read. Two queries."""
    rows = list(visible(doubts(today, [user]), user)[:MOST_LISTED])
    remember_standings(user, {row.plan.account_id: row.plan.account for row in rows}.values())
    return [
        Doubt(row, row.evidence == Answer.Evidence.ASSUMED, row.is_stale(today))
        for row in rows
        if not row.question.is_sensitive or can(user, Verb.SENSITIVE, row.plan.account)
    ]
