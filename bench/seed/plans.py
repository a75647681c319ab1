"""Plans of the key accounts with their 57 answers, objectives, actions and risks; and a few actions elsewhere."""

from collections.abc import Iterator

from accounts.models import Stage
from bench.seed import contacts, words
from bench.seed.copying import copy_rows
from bench.seed.world import MEMBER, SPONSOR, World, each, pick
from planning.models import Action, Answer, GateRecord, Objective, Plan, Question, Risk

ORDER = list(Stage.values)
OBJECTIVES, ACTIONS, RISKS = 4, 15, 4
TITLES = (
    "Halve the unplanned stops",
    "Bring traceability to the second works",
    "Grow service revenue",
    "Win the frame again",
)
ACTION_TITLES = (
    "Send the stop list",
    "Agree the pilot",
    "Prepare the value case",
    "Ask about purchasing",
    "Walk the line",
)


def seed(world: World) -> None:
    """One active full plan a key account, and a closed one for every second."""
    written = world.written
    written["plans"] = copy_rows(
        Plan,
        "id account_id name variant status stage stage_since starts_on ends_on growth_baseline growth_target "
        "growth_target_on charter asks sponsor_agreed_on",
        _plans(world),
    )
    questions = list(Question.objects.order_by("order"))
    written["answers"] = copy_rows(
        Answer,
        "plan_id question_id status choice text evidence source_note author_id answered_on review_by assigned_to_id due_on",
        _answers(world, questions),
    )
    written["gates"] = copy_rows(GateRecord, "plan_id from_stage to_stage direction by_id", _gates(world))
    written["objectives"] = copy_rows(
        Objective,
        "id account_id plan_id title measure unit baseline target current current_on due_on owner_id improves_customer "
        "customer_value accepted_by_id status",
        _objectives(world),
    )
    written["actions"] = copy_rows(
        Action, "account_id plan_id objective_id title kind owner_id due_on done_on", _actions(world)
    )
    written["risks"] = copy_rows(
        Risk, "account_id plan_id title kind probability impact owner_id mitigation", _risks(world)
    )


def plan_ids(world: World) -> dict[int, int]:
    """The active plan of each key account: plans are numbered in their order."""
    return {seat.id: pk for pk, seat in enumerate(world.key_seats, 1)}


def _plans(world: World) -> Iterator[tuple]:
    year = str(world.today.year)
    for pk, seat in enumerate(world.key_seats, 1):
        yield (
            pk, seat.id, year, "full", "active", pick(ORDER, seat.id // 3), world.day(-5 - seat.id % 60), world.day(-150),
            world.day(215), 900_000, 1_100_000, world.day(215), words.SENTENCES[0], "Meet the finance head\nRelease one engineer",
            world.day(-140),
        )  # fmt: skip
    offset = len(world.key_seats)
    for pk, seat in enumerate(world.key_seats[::2], offset + 1):
        yield (
            pk, seat.id, "before", "full", "closed", "review", world.day(-200), world.day(-520), world.day(-155), 700_000,
            900_000, world.day(-155), "", "", None,
        )  # fmt: skip


def _answers(world: World, questions: list[Question]) -> Iterator[tuple]:
    for plan, seat in enumerate(world.key_seats, 1):
        for place, question in enumerate(questions):
            number = seat.id + place
            choice = pick(question.choices_en, number) if question.choices_en else ""
            evidence = pick(("stated", "observed", "assumed"), number)
            day = world.day(-3 - number % 150)
            yield (
                plan, question.pk, "answered", choice, words.sentences(number, 2), evidence, "Meeting notes", seat.manager,
                day, world.day(-3 - number % 150 + 180), MEMBER if place % 9 == 0 else None, None,
            )  # fmt: skip


def _gates(world: World) -> Iterator[tuple]:
    for plan, seat in enumerate(world.key_seats, 1):
        for place in range((seat.id // 3) % len(ORDER)):
            yield plan, ORDER[place], ORDER[place + 1], "forward", seat.manager


def _objectives(world: World) -> Iterator[tuple]:
    first = contacts.most_important(world)
    plans = plan_ids(world)
    rows = each(world.key_seats, key=OBJECTIVES, others=[0])
    for pk, (seat, place) in enumerate(rows, 1):
        yield (
            pk, seat.id, plans[seat.id], pick(TITLES, place), "stops a month", "stops", 42, 21, 42 - pk % 20, world.day(-9),
            world.day(30 + pk % 200), seat.manager, place < 2, "About 980,000 EUR less downtime a year",
            first[seat.id] if place == 0 else None, "open" if place else "at_risk",
        )  # fmt: skip


def _actions(world: World) -> Iterator[tuple]:
    plans = plan_ids(world)
    for seat, place in each(world.seats, key=ACTIONS, others=[1, 0, 0, 0, 0]):
        due = world.day(-60 + (seat.id + place * 11) % 130)
        done = due if due < world.today and (seat.id + place) % 4 else None
        plan = plans.get(seat.id)
        objective = (plan - 1) * OBJECTIVES + 1 + place % OBJECTIVES if plan else None
        title = f"{pick(ACTION_TITLES, place)}, {seat.id}"
        yield (
            seat.id,
            plan,
            objective,
            title,
            pick(("general", "commitment", "find_out"), place),
            seat.manager,
            due,
            done,
        )


def _risks(world: World) -> Iterator[tuple]:
    plans = plan_ids(world)
    for seat, place in each(world.key_seats, key=RISKS, others=[0]):
        kind = pick(("competitive", "relation", "delivery", "market"), place)
        title = f"{pick(TITLES, place)} fails"
        yield seat.id, plans[seat.id], title, kind, 1 + place, 2 + place % 4, SPONSOR, words.SENTENCES[place]
