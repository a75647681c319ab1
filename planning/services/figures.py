"""What planning writes into the figures at a glance: stage, completeness, open and overdue actions."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from itertools import batched

from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import AccountFigures
from accounts.services.figures import figures_set
from planning.completeness import Asked, completeness
from planning.models import Action, Answer, Plan, Question
from planning.selectors.questions import Standing, asked, standing_of
from planning.selectors.records import SLOTS, accounts_with_rows

BATCH = 1_000


def plan_figures_refresh(*, plan: Plan, today: date) -> Standing:
    """Write stage and completeness of an active plan; returns how far it is. Two queries."""
    standing = standing_of(plan, today)
    if plan.is_active:
        figures_set(
            account_id=plan.account_id,
            completeness=standing.completeness,
            stage=plan.stage,
            stage_since=plan.stage_since,
        )
    return standing


def plan_figures_clear(*, account_id: int) -> None:
    """No plan is active any more."""
    figures_set(account_id=account_id, completeness=None, stage="", stage_since=None)


def figures_refresh(*, account_ids: Collection[int], today: date) -> None:
    """All that planning writes, for many accounts: a few statements a thousand accounts."""
    action_figures_refresh(account_ids=account_ids, today=today)
    completeness_refresh(account_ids=account_ids, today=today)


def action_figures_refresh(*, account_ids: Collection[int], today: date) -> None:
    """Count open and overdue actions of many accounts; one reading and one writing statement a thousand accounts."""
    for ids in batched(account_ids, BATCH, strict=False):
        _count_actions(ids, today)


def _count_actions(ids: Collection[int], today: date) -> None:
    counted = (
        Action.objects.filter(account_id__in=ids)
        .open()
        .order_by()
        .values("account_id")
        .annotate(open=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=today)))
    )
    found = {row["account_id"]: (row["open"], row["overdue"]) for row in counted}
    changed = []
    for figures in AccountFigures.objects.filter(pk__in=ids).only("pk", "open_actions", "overdue_actions"):
        counts = found.get(figures.pk, (0, 0))
        if (figures.open_actions, figures.overdue_actions) != counts:
            figures.open_actions, figures.overdue_actions = counts
            changed.append(figures)
    AccountFigures.objects.bulk_update(changed, ["open_actions", "overdue_actions"])


def completeness_refresh(*, account_ids: Collection[int], today: date) -> None:
    """Compute the completeness of the active plans of many accounts: answers go stale as days pass."""
    questions = list(Question.objects.asked().values_list("pk", "is_core"))
    for ids in batched(account_ids, BATCH, strict=False):
        plans = list(Plan.objects.filter(account_id__in=ids, status=Plan.Status.ACTIVE).only("account_id", "variant"))
        given = _answers_of(plans)
        shares = {plan.account_id: completeness(_asked(plan, questions, given[plan.pk], today)) for plan in plans}
        changed = []
        for figures in AccountFigures.objects.filter(pk__in=shares).only("pk", "completeness"):
            if figures.completeness != shares[figures.pk]:
                figures.completeness = shares[figures.pk]
                changed.append(figures)
        AccountFigures.objects.bulk_update(changed, ["completeness"])


type Given = dict[int, tuple[str, str, date | None]]


def _answers_of(plans: Iterable[Plan]) -> dict[int, Given]:
    """By plan and question: status, evidence, review-by date. What rows answered that are gone is left out."""
    accounts = {plan.pk: plan.account_id for plan in plans}
    rows = Answer.objects.filter(plan__in=list(accounts)).exclude(status=Answer.Status.OPEN)
    found: dict[int, Given] = defaultdict(dict)
    wordless: dict[str, list[tuple[int, int]]] = defaultdict(list)
    names = ("plan_id", "question_id", "question__code", "text", "choice", "status", "evidence", "review_by")
    for plan_id, question_id, code, text, choice, *rest in rows.order_by().values_list(*names):
        found[plan_id][question_id] = tuple(rest)
        if rest[0] == Answer.Status.ANSWERED and not text and not choice and code in SLOTS:
            wordless[code].append((plan_id, question_id))
    for code, answered in wordless.items():
        there = accounts_with_rows(code, {accounts[plan_id] for plan_id, _question in answered})
        for plan_id, question_id in answered:
            if accounts[plan_id] not in there:
                del found[plan_id][question_id]
    return found


def _asked(plan: Plan, questions: list[tuple[int, bool]], given: Given, today: date) -> list[Asked]:
    full = plan.variant == Plan.Variant.FULL
    nothing = (None, None, None)
    return [
        asked(today, is_core, *given.get(question_id, nothing)) for question_id, is_core in questions if full or is_core
    ]


def figures_refresh_all(*, today: date) -> int:
    """Every night: what the passing of a day changes. Returns the number of accounts that were looked at."""
    busy = Q(open_actions__gt=0) | Exists(Action.objects.filter(account=OuterRef("pk")).open())
    planned = Exists(Plan.objects.filter(account=OuterRef("pk"), status=Plan.Status.ACTIVE))
    ids = list(AccountFigures.objects.filter(busy | Q(planned)).order_by("pk").values_list("pk", flat=True))
    figures_refresh(account_ids=ids, today=today)
    return len(ids)
