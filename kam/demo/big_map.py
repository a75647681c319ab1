"""One customer with a big map: forty people in two legal entities, and three years in which they came, went and changed."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from accounts.models import InfluenceLine, RelationshipLink, Stakeholder, Unit
from accounts.services.rows import row_create
from kam.demo.accounts import Filled, person_name
from kam.demo.history import changed, entered

BIG = "Jansen & de Wit"
ENTITIES = (
    ("Jansen & de Wit Nederland B.V.", "Rotterdam", ("Finance", "Operations Rotterdam", "Procurement")),
    ("Jansen & de Wit Deutschland GmbH", "Duisburg", ("Plant Duisburg", "Technology", "Sales Germany")),
)


@dataclass(frozen=True)
class Seat:
    """A chair at the customer: title, unit, whose chair is above, influence, role in decisions."""

    title: str
    unit: int
    above: int
    influence: int
    roles: tuple[str, ...] = ()
    veto: bool = False


# `above` is the place of the boss in this list, -1 the chief of the small map.
SEATS = (
    Seat("Managing Director Germany", 3, -1, 5, ("economic_buyer",), veto=True),
    Seat("Group Treasurer", 0, -1, 4, ("approver",)),
    Seat("VP Procurement", 2, -1, 4, ("gatekeeper", "influencer"), veto=True),
    Seat("Site Director Rotterdam", 1, -1, 4, ("influencer",)),
    Seat("Plant Manager Duisburg", 3, 0, 4, ("user", "influencer")),
    Seat("Head of Technology", 4, 0, 4, ("evaluator",)),
    Seat("Head of Sales Germany", 5, 0, 2),
    Seat("Category Manager Automation", 2, 2, 3, ("gatekeeper",)),
    Seat("Category Manager Services", 2, 2, 2),
    Seat("Contract Manager", 2, 2, 2),
    Seat("Financial Controller", 0, 1, 3, ("approver",)),
    Seat("Investment Controller", 0, 1, 3, ("influencer",)),
    Seat("Production Manager Hall 1", 1, 3, 3, ("user",)),
    Seat("Production Manager Hall 2", 1, 3, 3, ("user",)),
    Seat("Maintenance Manager", 1, 3, 3, ("evaluator", "coach")),
    Seat("Logistics Manager", 1, 3, 2, ("user",)),
    Seat("Energy Officer", 1, 3, 2, ("influencer",)),
    Seat("Shift Lead A", 1, 12, 1, ("user",)),
    Seat("Shift Lead B", 1, 12, 1, ("user",)),
    Seat("Line Engineer", 1, 13, 2, ("user",)),
    Seat("Production Manager Duisburg", 3, 4, 3, ("user",)),
    Seat("Quality Manager Duisburg", 3, 4, 3, ("evaluator",)),
    Seat("Maintenance Lead Duisburg", 3, 4, 2, ("user",)),
    Seat("Safety Officer", 3, 4, 2, ("influencer",)),
    Seat("Works Council Chair", 3, 0, 3, ("influencer",), veto=True),
    Seat("Automation Architect", 4, 5, 3, ("evaluator",)),
    Seat("Data Engineer", 4, 5, 2, ("evaluator",)),
    Seat("OT Security Lead", 4, 5, 3, ("gatekeeper",)),
    Seat("Process Developer", 4, 5, 1),
    Seat("Key Account Manager Retail", 5, 6, 1),
    Seat("Project Buyer", 2, 7, 2),
)
# (from, to, kind, strength, note, years ago): places in the list
LINES = (
    (14, 3, "influences", 3, "", 2.1), (25, 5, "influences", 3, "", 1.4), (11, 1, "influences", 2, "", 1.1),
    (24, 0, "influences", 2, "", 0.8), (27, 5, "reports", 2, "", 0.7), (20, 4, "influences", 2, "", 2.4),
    (2, 5, "conflicts", 3, "Never bring a price before technology has signed off.", 0.9),
    (3, 4, "conflicts", 2, "", 0.3), (7, 2, "influences", 2, "", 0.5), (21, 5, "reports", 1, "", 0.2),
)  # fmt: skip


def big_map_fill(filled: Filled, today: date, rng: Random) -> None:
    """Add the big organisation to a filled account."""
    units = _units(filled)
    used = {person.name for person in filled.people}
    people: list[Stakeholder] = []
    for place, seat in enumerate(SEATS):
        name = person_name(rng, chinese=False)
        while name in used:
            name = person_name(rng, chinese=False)
        used.add(name)
        boss = filled.people[0] if seat.above < 0 else people[seat.above]
        people.append(_person(filled, seat, name, units[seat.unit], boss, today, rng))
        if place % 7 != 6:
            _link(filled, people[-1], place, today, rng)
    for place in (6, 19, 23):
        changed(people[place], on=today - timedelta(days=rng.randrange(40, 300)), by=filled.lead, unit=units[5])
    _lines(filled, people, today)
    _goings(filled, people, units, today)


def _units(filled: Filled) -> list[Unit]:
    units = []
    for name, city, parts in ENTITIES:
        entity = row_create(Unit(account=filled.account, name=name, kind="entity", city=city), by=filled.lead)
        units += [
            row_create(Unit(account=filled.account, name=part, kind="department", parent=entity), by=filled.lead)
            for part in parts
        ]
    dutch = Unit.objects.get(account=filled.account, name=ENTITIES[0][0])
    for unit in filled.units:
        changed(unit, on=unit.created_at.date(), by=filled.lead, parent=dutch)
    return units


def _person(  # noqa: PLR0917 -- what one chair is made of
    filled: Filled, seat: Seat, name: str, unit: Unit, boss: Stakeholder, today: date, rng: Random
) -> Stakeholder:
    came = today - timedelta(days=rng.choice((1100, 1000, 900, 700, 420, 250, 60)) + rng.randrange(0, 50))
    person = Stakeholder(
        account=filled.account,
        name=name,
        title=seat.title,
        unit=unit,
        reports_to=boss,
        decision_roles=list(seat.roles),
        has_veto=seat.veto,
        influence=seat.influence,
        influence_on=came,
        influence_by=filled.lead,
        stance=rng.choice((-1, 0, 0, 1, None)) if seat.influence < 3 else rng.choice((-1, -1, 0, 0, 1)),
        stance_on=came,
        stance_by=filled.lead,
        stance_evidence="First talk",
        language="en",
    )
    entered(person, on=came, by=filled.lead)
    if rng.random() < 0.6:
        better = rng.choice((1, 1, 1, 2, -1))
        on = today - timedelta(days=rng.randrange(5, max(6, (today - came).days)))
        changed(
            person, on=on, by=filled.lead, stance=max(-2, min(2, (person.stance or 0) + better)), stance_on=on,
            stance_evidence="Said so in the project review",
        )  # fmt: skip
    return person


def _link(filled: Filled, person: Stakeholder, place: int, today: date, rng: Random) -> None:
    ours = (filled.lead, filled.member, filled.lead, filled.member, filled.sponsor)[place % 5]
    strength = max(1, min(5, 2 + (person.stance or 0) + rng.choice((0, 1, 1))))
    link = RelationshipLink(
        stakeholder=person, user=ours, strength=strength, wanted_strength=min(5, strength + rng.choice((0, 0, 1, 2))),
        last_contact_on=today - timedelta(days=rng.choice((6, 12, 25, 40, 70, 110))), is_primary=True,
    )  # fmt: skip
    entered(link, on=min(today, person.stance_on or today), by=filled.lead)
    if person.influence and person.influence > 3 and ours != filled.sponsor:
        second = RelationshipLink(
            stakeholder=person, user=filled.sponsor, strength=2, last_contact_on=today - timedelta(60)
        )
        entered(second, on=today - timedelta(days=60), by=filled.lead)


def _lines(filled: Filled, people: list[Stakeholder], today: date) -> None:
    for source, target, kind, strength, note, years in LINES:
        line = InfluenceLine(
            source=people[source], target=people[target], kind=kind, strength=strength, note=note
        )  # fmt: skip
        entered(line, on=today - timedelta(days=int(365 * years)), by=filled.lead)


def _goings(filled: Filled, people: list[Stakeholder], units: list[Unit], today: date) -> None:
    """A production manager whose chair is empty, a predecessor of long ago, and a chief whose name is not known yet."""
    by, status = filled.lead, Stakeholder.Status
    gone = today - timedelta(days=34)
    changed(people[12], on=gone, by=by, status=status.LEFT, status_on=gone)
    old = Stakeholder(
        account=filled.account, name="Rosa Quinn", title="VP Procurement", unit=units[2], influence=4, stance=-2,
        decision_roles=["gatekeeper"], reports_to=filled.people[0],
    )  # fmt: skip
    entered(old, on=today - timedelta(days=1090), by=by)
    left = today - timedelta(days=505)
    changed(old, on=left, by=by, status=status.LEFT, status_on=left)
    empty = Stakeholder(
        account=filled.account, name="Chief Financial Officer", title="Name unknown", unit=units[0], influence=5,
        decision_roles=["economic_buyer", "approver"], is_placeholder=True, reports_to=filled.people[0],
    )  # fmt: skip
    entered(empty, on=today - timedelta(days=52), by=by)
    on = today - timedelta(days=20)
    changed(people[5], on=on, by=by, influence=5, influence_on=on, influence_evidence="Signs off all automation now")


def lines_fill(filled: Filled, today: date) -> None:
    """A few lines on every map that knows enough people: who sways whom, and a conflict that somebody should handle."""
    if len(filled.people) < 9 or filled.mood == "dark":
        return
    wanted = (
        (3, 0, "influences", 3, ""),
        (1, 4, "influences", 2, ""),
        (
            2,
            1,
            "conflicts",
            2,
            "先让工程放行，再谈价格。" if filled.chinese else "Let engineering release first, then talk price.",
        ),
        (5, 1, "reports", 2, ""),
    )
    for source, target, kind, strength, note in wanted:
        line = InfluenceLine(
            source=filled.people[source], target=filled.people[target], kind=kind, strength=strength, note=note
        )
        entered(line, on=today - timedelta(days=120 + 60 * source), by=filled.lead)
