"""Fills in what the scores ask for at every account, where the other parts of the bench leave most of it unknown.

`python -m bench.seed.full` works on a seeded database: afterwards nearly every account has all eight factors of health
and five of the six of viability (the sixth needs a selection scorecard, which only accounts near the programme have).
It ends with a night of scoring for yesterday, so that what is measured next is a night like any other.
"""

import json
from collections.abc import Iterator
from datetime import timedelta

import django

django.setup()

from django.db import connection  # noqa: E402 -- after the set-up
from django.utils import timezone  # noqa: E402

from accounts.models import Account, Contract, Interaction, Issue, Job, RelationshipLink, Revenue  # noqa: E402
from bench.seed import scores  # noqa: E402
from bench.seed.contacts import KEY, OTHERS  # noqa: E402
from bench.seed.copying import copy_pairs, copy_rows, settle, unchecked  # noqa: E402
from bench.seed.money import MONTHS  # noqa: E402
from bench.seed.world import Seat, World, each, pick  # noqa: E402
from planning.models import Action, GrowthTarget  # noqa: E402
from scoring.models import ScoreSnapshot, Wave  # noqa: E402
from scoring.services import rescoring  # noqa: E402

ISSUES, ACTIONS = (2, 0, 1), (4, 5, 6)

# What one statement sets better than rows sent anew.
COMPLETE = """
UPDATE accounts_account SET
    days_late = coalesce(days_late, id %% 40), days_late_on = coalesce(days_late_on, %(today)s::date - (id %% 120)::int),
    issues_checked_on = coalesce(issues_checked_on, %(today)s::date - (id %% 50)::int),
    gross_margin_pct = coalesce(gross_margin_pct, 20 + id %% 15), credit_rating = coalesce(credit_rating, 1 + id %% 5),
    competitive_safety = coalesce(competitive_safety, id %% 6),
    addressable_spend = coalesce(addressable_spend, 400000 + id * 31 %% 4000000),
    threat_notice_on = CASE WHEN id %% 97 = 0 THEN %(today)s::date - 9 END;
UPDATE accounts_stakeholder SET
    influence = 3 + id %% 3, stance = (id * 7 %% 5) - 2, stance_on = %(today)s::date - (5 + id %% 160)::int,
    decision_roles = CASE id %% 4 WHEN 0 THEN '["economic_buyer"]' WHEN 1 THEN '["coach"]' ELSE '["user"]' END::jsonb,
    status = CASE WHEN id %% 41 = 0 THEN 'left' ELSE status END
WHERE influence IS NULL AND NOT is_placeholder;
UPDATE accounts_contract SET
    renewal_chance = 30 + account_id %% 70, renewal_chance_on = %(today)s::date - (10 + account_id %% 110)::int
WHERE renewal_chance IS NULL AND status = 'active'
"""


def fill(world: World) -> None:
    """Add the rows that are missing."""
    others = [seat for seat in world.seats if not seat.is_key]
    with unchecked(), connection.cursor() as cursor:
        cursor.execute(COMPLETE, {"today": world.today})
        people = _people(world)
        copy_rows(
            RelationshipLink,
            "stakeholder_id user_id strength wanted_strength last_contact_on is_primary",
            (
                (pk, seat.manager, 1 + pk % 5, 4, world.day(-2 - pk % 150), True)
                for seat, person, pk in people
                if person and not seat.is_key
            ),
        )
        first = {seat.id: pk for seat, person, pk in people if not person}
        meetings = Interaction.objects.exclude(account__key_status="key").order_by("pk")
        pairs = ((pk, first[account]) for pk, account in meetings.values_list("pk", "account_id"))
        copy_pairs(Interaction.stakeholders.through, "interaction_id", "stakeholder_id", pairs)
        copy_rows(Issue, "account_id title severity opened_on closed_on owner_id", _issues(world, others))
        copy_rows(
            Contract,
            "account_id name starts_on ends_on annual_value currency renewal_chance renewal_chance_on status",
            _contracts(world, others),
        )
        copy_rows(Action, "account_id title kind owner_id due_on done_on", _actions(world, others))
        known = set(Revenue.objects.order_by().values_list("account_id", flat=True).distinct())
        currencies = dict(Account.objects.values_list("pk", "currency"))
        unsold = [seat for seat in others if seat.id not in known]
        copy_rows(Revenue, "account_id month amount currency", _revenue(world, unsold, currencies), source="erp")
        copy_rows(Wave, "account_id name opens_on closes_on closed_at eligible result", _waves(world, others))
        targets = (
            (seat.id, world.today.year + 1, 3_000_000 + seat.id % 90_000, currencies[seat.id]) for seat in others
        )
        copy_rows(GrowthTarget, "account_id year amount currency", targets)
        ScoreSnapshot.objects.filter(day=world.day(-1)).delete()


def _people(world: World) -> list[tuple[Seat, int, int]]:
    """(account, place, id) of every contact, numbered as the seed has numbered them."""
    return [(seat, place, pk) for pk, (seat, place) in enumerate(each(world.seats, key=KEY, others=OTHERS), 1)]


def _issues(world: World, seats: list[Seat]) -> Iterator[tuple]:
    for seat, place in each(seats, key=0, others=ISSUES):
        opened = world.day(-3 - (seat.id + 31 * place) % 60)
        severity = pick(("minor", "major", "minor", "critical"), seat.id // 3 + place)
        yield seat.id, f"Wrong papers {seat.id}-{place}", severity, opened, None, seat.manager


def _contracts(world: World, seats: list[Seat]) -> Iterator[tuple]:
    for seat, _place in each(seats, key=0, others=(1, 1)):
        ends, judged = world.day(15 + seat.id * 7 % 700), world.day(-10 - seat.id % 110)
        yield seat.id, "Service agreement", world.day(-300), ends, 40_000, "EUR", 30 + seat.id % 70, judged, "active"


def _actions(world: World, seats: list[Seat]) -> Iterator[tuple]:
    for seat, place in each(seats, key=0, others=ACTIONS):
        due = world.day(-2 - (seat.id + 17 * place) % 86)
        done = None if (seat.id + place) % 5 == 0 else due + timedelta(days=3 if (seat.id + place) % 5 == 1 else -1)
        yield seat.id, f"Call back {place}", "general", seat.manager, due, done


def _revenue(world: World, seats: list[Seat], currencies: dict[int, str]) -> Iterator[tuple]:
    months = world.months(MONTHS)
    for seat in seats:
        for place, month in enumerate(months):
            yield seat.id, month, 1_000 + (seat.id * 613 + place * (seat.id % 7) * 900) % 90_000, currencies[seat.id]


def _waves(world: World, seats: list[Seat]) -> Iterator[tuple]:
    for seat in seats:
        closed = -10 - seat.id % 300
        days = (world.day(closed - 30), world.day(closed), f"{world.day(closed)}T12:00:00Z")
        yield seat.id, "Spring", *days, 10, scores.reported(seat.id)


def main() -> None:
    """Fill, let the planner look, and score yesterday's night."""
    world = World(Account.objects.count(), timezone.localdate())
    fill(world)
    settle([])
    yesterday = Job(kind=rescoring.KIND, key=world.day(-1).isoformat())
    done = rescoring.rescore_run(yesterday, lambda _done, _total: None)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(json.dumps(done))


if __name__ == "__main__":
    main()
