"""Who answers which questions unless somebody decides otherwise (docs: the 57 questions, question to role)."""

from collections.abc import Iterable

from accounts.models import Account, AccountTeamMember, TeamRole, User

# Categories that are not here go to the account manager, as do those whose role nobody holds.
ROLE_OF_CATEGORY: dict[str, TeamRole] = {
    "P": TeamRole.RELATIONSHIP_LEAD,
    "R": TeamRole.RESULTS_DRIVER,
    "C": TeamRole.RESULTS_DRIVER,
    "V": TeamRole.INNOVATOR,
}


def default_people(
    account: Account, members: Iterable[AccountTeamMember], categories: Iterable[str]
) -> dict[str, User]:
    """For each category the person who would answer it; without role and account manager there is none."""
    holder: dict[str, User] = {}
    for member in members:
        for role in member.roles:
            holder.setdefault(role, member.user)
    found = {code: holder.get(ROLE_OF_CATEGORY.get(code, ""), account.manager) for code in categories}
    return {code: person for code, person in found.items() if person is not None and person.is_active}
