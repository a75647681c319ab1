"""Reviews: four held and two planned at a key account, one planned at every twentieth other."""

from collections.abc import Iterator

from bench.seed import words
from bench.seed.copying import copy_pairs, copy_rows
from bench.seed.plans import plan_ids
from bench.seed.world import SPONSOR, Seat, World, each, pick
from reviews.models import Decision, Review

KEY, HELD = 6, 4
KINDS = ("check_in", "inspection", "internal", "customer", "executive")


def seed(world: World) -> None:
    """Reviews with their decisions and people."""
    world.written["reviews"] = copy_rows(
        Review,
        "id account_id plan_id kind status due_on held_on lead_id agenda notes rating next_on",
        _reviews(world),
    )
    held = [(pk, seat) for pk, (seat, place) in _numbered(world) if seat.is_key and place < HELD]
    world.written["decisions"] = copy_rows(
        Decision,
        "review_id text owner_id due_on",
        (
            (pk, pick(words.SENTENCES, pk + place), seat.manager, world.day(-20 + place * 9))
            for pk, seat in held
            for place in range(2)
        ),
    )
    copy_pairs(Review.people.through, "review_id", "user_id", ((pk, SPONSOR) for pk, _seat in held))


def _numbered(world: World) -> Iterator[tuple[int, tuple[Seat, int]]]:
    return enumerate(each(world.seats, key=KEY, others=[1, *[0] * 19]), 1)


def _reviews(world: World) -> Iterator[tuple]:
    plans = plan_ids(world)
    for pk, (seat, place) in _numbered(world):
        is_held = seat.is_key and place < HELD
        due = world.day(-30 - 90 * place - seat.id % 20) if is_held else world.day(-8 + (seat.id + 40 * place) % 110)
        yield (
            pk, seat.id, plans.get(seat.id), pick(KINDS, pk), "held" if is_held else "planned", due, due if is_held else None,
            seat.manager, words.sentences(pk, 2), words.sentences(pk, 4) if is_held else "", 1 + pk % 5 if is_held else None,
            None,
        )  # fmt: skip
