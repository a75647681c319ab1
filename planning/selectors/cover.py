"""The account team against what the account asks for: roles, hours, dependence on one of us, deputies, who could fill."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from accounts.models import Account, AccountTeamMember, TeamRole, User
from accounts.selectors.stakeholders import DEPENDENCE_LIMIT, Person, active, people_of
from accounts.selectors.team import MISSED_FIRST, members
from planning.models import Plan, Resource

MOST_SUGGESTED = 2
MOST_READ = 500
MOST_CARRIERS = 4


@dataclass(frozen=True, slots=True)
class Suggested:
    """Somebody who could fill a role, and why."""

    user: User
    member_id: int | None  # in the team already
    open_roles: int  # held here so far
    elsewhere: int  # accounts of the same team where they hold this role


@dataclass(frozen=True, slots=True)
class RoleCover:
    """One of the six roles: who holds it, or who could."""

    role: str
    label: str
    holders: tuple[str, ...]
    is_missed_first: bool
    suggested: tuple[Suggested, ...]


@dataclass(frozen=True, slots=True)
class Carrier:
    """What share of the relation hangs on one of us."""

    user: User
    people: int
    kept: int
    share: float | None  # per cent of influence times strength, None while there is no weight
    is_risk: bool


@dataclass(frozen=True, slots=True)
class TeamCover:
    """Everything about the team in one place."""

    roles: tuple[RoleCover, ...]
    held: int
    is_required: bool  # the plan is a full one: its first exit asks for all six
    has_plan: bool
    hours: float | None  # a week, as the members said
    unsaid: int  # members who have not said how many
    need: float | None  # a week, as the plan asks
    carriers: tuple[Carrier, ...]
    alone: tuple[str, ...]  # members with a role and without a deputy

    @property
    def hours_band(self) -> str:
        """Whether the hours reach; nothing while one side is unknown."""
        if self.need is None or self.hours is None:
            return ""
        return "strong" if self.hours >= self.need else "weak"


def team_cover(account: Account, today: date) -> TeamCover:
    """Seven queries, whatever the number of people."""
    team = [one for one in members(account) if one.left_on is None]
    people = active(people_of([account.pk]).get(account.pk, []))
    plan = Plan.objects.filter(account=account, status=Plan.Status.ACTIVE).order_by("-starts_on").first()
    roles = _roles(account, team)
    hours = [float(one.hours_per_week) for one in team if one.hours_per_week is not None]
    return TeamCover(
        roles=roles,
        held=sum(bool(one.holders) for one in roles),
        is_required=plan is not None and plan.variant == Plan.Variant.FULL,
        has_plan=plan is not None,
        hours=sum(hours) if hours else None,
        unsaid=len(team) - len(hours),
        need=_need(plan) if plan is not None else None,
        carriers=_carriers(people),
        alone=tuple(one.user.name for one in team if one.roles and one.deputy_id is None),
    )


def _roles(account: Account, team: list[AccountTeamMember]) -> tuple[RoleCover, ...]:
    holders = {role: [one for one in team if role in one.roles] for role in TeamRole}
    empty = [role for role in TeamRole if not holders[role]]
    known = _elsewhere(account, team) if empty else {}
    return tuple(
        RoleCover(
            role.value,
            str(role.label),
            tuple(one.user.name for one in holders[role]),
            account.is_key and role in MISSED_FIRST,
            () if holders[role] else _suggested(role, team, known),
        )
        for role in TeamRole
    )


def _elsewhere(account: Account, team: list[AccountTeamMember]) -> dict[User, Counter[str]]:
    """How often colleagues hold each role at other accounts of the same team."""
    if account.team_id is None:
        return {}
    rows = AccountTeamMember.objects.filter(account__team=account.team_id, left_on=None, user__is_active=True)
    found: dict[User, Counter[str]] = {}
    for row in rows.exclude(account=account).select_related("user").order_by("pk")[:MOST_READ]:
        found.setdefault(row.user, Counter()).update(row.roles)
    return found


def _suggested(role: str, team: list[AccountTeamMember], known: dict[User, Counter[str]]) -> tuple[Suggested, ...]:
    """Who does it elsewhere comes first, of these who is here already; then members with the fewest roles."""
    here = {one.user: one for one in team if one.user.is_active}
    users = {*here, *(user for user, roles in known.items() if roles[role])}
    ranked = sorted(
        (
            Suggested(
                user,
                here[user].pk if user in here else None,
                len(here[user].roles) if user in here else 0,
                known.get(user, Counter())[role],
            )
            for user in users
        ),
        key=lambda one: (not one.elsewhere, one.member_id is None, -one.elsewhere, one.open_roles, one.user.name),
    )
    return tuple(ranked[:MOST_SUGGESTED])


def _need(plan: Plan) -> float | None:
    """Hours a week that the plan asks for and nobody has refused; None when it asks for none."""
    rows = Resource.objects.filter(plan=plan, kind=Resource.Kind.HOURS)
    asked = rows.exclude(status__in=[Resource.Status.REFUSED, Resource.Status.WITHDRAWN])
    hours = [
        granted if granted is not None else wanted for wanted, granted in asked.values_list("hours", "granted_hours")
    ]
    known = [float(value) for value in hours if value is not None]
    weeks = max((plan.ends_on - plan.starts_on).days / 7, 1)
    return sum(known) / weeks if known else None


def _carriers(people: list[Person]) -> tuple[Carrier, ...]:
    """Our people by what hangs on them, the most first."""
    weight: Counter[int] = Counter()
    known: Counter[int] = Counter()
    kept: Counter[int] = Counter()
    users: dict[int, User] = {}
    for person in people:
        for link in person.links:
            users[link.user_id] = link.user
            weight[link.user_id] += (person.row.influence or 0) * link.strength
            known[link.user_id] += 1
            kept[link.user_id] += link.is_primary
    total = sum(weight.values())
    found = []
    for pk in sorted(users, key=lambda pk: (-weight[pk], users[pk].name))[:MOST_CARRIERS]:
        share = 100 * weight[pk] / total if total else None
        found.append(Carrier(users[pk], known[pk], kept[pk], share, share is not None and share > DEPENDENCE_LIMIT))
    return tuple(found)
