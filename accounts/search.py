"""What the search field finds. Each app contributes the things that it owns.

A source takes the person and the words, asks a constant number of queries, shows only what the person may see, and
returns a few hits, best first. It registers when its module is imported, from `AppConfig.ready()`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import Ability, allowed, visible
from accounts.models import Account, Stakeholder, User
from accounts.selectors.accounts import words_in_name

MOST_OF_A_KIND = 5
MOST = 15


@dataclass(frozen=True)
class Hit:
    """One thing that was found."""

    label: str
    href: str
    group: str | Promise
    note: str | Promise = ""


type Source = Callable[[User, str], list[Hit]]

SOURCES: dict[str, Source] = {}


def search_source(name: str) -> Callable[[Source], Source]:
    """Register a source under its name; sources are asked in the order in which they were registered."""

    def decorate(source: Source) -> Source:
        SOURCES[name] = source
        return source

    return decorate


def search(user: User, words: str) -> list[Hit]:
    """Everything that is found, a few of each kind."""
    words = " ".join(words.split())
    if not words:
        return []
    return [hit for source in SOURCES.values() for hit in source(user, words)[:MOST_OF_A_KIND]][:MOST]


@search_source("accounts")
def _accounts(user: User, words: str) -> list[Hit]:
    rows = visible(Account.objects.filter(words_in_name(words), archived_at=None), user)
    # Ids first, unordered: over many accounts the planner would walk the order and filter nearly all away.
    found = list(rows.order_by().values_list("pk", flat=True)[:200])
    near = Account.objects.filter(pk__in=found).only("name", "key_status", "sort_key")
    first = sorted(near, key=lambda row: (not row.name.casefold().startswith(words.casefold()), row.sort_key, row.pk))
    return [
        Hit(row.name, row.get_absolute_url(), _("Accounts"), row.get_key_status_display() if row.is_key else "")
        for row in first[:MOST_OF_A_KIND]
    ]


@search_source("stakeholders")
def _stakeholders(user: User, words: str) -> list[Hit]:
    rows = visible(Stakeholder.objects.filter(name__icontains=words, account__archived_at=None), user)
    found = list(rows.order_by().values_list("pk", flat=True)[:50])
    near = Stakeholder.objects.filter(pk__in=found).select_related("account").only("name", "account__name")
    return [
        Hit(row.name, row.get_absolute_url(), _("Stakeholders"), row.account.name)
        for row in near.order_by("name", "pk")[:MOST_OF_A_KIND]
    ]


@search_source("people")
def _people(user: User, words: str) -> list[Hit]:
    if not allowed(user, Ability.PEOPLE):
        return []
    rows = User.objects.filter(Q(name__icontains=words) | Q(email__istartswith=words), is_active=True)
    view = "accounts:person-edit" if allowed(user, Ability.PEOPLE_EDIT) else ""
    return [
        Hit(
            row.name,
            reverse(view, args=[row.pk]) if view else f"{reverse('accounts:person-list')}?q={row.email}",
            _("People"),
            row.get_role_display(),
        )
        for row in rows.order_by("name", "pk")[:MOST_OF_A_KIND]
    ]
