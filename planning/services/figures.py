"""What planning writes into the figures at a glance: stage, completeness, open and overdue actions."""

from collections.abc import Collection
from datetime import date

from django.db.models import Count, Q

from accounts.models import AccountFigures
from accounts.services.figures import figures_set
from planning.completeness import completeness
from planning.models import Action, Plan
from planning.selectors.questions import asked_of

BATCH = 1_000


def plan_figures_refresh(*, plan: Plan, today: date) -> float | None:
    """Write stage and completeness of an active plan; returns the completeness in per cent. Two queries."""
    share = completeness(asked_of(plan, today))
    if plan.status == Plan.Status.ACTIVE:
        figures_set(account_id=plan.account_id, completeness=share, stage=plan.stage, stage_since=plan.stage_since)
    return share


def plan_figures_clear(*, account_id: int) -> None:
    """No plan is active any more."""
    figures_set(account_id=account_id, completeness=None, stage="", stage_since=None)


def action_figures_refresh(*, account_ids: Collection[int], today: date) -> None:
    """Count open and overdue actions of many accounts; one reading and one writing statement a thousand accounts."""
    ids = list(account_ids)
    for start in range(0, len(ids), BATCH):
        _count_actions(ids[start : start + BATCH], today)


def _count_actions(ids: list[int], today: date) -> None:
    counted = (
        Action.objects.filter(account_id__in=ids, done_on=None)
        .order_by()
        .values("account_id")
        .annotate(open=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=today)))
    )
    found = {row["account_id"]: row for row in counted}
    rows = list(AccountFigures.objects.filter(pk__in=ids).only("pk", "open_actions", "overdue_actions"))
    for figures in rows:
        row = found.get(figures.pk, {"open": 0, "overdue": 0})
        figures.open_actions, figures.overdue_actions = row["open"], row["overdue"]
    AccountFigures.objects.bulk_update(rows, ["open_actions", "overdue_actions"])
