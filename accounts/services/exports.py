"""What is taken out of the application as a file is recorded, as a change is."""

from accounts.models import Account, User
from accounts.services.rows import record


def list_exported(*, name: str, narrowed_to: str, by: User) -> None:
    """Record that somebody downloaded a list; `narrowed_to` is what it was narrowed to."""
    record(by, f"{name}.exported", by, changes={"filters": [None, narrowed_to]})


def figures_exported(*, account: Account, name: str, by: User) -> None:
    """Record that somebody downloaded figures of one account."""
    record(by, f"{name}.exported", account)
