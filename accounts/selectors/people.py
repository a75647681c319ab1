"""Our own people and teams, as their pages list them."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from accounts.models import Account, AccountTeamMember, Team, User

STATES = ("active", "waiting", "all")


@dataclass(frozen=True)
class PeopleFilters:
    """What the list of people is narrowed to."""

    q: str = ""
    role: str = ""
    team: Team | None = None
    state: str = "active"


def people(filters: PeopleFilters) -> QuerySet[User]:
    """People by name; those who may sign in unless others are asked for."""
    rows = User.objects.select_related("team").order_by("name", "pk")
    if filters.q:
        rows = rows.filter(Q(name__icontains=filters.q) | Q(email__icontains=filters.q))
    if filters.role:
        rows = rows.filter(role=filters.role)
    if filters.team:
        rows = rows.filter(team__path__startswith=filters.team.path)
    if filters.state != "all":
        rows = rows.filter(is_active=filters.state == "active")
    return rows


@dataclass(frozen=True)
class Duties:
    """What a person would leave behind."""

    managed: int
    sponsored: int
    served: int

    def __bool__(self) -> bool:
        return bool(self.managed or self.sponsored or self.served)


def duties(person: User) -> Duties:
    """The accounts that a person manages, sponsors and serves."""
    return Duties(
        managed=Account.objects.filter(manager=person, archived_at=None).count(),
        sponsored=Account.objects.filter(sponsor=person, archived_at=None).count(),
        served=AccountTeamMember.objects.filter(user=person, left_on=None).count(),
    )


@dataclass(frozen=True)
class TeamLine:
    """A team in the tree, with how deep it stands and how many people it and those below it have."""

    team: Team
    depth: int
    people: int

    @property
    def indent(self) -> str:
        """Blanks before the name, one step a level; no-break ones, since HTML joins others."""
        return "\u00a0\u00a0\u00a0\u00a0" * (self.depth - 1)


def team_tree() -> list[TeamLine]:
    """All teams, each below its parent, siblings by name; two queries. People without access count too."""
    teams = list(Team.objects.order_by("name", "pk"))
    own = dict(User.objects.filter(team__isnull=False).order_by().values_list("team").annotate(Count("pk")))
    people_in = dict.fromkeys((team.pk for team in teams), 0)
    for team in teams:
        for above in team.path.strip("/").split("/"):
            people_in[int(above)] += own.get(team.pk, 0)
    below: dict[int | None, list[Team]] = {}
    for team in teams:
        below.setdefault(team.parent_id, []).append(team)
    lines: list[TeamLine] = []
    waiting = [(team, 0) for team in reversed(below.get(None, []))]
    while waiting:
        team, depth = waiting.pop()
        lines.append(TeamLine(team, depth, people_in.get(team.pk, 0)))
        waiting.extend((child, depth + 1) for child in reversed(below.get(team.pk, [])))
    return lines
