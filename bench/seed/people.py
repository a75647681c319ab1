"""Our side: the tree of teams, and everybody in it."""

from accounts.models import Role, Team, User
from bench.seed import words
from bench.seed.copying import copy_rows
from bench.seed.world import ADMINISTRATOR, LEADER, MANAGER, MEMBER, REGIONS, SPONSOR, TEAMS_A_REGION, World, pick


def seed(world: World) -> None:
    """Three regions with six teams each; one account manager to about 50 accounts."""
    world.written["teams"] = copy_rows(Team, "id name parent_id path", _teams(world))
    rows = [*_who_signs_in(world), *_managers(world)]
    world.written["people"] = copy_rows(User, "id email name role team_id", rows, password="!", is_superuser=False)  # noqa: S106 -- nobody signs in by it


def _teams(world: World) -> list[tuple]:
    regions = [(pk, name, None, f"/{pk}/") for pk, name in enumerate(REGIONS, 1)]
    teams = []
    for place, pk in enumerate(world.teams):
        region = 1 + place // TEAMS_A_REGION
        teams.append((pk, f"{REGIONS[region - 1]} {1 + place % TEAMS_A_REGION}", region, f"/{region}/{pk}/"))
    return [*regions, *teams]


def _who_signs_in(world: World) -> list[tuple]:
    return [
        (ADMINISTRATOR, "administrator@example.com", "Ada Administrator", Role.ADMINISTRATOR, None),
        (LEADER, "leader@example.com", "Lars Leader", Role.LEADER, 1),
        (MANAGER, "manager@example.com", "Mara Manager", Role.MANAGER, world.teams[0]),
        (SPONSOR, "sponsor@example.com", "Sven Sponsor", Role.SPONSOR, None),
        (MEMBER, "member@example.com", "Mina Member", Role.MEMBER, world.teams[0]),
    ]


def _managers(world: World) -> list[tuple]:
    return [
        (pk, f"person{pk}@example.com", f"{pick(words.GIVEN, pk)} {pick(words.FAMILY, pk // 3)}", Role.MANAGER, team)
        for team, group in world.managers.items()
        for pk in group
    ]
