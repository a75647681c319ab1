"""What one of us holds at the accounts that the reader may see, as the page of handing over shows it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise

from accounts.access import Verb, account_of, can, remember_standings, visible
from accounts.handover import KINDS, Kind
from accounts.models import Account, AccountTeamMember, User

MOST = 1_000  # of a kind


@dataclass(frozen=True, slots=True)
class Held:
    """One thing that the person holds."""

    kind: Kind
    row: Any
    account: Account
    may_give: bool

    @property
    def key(self) -> str:
        """How the form names it."""
        return f"{self.kind.name}:{self.row.pk}"

    @property
    def title(self) -> str:
        """What it is."""
        return self.kind.title(self.row)

    @property
    def note(self) -> str:
        """What else is worth knowing."""
        return self.kind.note(self.row)

    @property
    def url(self) -> str:
        """Where it is."""
        return self.kind.url(self.row)

    @property
    def label(self) -> str | Promise:
        """Its kind in words."""
        return self.kind.label


@dataclass(frozen=True, slots=True)
class AccountHeld:
    """Everything at one account, and who near it could take over."""

    account: Account
    items: tuple[Held, ...]
    near: tuple[User, ...]


def held_by(person: User, reader: User) -> list[Held]:
    """Everything the person holds that the reader may see: one query a kind, and two for all rights."""
    found: list[tuple[Kind, Any, Account]] = []
    for kind in KINDS.values():
        rows = visible(kind.held(person), reader)
        rows = rows.select_related(*kind.joins) if kind.joins else rows
        found += [(kind, row, account) for row in rows[:MOST] if (account := account_of(row)) is not None]
    accounts = {account.pk: account for _kind, _row, account in found}
    remember_standings(reader, list(accounts.values()))
    return [Held(kind, row, account, may_give(kind, person, reader, account)) for kind, row, account in found]


def may_give(kind: Kind, person: User, reader: User, account: Account) -> bool:
    """Who runs the account may give anything there away; everybody else their own links alone."""
    if can(reader, Verb.MANAGE, account):
        return True
    return kind.is_personal and reader.pk == person.pk and can(reader, Verb.EDIT, account)


def by_account(held: Collection[Held], near: Mapping[int, Sequence[User]]) -> list[AccountHeld]:
    """Grouped by account, accounts by name."""
    items: dict[int, list[Held]] = defaultdict(list)
    for one in held:
        items[one.account.pk].append(one)
    groups = [AccountHeld(those[0].account, tuple(those), tuple(near.get(pk, ()))) for pk, those in items.items()]
    return sorted(groups, key=lambda group: (group.account.sort_key, group.account.pk))


def near(ids: Collection[int], person: User) -> dict[int, list[User]]:
    """The team and the account manager of each account, without the person: two queries."""
    teams = AccountTeamMember.objects.filter(account__in=ids, left_on=None, user__is_active=True)
    found: dict[int, dict[int, User]] = defaultdict(dict)
    for member in teams.select_related("user").order_by("user__name"):
        found[member.account_id][member.user_id] = member.user
    managed = Account.objects.filter(Q(pk__in=ids), manager__is_active=True).select_related("manager")
    for account in managed.only("manager"):
        if account.manager is not None:
            found[account.pk][account.manager.pk] = account.manager
    return {pk: [user for user in users.values() if user.pk != person.pk] for pk, users in found.items()}
