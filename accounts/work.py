"""My work: what needs a person now. Every app contributes the kinds of work that it owns.

An app registers a source in its `AppConfig.ready()` by importing the module that holds it. A source reads with a
constant number of queries, shows only what the person may see, and returns at most a few hundred items.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from accounts.models import User


@dataclass(frozen=True)
class WorkItem:
    """One thing that needs the person. `key` names it for good, so that it can be snoozed."""

    key: str  # action:17
    kind: str  # action, question, stale, review, renewal, gap, sponsor, alert
    account_id: int
    account_name: str
    title: str
    url: str
    due_on: date | None = None
    done_url: str = ""  # a POST to it does the thing, where one click can
    note: str = ""
    rank: int = 0  # among those of one day, or without any: the smaller the sooner
    code: str = ""  # what the badge says beside the kind
    band: str = ""
    act_url: str = ""  # a POST to it makes the action that it asks for
    later_url: str = ""  # the form that puts it off with a reason, for everybody

    def is_overdue(self, today: date) -> bool:
        """Past its day."""
        return self.due_on is not None and self.due_on < today


type Source = Callable[[User, date], list[WorkItem]]

SOURCES: dict[str, Source] = {}


def work_source(name: str) -> Callable[[Source], Source]:
    """Register a source of work under its name."""

    def decorate(source: Source) -> Source:
        SOURCES[name] = source
        return source

    return decorate


def work_for(user: User, today: date) -> list[WorkItem]:
    """Everything that needs the person, what is due first at the top."""
    items = [item for source in SOURCES.values() for item in source(user, today)]
    return sorted(items, key=lambda item: (item.due_on or date.max, item.rank, item.account_name, item.key))
