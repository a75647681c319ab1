"""Who works on an account, and which of the six roles nobody holds."""

from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import Account, AccountTeamMember, TeamRole

# In practice these three are missing most often; on a key account they are named first.
MISSED_FIRST = (TeamRole.INNOVATOR, TeamRole.RESULTS_DRIVER, TeamRole.PROJECT_MANAGER)


@dataclass(frozen=True, slots=True)
class RoleCell:
    """One role of one member in the matrix."""

    role: str
    label: str
    is_held: bool


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member with the six roles."""

    member: AccountTeamMember
    cells: tuple[RoleCell, ...]
    is_manager: bool
    is_sponsor: bool


@dataclass(frozen=True, slots=True)
class TeamPage:
    """The account team as its page shows it."""

    rows: tuple[MemberRow, ...]
    former: tuple[AccountTeamMember, ...]
    missing: tuple[TeamRole, ...]
    hours: float | None
    manager_is_member: bool


def members(account: Account) -> QuerySet[AccountTeamMember]:
    """Everybody who serves or served in the team of an account."""
    return AccountTeamMember.objects.filter(account=account).select_related("user", "deputy").order_by("user__name")


def missing_roles(account: Account, held: set[str]) -> tuple[TeamRole, ...]:
    """The roles nobody holds; on a key account the three that are usually missing come first."""
    missing = [role for role in TeamRole if role not in held]
    if account.is_key:
        order = [*MISSED_FIRST, *(role for role in TeamRole if role not in MISSED_FIRST)]
        missing.sort(key=order.index)
    return tuple(missing)


def team_page(account: Account) -> TeamPage:
    """The members with their roles, who left, and what is missing: one query."""
    everybody = list(members(account))
    serving = [member for member in everybody if member.left_on is None]
    held = {role for member in serving for role in member.roles}
    hours = [float(member.hours_per_week) for member in serving if member.hours_per_week is not None]
    return TeamPage(
        rows=tuple(
            MemberRow(
                member,
                tuple(RoleCell(role.value, str(role.label), role in member.roles) for role in TeamRole),
                member.user_id == account.manager_id,
                member.user_id == account.sponsor_id,
            )
            for member in serving
        ),
        former=tuple(member for member in everybody if member.left_on is not None),
        missing=missing_roles(account, held),
        hours=sum(hours) if hours else None,
        manager_is_member=any(member.user_id == account.manager_id for member in serving),
    )
