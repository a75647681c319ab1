"""The customers' people, their links to ours, and what they want."""

from collections.abc import Iterator

from accounts.models import Interaction, Interest, RelationshipLink, Stakeholder
from bench.seed import words
from bench.seed.copying import copy_pairs, copy_rows
from bench.seed.world import MEMBER, Seat, World, each, pick

KEY, OTHERS = 12, (3, 2, 4, 3)
ROLES = ("economic_buyer", "approver", "influencer", "evaluator", "user", "gatekeeper", "coach")


def seed(world: World) -> None:
    """About three people an account, twelve at a key account with a map of how they stand to us."""
    rows = list(enumerate(each(world.seats, key=KEY, others=OTHERS), 1))
    world.written["contacts"] = copy_rows(
        Stakeholder,
        "id account_id name title department email reports_to_id decision_roles has_veto influence stance stance_on "
        "stance_by_id stance_evidence orientation status survey_eligible",
        (_person(world, pk, seat, place) for pk, (seat, place) in rows),
    )
    world.written["links"] = copy_rows(
        RelationshipLink,
        "stakeholder_id user_id strength wanted_strength last_contact_on is_primary",
        _links(world, rows),
    )
    wants = (
        (pk, "goal" if pk % 2 else "threat", words.SENTENCES[pk % 8]) for pk, (seat, place) in rows if _key(seat, place)
    )
    world.written["interests"] = copy_rows(Interest, "stakeholder_id kind text", wants)
    # The meetings of key accounts name whom they were with; their ids begin anew at every account.
    first = {seat.id: pk for pk, (seat, place) in rows if place == 0}
    meetings = list(Interaction.objects.filter(account__key_status="key").values_list("pk", "account_id"))
    pairs = ((pk, first[account] + pk % KEY) for pk, account in meetings)
    copy_pairs(Interaction.stakeholders.through, "interaction_id", "stakeholder_id", pairs)


def _key(seat: Seat, place: int) -> bool:
    return seat.is_key and place < 4


def _person(world: World, pk: int, seat: Seat, place: int) -> tuple:
    name = f"{pick(words.GIVEN, pk * 5)} {pick(words.FAMILY, pk // 4)}"
    key = seat.is_key
    return (
        pk, seat.id, name, pick(words.TITLES, pk), pick(words.DEPARTMENTS, pk), f"contact{pk}@customer{seat.id}.example",
        pk - place if place else None, [pick(ROLES, place)] if key else [], key and place == 1,
        5 - place // 3 if key else None, pick((2, 1, 0, -1, 1), pk) if key and place < 9 else None,
        world.day(-5 - pk % 120) if key else None, seat.manager if key else None,
        words.SENTENCES[pk % 8] if _key(seat, place) else "", pick(("money", "technology", "relation"), pk) if key else "",
        "active" if place != 11 else "left", key and place < 8,
    )  # fmt: skip


def _links(world: World, rows: list[tuple[int, tuple[Seat, int]]]) -> Iterator[tuple]:
    for pk, (seat, place) in rows:
        if seat.is_key or place == 0:
            yield pk, seat.manager, 1 + pk % 5, 4, world.day(-2 - pk % 150), True
        if _key(seat, place):
            yield pk, MEMBER, 1 + pk % 3, 3, world.day(-9 - pk % 90), False


def most_important(world: World) -> dict[int, int]:
    """The id of the first person of every account."""
    found, pk = {}, 1
    for seat in world.seats:
        found[seat.id] = pk
        pk += KEY if seat.is_key else OTHERS[seat.id % len(OTHERS)]
    return found
