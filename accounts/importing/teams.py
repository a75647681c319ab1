"""The teams of imported people: a region, in it one team for each manager, who leads it.

Runs over the file a second time, when all people are here. Managers who have no row of their own are made.
"""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.db.backends.utils import CursorWrapper

from accounts.importing.books import person_key, user_key
from accounts.importing.chunks import Chunk, Work
from accounts.importing.links import Look, look_again, retell
from accounts.importing.people import addresses
from accounts.importing.reasons import note
from accounts.importing.records import IMPORT_VERB, Made, edited_here, write_created
from accounts.importing.settling import Outcome
from accounts.importing.values import NULL
from accounts.importing.writing import copy_new, lock_targets, take_ids, update_many
from accounts.models import Role, Team, User
from accounts.services.rows import row_update


def place_people(chunk: Chunk) -> list[str]:
    """Put the people of a chunk into their teams. Returns the outcomes gained."""
    if not ("manager" in chunk or "region" in chunk) or not chunk.size:
        return []
    look, work = look_again(chunk), chunk.work
    rows = look.rows
    managers, regions = _column(chunk, "manager"), _column(chunk, "region")
    with connection.cursor() as cursor:
        leaders = _leaders(work, {managers[place] for place in rows if managers[place]})
        for place in rows:
            if managers[place] and managers[place] not in leaders:
                look.told[place].notes.append(note("ambiguous_person", value=managers[place][:100]))
        made: Made = []
        in_regions, led = _teams(cursor, work, leaders, [(managers[place], regions[place]) for place in rows], made)
        _seat_leaders(cursor, work, leaders, led, made)
        write_created(cursor, work, made)
        heads = {leader.pk for leader in leaders.values()}
        wanted = {
            place: team
            for place, (pk, _outcome) in rows.items()
            if (team := led.get(managers[place]) or in_regions.get(regions[place])) and int(pk) not in heads
        }
        _join(cursor, look, wanted)
        return retell(cursor, look)


def _column(chunk: Chunk, name: str) -> list[str]:
    return [" ".join(text.split()) for text in chunk.raw(name)] if name in chunk else [""] * chunk.size


# ---------------------------------------------------------------- managers


def _leaders(work: Work, names: set[str]) -> dict[str, User]:
    """The managers by how rows call them; those who are not here yet are not saved. Without those who may be several."""
    book = work.book("person")
    book.clear()  # it may hold people as unknown who have come with later rows
    book.noted.clear()
    book.load(names)
    found = User.objects.in_bulk([int(book[name]) for name in names if book[name] != NULL])
    leaders = {name: found[int(book[name])] for name in names if book[name] != NULL}
    unknown = [name for name in sorted(names - leaders.keys()) if "ambiguous" not in book.noted[name]]
    for name, email in zip(unknown, addresses(unknown, [""] * len(unknown)), strict=True):
        leaders[name] = User(
            name=name[:120],
            email=email,
            role=Role.LEADER,
            is_active=False,
            external_key=user_key(work.source, person_key(name)),
            password=make_password(None),
        )
    return leaders


def _seat_leaders(
    cursor: CursorWrapper, work: Work, leaders: dict[str, User], led: dict[str, Team], made: Made
) -> None:
    """Managers belong to the team that they lead. Who signs in here already is left as they are."""
    new = []
    for name, leader in leaders.items():
        if leader.pk is None:
            leader.team = led[name]
            new.append(leader)
        elif not leader.is_active:
            _seat_known(work, leader, led[name])
    if new:
        _make_leaders(cursor, new, made)


def _make_leaders(cursor: CursorWrapper, new: list[User], made: Made) -> None:
    size = len(new)
    for pk, leader in zip(take_ids(cursor, User, size), new, strict=True):
        leader.pk = int(pk)
    cells = {
        "id": [str(leader.pk) for leader in new],
        "team": [str(leader.team_id) for leader in new],
        "is_active": ["false"] * size,
    }
    cells |= {name: [getattr(leader, name) for leader in new] for name in MADE}
    copy_new(cursor, User, cells, checked=lock_targets(cursor, User, cells))
    told = ("id", "name", "email", "role", "external_key")
    made += [(User, {name: getattr(leader, name) for name in told} | {"team": leader.team_id}) for leader in new]


MADE = ("name", "email", "role", "external_key", "password")


def _seat_known(work: Work, leader: User, team: Team) -> None:
    changes: dict[str, object] = {"team": team} if leader.team_id != team.pk else {}
    if leader.role == Role.MANAGER:
        changes["role"] = Role.LEADER
    if not changes:
        return
    edited = edited_here(User._meta.label_lower, [str(leader.pk)]).get(str(leader.pk), set())
    changes = {name: value for name, value in changes.items() if name not in edited}
    row_update(leader, changes=changes, by=work.by, verb=f"user.{IMPORT_VERB}", reason=str(work.run))


# ---------------------------------------------------------------- teams


@dataclass(frozen=True, slots=True)
class Wanted:
    """A team that rows speak of; `above` is the key of the region that it belongs to, if it is new."""

    key: str
    name: str
    above: str = ""


def _teams(
    cursor: CursorWrapper, work: Work, leaders: dict[str, User], seats: list[tuple[str, str]], made: Made
) -> tuple[dict[str, Team], dict[str, Team]]:
    """The teams of regions and those of managers, by how rows call them; `seats` holds manager and region of each row.

    A manager's team is in the region of their first row.
    """
    regions = {region: Wanted(_region_key(work, region), region) for _manager, region in seats if region}
    region_of = dict(reversed(seats))
    led = {
        name: Wanted(
            user_key(work.source, f"team:{leader.external_key or leader.pk}"),
            leader.name,
            regions[region_of[name]].key if region_of.get(name) else "",
        )
        for name, leader in leaders.items()
    }
    here = _ensured(cursor, {wanted.key: wanted for wanted in (*regions.values(), *led.values())}, made)
    return (
        {region: here[wanted.key] for region, wanted in regions.items()},
        {name: here[wanted.key] for name, wanted in led.items()},
    )


def _region_key(work: Work, region: str) -> str:
    return user_key(work.source, f"region:{person_key(region)}")


def _ensured(cursor: CursorWrapper, wanted: dict[str, Wanted], made: Made) -> dict[str | None, Team]:
    """Teams by key; those who are missing are made, regions first. A team that is here stays where people put it."""
    here = {team.external_key: team for team in Team.objects.filter(external_key__in=wanted)}
    missing = [one for one in wanted.values() if one.key not in here]
    if not missing:
        return here
    ids = take_ids(cursor, Team, len(missing))
    for pk, one in zip(ids, missing, strict=True):
        above = here.get(one.above)
        path = f"{above.path if above else '/'}{pk}/"
        here[one.key] = Team(pk=int(pk), name=one.name[:120], parent=above, external_key=one.key, path=path)
    new = [here[one.key] for one in missing]
    cells = {"id": ids, "parent": [str(team.parent_id or NULL) for team in new]}
    cells |= {name: [getattr(team, name) for team in new] for name in ("name", "external_key", "path")}
    copy_new(cursor, Team, cells)
    fields = ("id", "name", "path", "external_key")
    made += [(Team, {name: getattr(team, name) for name in fields} | {"parent": team.parent_id}) for team in new]
    return here


# ---------------------------------------------------------------- people


def _join(cursor: CursorWrapper, look: Look, wanted: dict[int, Team]) -> None:
    """Give people their team: new ones at once, known ones unless somebody here has decided otherwise."""
    rows, work = look.rows, look.chunk.work
    fresh = {place: team for place, team in wanted.items() if rows[place][1] == Outcome.CREATED}
    if fresh:
        cells = {"team": [str(team.pk) for team in fresh.values()]}
        update_many(cursor, User, [rows[place][0] for place in fresh], cells, is_new=True)
    people = User.objects.in_bulk([int(rows[place][0]) for place in wanted if place not in fresh])
    known = {
        place: team
        for place, team in wanted.items()
        if place not in fresh and people[int(rows[place][0])].team_id != team.pk
    }
    edited = edited_here(User._meta.label_lower, [rows[place][0] for place in known])
    for place, team in known.items():
        user, told = people[int(rows[place][0])], look.told[place]
        if user.is_active:
            told.notes.append(note("active_person", name=user.name))
        elif "team" in edited.get(str(user.pk), ()) and not work.crm_wins("team"):
            told.notes.append(note("kept_ours", fields=["team"]))
        else:
            row_update(user, changes={"team": team}, by=work.by, verb=f"user.{IMPORT_VERB}", reason=str(work.run))
            told.outcome = Outcome.UPDATED.value
