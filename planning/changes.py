"""What planning does when a lower app changes something at an account."""

from django.utils import timezone

from accounts.changes import on_account_change
from planning.services.figures import action_figures_refresh


@on_account_change
def count_restored_actions(account_id: int, kind: str) -> None:
    """A deletion that is taken back may have been an action; its page knows nothing of our figures."""
    if kind == "restored":
        action_figures_refresh(account_ids=[account_id], today=timezone.localdate())
