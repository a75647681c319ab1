"""What planning does when a lower app changes something at an account."""

from django.utils import timezone

from accounts.changes import on_account_change
from planning.models import Answer, Plan
from planning.services.figures import action_figures_refresh, plan_figures_refresh


@on_account_change
def count_restored_actions(account_id: int, kind: str) -> None:
    """A deletion that is taken back may have been an action; its page knows nothing of our figures."""
    if kind == "restored":
        action_figures_refresh(account_ids=[account_id], today=timezone.localdate())


@on_account_change
def count_answers_of_records(account_id: int, kind: str) -> None:
    """Records are rows of answers: one that is gone may open a question again."""
    del kind
    plan = Plan.objects.filter(account_id=account_id, status=Plan.Status.ACTIVE).first()
    if plan is None:
        return
    on_rows_alone = Answer.objects.filter(plan=plan, status=Answer.Status.ANSWERED, text="", choice="")
    if on_rows_alone.exists():
        plan_figures_refresh(plan=plan, today=timezone.localdate())
