"""Records that name each other: parent companies and superiors, set once all rows of a kind are here.

The file is read a second time for it, so that it does not matter which row comes first.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from accounts.importing.books import account_book, full_id, person_key
from accounts.importing.chunks import Chunk, Work
from accounts.importing.reasons import note, stored
from accounts.importing.records import Target, by_ids, edited_here, select, write_events
from accounts.importing.settling import Outcome
from accounts.importing.values import NULL
from accounts.importing.writing import columns_of, fetch, update_many
from accounts.models import Account, Stakeholder

ROWS = """
SELECT line, target_id::text, outcome, reason FROM accounts_importrow
WHERE run_id = %s AND file = %s AND line BETWEEN %s AND %s AND target_id IS NOT NULL
"""


@dataclass(frozen=True)
class Link:
    """One field that points to a record of the same kind, and what is said when it cannot."""

    model: type[Model]
    field: str
    unknown: str
    own: str
    circle: str
    resolve: Callable[[Work, list[str], list[str]], list[str]]  # records, texts → ids or NULL


@dataclass
class Told:
    """What a second look says about a row."""

    outcome: str
    notes: list[str]


@dataclass
class Look:
    """A second look at a chunk: what became of its rows, and what is to be added."""

    chunk: Chunk
    rows: dict[int, tuple[str, str]]  # {place: (record, outcome)}
    told: dict[int, Told] = field(default_factory=lambda: defaultdict(lambda: Told("", [])))


@dataclass(frozen=True, slots=True)
class Wish:
    """A row that wants its record to point to another."""

    place: int
    record: str
    text: str
    target: str


def look_again(chunk: Chunk) -> Look:
    """Find the rows that were brought in; rows that repeat another are left out."""
    work, lines = chunk.work, chunk.block.lines
    found = {
        line: (pk, outcome)
        for line, pk, outcome, reason in fetch(ROWS, work.run.pk, work.file, lines[0], lines[-1])
        if '["again' not in reason
    }
    return Look(chunk, {place: found[line] for place, line in enumerate(lines) if line in found})


def set_links(link: Link, chunk: Chunk) -> list[str]:
    """Set the field for the rows of a chunk. Returns the outcomes that have changed, for the counts."""
    if link.field not in chunk or not chunk.size:
        return []
    look = look_again(chunk)
    texts = [" ".join(text.split()) for text in chunk.raw(link.field)]
    places = [place for place in look.rows if texts[place]]
    if not places:
        return []
    records = [look.rows[place][0] for place in places]
    targets = link.resolve(chunk.work, records, [texts[place] for place in places])
    wishes = [
        Wish(place, record, texts[place], target)
        for place, record, target in zip(places, records, targets, strict=True)
    ]
    with connection.cursor() as cursor:
        _set(cursor, link, look, _possible(cursor, link, look, wishes))
        return retell(cursor, look)


def _possible(cursor: CursorWrapper, link: Link, look: Look, wishes: list[Wish]) -> dict[int, Wish]:
    """Wishes for a record that is here and does not lead back to where it started, in the order of the file."""
    above = _above(cursor, link, [wish.target for wish in wishes if wish.target != NULL])
    wanted: dict[int, Wish] = {}
    for wish in wishes:
        notes = look.told[wish.place].notes
        if wish.target == NULL:
            notes.append(note(link.unknown, value=wish.text[:100]))
        elif wish.target == wish.record:
            notes.append(note(link.own))
        elif _leads_to(above, wish.target, wish.record):
            notes.append(note(link.circle, value=wish.text[:100]))
        else:
            above[wish.record] = wish.target
            wanted[wish.place] = wish
    return wanted


def _above(cursor: CursorWrapper, link: Link, start: list[str]) -> dict[str, str]:
    """{record: what it points to} from these records upwards."""
    table, column = link.model._meta.db_table, columns_of(link.model)[link.field].column
    cursor.execute(
        f"WITH RECURSIVE up AS (SELECT id, {column} AS above FROM {table} WHERE id = ANY(%s::bigint[]) "  # noqa: S608
        f"UNION SELECT t.id, t.{column} FROM {table} t JOIN up ON t.id = up.above) "
        "SELECT id::text, above::text FROM up WHERE above IS NOT NULL",
        [start],
    )
    return dict(cursor.fetchall())


def _leads_to(above: dict[str, str], start: str, goal: str) -> bool:
    steps = {start}
    while (start := above.get(start, "")) and start not in steps:
        if start == goal:
            return True
        steps.add(start)
    return False


def _set(cursor: CursorWrapper, link: Link, look: Look, wanted: dict[int, Wish]) -> None:
    fresh = {place: wish for place, wish in wanted.items() if look.rows[place][1] == Outcome.CREATED}
    ids = [wish.record for place, wish in wanted.items() if place not in fresh]
    now = select(cursor, Target(link.model), [link.field], by_ids(ids, locked=True)) if ids else {}
    moved = {
        place: wish
        for place, wish in wanted.items()
        if place not in fresh and now[wish.record].values[0] != wish.target
    }
    known = _not_ours(link, look, moved)
    for wishes, is_new in ((fresh, True), (known, False)):
        if wishes:
            cells = {link.field: [wish.target for wish in wishes.values()]}
            update_many(cursor, link.model, [wish.record for wish in wishes.values()], cells, is_new=is_new)
    records = {place: now[wish.record] for place, wish in known.items()}
    plain = columns_of(link.model)[link.field].plain
    changes = {
        place: {link.field: [plain(now[wish.record].values[0]), plain(wish.target)]} for place, wish in known.items()
    }
    write_events(look.chunk.work, link.model, changes, records, look.chunk.where)
    look.chunk.work.touch(Outcome.UPDATED, [record.account for record in records.values()])
    for place in known:
        look.told[place].outcome = Outcome.UPDATED.value


def _not_ours(link: Link, look: Look, known: dict[int, Wish]) -> dict[int, Wish]:
    """Without those whose field somebody edited here."""
    if look.chunk.work.crm_wins(link.field):
        return known
    edited = edited_here(link.model._meta.label_lower, [wish.record for wish in known.values()])
    ours = [place for place, wish in known.items() if link.field in edited.get(wish.record, ())]
    for place in ours:
        look.told[place].notes.append(note("kept_ours", fields=[link.field]))
    return {place: wish for place, wish in known.items() if place not in set(ours)}


def retell(cursor: CursorWrapper, look: Look) -> list[str]:
    """Add to what was said about rows; one that was unchanged may now be updated. Returns the outcomes gained."""
    told = {place: one for place, one in look.told.items() if one.outcome or one.notes}
    if not told:
        return []
    work = look.chunk.work
    lines = [look.chunk.block.lines[place] for place in told]
    cursor.execute(
        "SELECT line, outcome, reason FROM accounts_importrow WHERE run_id = %s AND file = %s AND line = ANY(%s::int[])",
        [work.run.pk, work.file, lines],
    )
    before = {line: (outcome, reason) for line, outcome, reason in cursor.fetchall()}
    outcomes, reasons, gained = [], [], []
    for line, one in zip(lines, told.values(), strict=True):
        outcome, reason = before[line]
        if one.outcome and outcome == Outcome.UNCHANGED:
            gained.append(outcome := one.outcome)
        outcomes.append(str(outcome))
        earlier = [json.dumps(said, ensure_ascii=False) for said in json.loads(reason or "[]")]
        reasons.append(stored(earlier + one.notes))
    cursor.execute(
        "UPDATE accounts_importrow r SET outcome = v.outcome, reason = v.reason "
        "FROM unnest(%s::int[], %s::text[], %s::text[]) AS v(line, outcome, reason) "
        "WHERE r.run_id = %s AND r.file = %s AND r.line = v.line",
        [lines, outcomes, reasons, work.run.pk, work.file],
    )
    return gained


# ---------------------------------------------------------------- the two links


def _parents(work: Work, _records: list[str], texts: list[str]) -> list[str]:
    book = work.books.setdefault("parent", account_book(work.source, needed=False))
    book.load(texts)
    return [book[text] for text in texts]


def _superiors(work: Work, records: list[str], texts: list[str]) -> list[str]:
    """Stakeholders of the same account, by id or by name."""
    accounts = dict(Stakeholder.objects.filter(pk__in=map(int, records)).values_list("pk", "account_id"))
    people = Stakeholder.objects.filter(account__in=set(accounts.values())).order_by("-pk")
    known: dict[tuple[int, str], str] = {}
    for pk, account, name, source, external in people.values_list("pk", "account_id", "name", "source", "external_id"):
        known[account, person_key(name)] = str(pk)
        if source == work.source and external:
            known[account, f"id {external}"] = str(pk)
    found: Sequence[str] = [
        known.get((account, f"id {full_id(text)}")) or known.get((account, person_key(text)), NULL)
        for account, text in zip((accounts[int(pk)] for pk in records), texts, strict=True)
    ]
    return list(found)


PARENT = Link(Account, "parent", "unknown_parent", "own_parent", "parent_circle", _parents)
SUPERIOR = Link(Stakeholder, "reports_to", "unknown_superior", "own_superior", "superior_circle", _superiors)
