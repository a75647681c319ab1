"""Customers: accounts with their figures, units, our people there, theirs, and what happened between us."""

from collections.abc import Iterator

from accounts import naming
from accounts.models import (
    Account,
    AccountFigures,
    AccountTeamMember,
    AuditEvent,
    Band,
    Interaction,
    Issue,
    Notice,
    Stage,
    Theme,
    Unit,
)
from bench.seed import words
from bench.seed.copying import copy_pairs, copy_rows
from bench.seed.world import MANAGER, MEMBER, SPONSOR, Seat, World, each, pick, spread

THEMES = list(Theme.values)
STAGES = list(Stage.values)
TREND = ("up", "level", "level", "down")
BOXES = ("grow", "keep", "repair", "re-examine")
UNITS = ("Works 1", "Works 2", "Head office", "Research", "Logistics centre")
TEAM_ROLES = ("project_manager", "technical_expert", "relationship_lead", "collaborator", "innovator", "results_driver")
EVENTS = ("account.updated", "stakeholder.updated", "opportunity.updated", "interaction.created", "answer.saved")


def seed(world: World) -> None:
    """Accounts and what stands beside them."""
    written = world.written
    written["accounts"] = copy_rows(
        Account,
        "id name name_key sort_key team_id manager_id sponsor_id industry segment country city website domain employees "
        "annual_revenue currency language key_status theme intent addressable_spend gross_margin_pct days_late "
        "days_late_on credit_rating competitive_safety issues_checked_on",
        (_account(world, seat) for seat in world.seats),
    )
    written["rows of figures"] = copy_rows(AccountFigures, FIGURES, (_figures(world, seat) for seat in world.seats))
    written["units"] = copy_rows(Unit, "id account_id name kind", _units(world))
    written["members"] = copy_rows(AccountTeamMember, "account_id user_id roles hours_per_week", _members(world))
    written["issues"] = copy_rows(Issue, "account_id title severity opened_on closed_on owner_id", _issues(world))
    _interactions(world)
    written["events"] = copy_rows(
        AuditEvent, "at by_id account_id verb object_type object_id object_label changes", _events(world)
    )
    written["notices"] = copy_rows(Notice, "user_id account_id kind text dedupe_key", _notices(world))


def name_of(pk: int) -> str:
    """A company's name; every tenth is Chinese."""
    if pk % 10 == 7:
        return f"{pick(words.CHINESE_FIRST, pk // 10)}{pick(words.CHINESE_SECOND, pk // 100)}{pk}有限公司"
    return f"{pick(words.FIRST, pk * 7)} {pick(words.SECOND, pk // 50)} {pk} {pick(words.FORMS, spread(pk // 3))}"


def _account(world: World, seat: Seat) -> tuple:
    pk, name = seat.id, name_of(seat.id)
    country, city = pick(words.PLACES, pk // 3)
    key = seat.is_key
    return (
        pk, name, naming.name_key(name), naming.sort_key(name), seat.team, seat.manager, SPONSOR if key else None,
        pick(words.INDUSTRIES, pk // 2), pick(words.SEGMENTS, spread(pk)), country, city, f"https://www.customer{pk}.example",
        f"customer{pk}.example", 50 + pk % 5000, 1_000_000 + pk * 977 % 90_000_000, currency_of(pk),
        "zh-hans" if pk % 10 == 7 else "en", seat.status, pick(THEMES, pk) if key else "",
        words.sentences(pk, 2) if key else "", 400_000 + pk * 31 % 4_000_000 if key else None, 20 + pk % 15 if key else None,
        pk % 40 if pk % 3 else None, world.day(-20) if pk % 3 else None, 1 + pk % 5 if key else None,
        pk % 6 if key else None, world.day(-10 - pk % 30) if pk % 4 == 0 or key else None,
    )  # fmt: skip


def currency_of(pk: int) -> str:
    """The account's currency: seven in ten euro."""
    return pick(words.CURRENCIES, pk // 7)


FIGURES = (
    "account_id health health_band health_coverage health_status health_trend health_delta health_on viability box cis "
    "cis_low cis_high cis_label cis_on relationship completeness stage stage_since next_review_on next_contract_end_on "
    "overdue_actions open_actions gap_count revenue_12m revenue_before pipeline_weighted white_space"
)


def _figures(world: World, seat: Seat) -> tuple:
    pk, key = seat.id, seat.is_key
    known = key or pk % 3 == 0
    health = float(pk * 37 % 1000) / 10 if known else None
    band = Band.GREY if health is None else Band.GREEN if health >= 75 else Band.AMBER if health >= 50 else Band.RED
    revenue = 20_000 + pk * 613 % 3_000_000 if key or pk % 10 == 0 else None
    return (
        pk, health, str(band), 85.0 if known else 20.0, "normal" if known else "insufficient",
        pick(TREND, pk // 3) if known else "", (pk % 21 - 10.0) if known else None, world.day(-1) if known else None,
        float(pk * 53 % 100) if key else None, pick(BOXES, pk) if key else "", float(40 + pk % 55) if key else None,
        float(30 + pk % 55) if key else None, float(50 + pk % 50) if key else None, "medium" if key else "",
        world.day(-60) if key else None, float(30 + pk % 60) if key else None, float(20 + pk % 80) if key else None,
        pick(STAGES, pk // 3) if key else "", world.day(-5 - pk % 60) if key else None,
        world.day(pk % 80) if key or pk % 20 == 0 else None, world.day(30 + pk % 700) if key or pk % 2 else None,
        pk % 4 if key else int(pk % 15 == 0), 5 + pk % 9 if key else int(pk % 5 == 0), pk % 8 if key else 0,
        revenue, revenue and revenue * 9 // 10, 10_000 + pk * 17 % 500_000 if key or pk % 4 == 0 else None,
        50_000 + pk * 19 % 900_000 if key else None,
    )  # fmt: skip


def _units(world: World) -> Iterator[tuple]:
    rows = each(world.seats, key=len(UNITS), others=[1, *[0] * 9])
    for pk, (seat, place) in enumerate(rows, 1):
        yield pk, seat.id, UNITS[place], "site" if place < 2 else "division"


def _members(world: World) -> Iterator[tuple]:
    for seat in world.seats:
        if seat.is_key:
            group = [person for person in world.managers[seat.team] if person != seat.manager][:2]
            for place, person in enumerate([seat.manager, MEMBER, *group]):
                yield seat.id, person, [pick(TEAM_ROLES, seat.id + place)], 4 + place
        elif seat.id % 5 == 0:
            yield seat.id, seat.manager, ["relationship_lead"], 1


def _issues(world: World) -> Iterator[tuple]:
    for seat, place in each(world.seats, key=5, others=[1, 0, 0]):
        opened = world.day(-5 - (seat.id + 17 * place) % 200)
        closed = None if place < 2 and seat.id % 2 else world.day(-1 - seat.id % 4)
        severity = pick(("minor", "minor", "major", "minor", "critical"), seat.id + place)
        yield seat.id, f"Late delivery of lot {seat.id}-{place}", severity, opened, closed, seat.manager


def _interactions(world: World) -> None:
    rows = list(enumerate(each(world.seats, key=24, others=[1]), 1))
    world.written["interactions"] = copy_rows(
        Interaction,
        "id account_id kind happened_on summary author_id is_two_way",
        (
            (
                pk, seat.id, pick(("meeting", "call", "visit", "message"), pk), world.day(-1 - (seat.id + 15 * place) % 360),
                words.sentences(pk, 2), seat.manager, True,
            )
            for pk, (seat, place) in rows
        ),
    )  # fmt: skip
    people = ((pk, SPONSOR if place == 0 else seat.manager) for pk, (seat, place) in rows if seat.is_key)
    copy_pairs(Interaction.people.through, "interaction_id", "user_id", people)


def _events(world: World) -> Iterator[tuple]:
    for seat, place in each(world.seats, key=100, others=[3]):
        at = f"{world.day(-1 - (place * 3 + seat.id) % 300)}T10:00:00Z"
        verb = pick(EVENTS, seat.id + place)
        changes = {"note": ["as it was", "as it is"]}
        kind = f"accounts.{verb.split('.')[0]}"
        yield at, seat.manager, seat.id, verb, kind, seat.id, f"Customer {seat.id}", changes


def _notices(world: World) -> Iterator[tuple]:
    for person in world.people:
        for place in range(12 if person == MANAGER else 3):
            yield person, None, "health.fell", "Health fell by 12 points within 30 days.", f"bench:{person}:{place}"
