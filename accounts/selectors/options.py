"""Short answers for fields that search as you type."""

from collections.abc import Collection

from django.db.models import Q

from accounts.access import people_for, visible
from accounts.models import Account, User

MOST = 20

type Option = dict[str, str | int]


def person_options(user: User, words: str, roles: Collection[str] | None = None) -> list[Option]:
    """Colleagues by name, title or address; only of these roles when they are given."""
    people = people_for(user)
    if words.strip():
        people = people.filter(
            Q(name__icontains=words.strip()) | Q(title__icontains=words.strip()) | Q(email__istartswith=words.strip())
        )
    if roles is not None:
        people = people.filter(role__in=roles)
    return [
        {"value": row.pk, "label": row.name, "note": row.title or str(row.get_role_display())} for row in people[:MOST]
    ]


def account_options(user: User, words: str) -> list[Option]:
    """Accounts that the user may see, by name."""
    accounts = Account.objects.filter(archived_at=None)
    found = visible(accounts, user).filter(name__icontains=words.strip()) if words.strip() else visible(accounts, user)
    return [{"value": row.pk, "label": row.name, "note": row.city} for row in found.order_by("sort_key", "pk")[:MOST]]
