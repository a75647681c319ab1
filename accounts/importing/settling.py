"""Decides what becomes of each row of a chunk, and does it: new, changed, the same, a duplicate, or kept out.

Everything is done for the chunk as a whole. A chunk of rows that are all new costs one COPY of records and one of
import rows; a chunk of rows that are all known one look at the records and one COPY.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.db import connection
from django.db.backends.utils import CursorWrapper

from accounts.importing.chunks import Chunk
from accounts.importing.readers import BLOCK
from accounts.importing.reasons import note, stored
from accounts.importing.records import (
    Known,
    Target,
    by_ids,
    by_keys,
    differences,
    edited_here,
    select,
    write_events,
)
from accounts.importing.values import NOTHING, NULL
from accounts.importing.writing import (
    columns_of,
    copy_import_rows,
    copy_new,
    import_rows,
    lock_targets,
    take_ids,
    update_many,
)
from accounts.models import Account, ImportRow

Outcome = ImportRow.Outcome
MANY = 1_000  # new rows of one piece: more will follow


@dataclass
class Settled:
    """What became of the rows of a chunk."""

    outcomes: list[str]
    targets: list[str]


def settle(target: Target, chunk: Chunk, keys: list[str]) -> Settled:
    """Settle a chunk whose cells are read; `keys` tell its rows apart.

    While nothing of the source is here, there is no need to look for it; should a row come again in a later chunk,
    the database refuses the chunk, and the driver settles it once more, with a look.
    """
    with connection.cursor() as cursor:
        work = _Settling(cursor, target, chunk, keys)
        work.go()
        copy_import_rows(cursor, work.told or work.tell())
    return Settled(work.outcomes, work.targets)


def _reasons(chunk: Chunk) -> list[str]:
    """What is said about each row. Many rows have one and the same note, so it is put together once."""
    reasons = [""] * chunk.size
    single: dict[str, str] = {}
    for place, notes in chunk.notes.items():
        if len(notes) == 1:
            reasons[place] = single.get(notes[0]) or single.setdefault(notes[0], stored(notes))
        else:
            reasons[place] = stored(notes)
    return reasons


class _Settling:
    """One chunk at work. A place is the number of a row in the chunk."""

    def __init__(self, cursor: CursorWrapper, target: Target, chunk: Chunk, keys: list[str]) -> None:
        self.cursor, self.target, self.chunk, self.keys = cursor, target, chunk, keys
        self.work = chunk.work
        self.names = [name for name in chunk.cells if name not in target.once]
        self.outcomes: list[str] = [Outcome.LISTED.value] * chunk.size
        self.targets: list[str] = [NULL] * chunk.size
        self.told: list[str] = []

    def tell(self) -> Iterator[str]:
        """The import rows, as they are sent."""
        place = (self.work.run.pk, self.work.file, self.work.kind)
        return import_rows(
            place, (self.chunk.block.lines, self.outcomes, self.targets, _reasons(self.chunk), self.chunk.block.raws)
        )

    def go(self) -> None:
        first, again = self._firsts()
        refused = self.chunk.refused
        known = {} if self.work.is_first else self._known(list(first))
        missing = {key: place for key, place in first.items() if key not in known} if known else first
        adopted = self._adopted(missing)
        new = [place for key, place in missing.items() if key not in adopted] if adopted else list(missing.values())
        self._create([place for place in new if place not in refused] if refused else new)
        self._meet({first[key]: record for key, record in known.items()})
        self._join({first[key]: record for key, record in adopted.items()})
        self._repeat(again)

    def _firsts(self) -> tuple[dict[str, int], list[tuple[int, int]]]:
        """{key: the first row that has it}, and the rows that repeat one, each with the first."""
        refused = self.chunk.refused
        if not refused:
            first = dict(zip(self.keys, range(len(self.keys)), strict=True))
            if len(first) == len(self.keys):
                return first, []
        first, again = {}, []
        for place, key in enumerate(self.keys):
            if place in refused:
                continue
            if key in first:
                again.append((place, first[key]))
            else:
                first[key] = place
        return first, again

    # ------------------------------------------------------------ what is here

    def _known(self, keys: list[str]) -> dict[str, Known]:
        return select(self.cursor, self.target, self.names, by_keys(self.target, self.work.source, keys))

    def _adopted(self, missing: dict[str, int]) -> dict[str, Known]:
        """Records without an id of this source that rows mean by their name. The first row of a name gets the record."""
        if self.target.adopt is None or not missing:
            return {}
        found: dict[str, tuple[str, str]] = {}
        for key, (pk, told) in self.target.adopt(self.chunk, missing).items():
            if pk not in self.work.seen and all(pk != other for other, _told in found.values()):
                found[key] = (pk, told)
        if not found:
            return {}
        records = select(self.cursor, self.target, self.names, by_ids([pk for pk, _told in found.values()]))
        for key, (_pk, told) in found.items():
            self.chunk.notes[missing[key]].append(told)
        return {key: records[pk] for key, (pk, _told) in found.items()}

    def _row(self, place: int) -> list[str]:
        return [self.chunk.cells[name][place] for name in self.names]

    # ------------------------------------------------------------ new records

    def _create(self, places: list[int]) -> None:
        if not places:
            return
        whole = len(places) == self.chunk.size
        given = self.chunk.cells | {self.target.key: self.keys}
        cells = given if whole else {name: [values[place] for place in places] for name, values in given.items()}
        ids = self._ids(len(places))
        cells = {"id": ids} | cells
        if self.target.has_source:
            cells["source"] = [self.work.source] * len(places)
        model = self.target.model
        checked = lock_targets(self.cursor, model, cells, self.work.locked)
        if whole:
            self.outcomes, self.targets = [Outcome.CREATED.value] * len(ids), ids
        copy_new(self.cursor, model, cells, checked=checked, meanwhile=partial(self._meanwhile, whole=whole))
        if self.target.made:
            self.target.made(self.cursor, ids)
        self.work.seen.add_all(ids)
        self.work.touch(Outcome.CREATED, ids if model is Account else cells.get("account", ()))
        if whole:
            return
        for place, pk in zip(places, ids, strict=True):
            self.outcomes[place], self.targets[place] = Outcome.CREATED.value, pk

    def _ids(self, count: int) -> list[str]:
        """Fresh ids. Where many rows come, some are taken in store: the next pieces need not ask then."""
        spare = self.work.spare_ids
        if len(spare) < count:
            store = 0 if count < MANY else min(self.work.rows, BLOCK)
            spare += take_ids(self.cursor, self.target.model, max(count, store))
        self.work.spare_ids = spare[count:]
        return spare[:count]

    def _meanwhile(self, *, whole: bool) -> None:
        """What can be done while the database takes in the records."""
        if whole:
            self.told = list(self.tell())
        if self.work.meanwhile:
            self.work.meanwhile()

    # ------------------------------------------------------------ known records

    def _meet(self, met: dict[int, Known]) -> None:
        """Compare rows with their records."""
        if not met:
            return
        rows = list(zip(*(self.chunk.cells[name] for name in self.names), strict=True))
        changed: dict[int, Known] = {}
        repeated: dict[int, Known] = {}
        for place, record in met.items():
            self.targets[place] = record.pk
            self.outcomes[place] = Outcome.UNCHANGED.value
            if record.pk in self.work.seen:
                repeated[place] = record
            elif rows[place] != record.values and differences(self.names, rows[place], record.values):
                changed[place] = record
        self.work.seen.add(record.pk for record in met.values())
        self._repeat_known(repeated)
        for place in self._change(changed, {}):
            self.outcomes[place] = Outcome.UPDATED.value

    def _join(self, adopted: dict[int, Known]) -> None:
        """Give records that were entered here the source and the id of their rows, and what else the rows say."""
        marks = {}
        for place, record in adopted.items():
            self.outcomes[place], self.targets[place] = Outcome.MERGED.value, record.pk
            marks[place] = {self.target.key: self.keys[place]}
            if self.target.has_source:
                marks[place]["source"] = self.work.source
        self.work.seen.add(record.pk for record in adopted.values())
        self._change(adopted, marks)

    def _change(self, changed: dict[int, Known], marks: dict[int, dict[str, str]]) -> list[int]:
        """Lock the records, compare again, leave what people edited here, write the rest. Returns the places written."""
        if not changed:
            return []
        ids = [record.pk for record in changed.values()]
        locked = select(self.cursor, self.target, self.names, by_ids(ids, locked=True))
        records = {place: locked[record.pk] for place, record in changed.items()}
        wanted: dict[int, dict[str, str]] = {}
        for place, record in records.items():
            row = dict(zip(self.names, self._row(place), strict=True))
            wanted[place] = {name: row[name] for name in differences(self.names, self._row(place), record.values)}
        self._keep_ours(records, wanted)
        written = {place: fields | marks.get(place, {}) for place, fields in wanted.items() if fields or place in marks}
        if written:
            self._write(records, written)
        return list(written)

    def _keep_ours(self, records: dict[int, Known], wanted: dict[int, dict[str, str]]) -> None:
        """Take back what would overwrite a person's edit, unless the source's word counts more for that field."""
        ids = [records[place].pk for place, fields in wanted.items() if fields]
        edited = edited_here(self.target.model._meta.label_lower, ids)
        for place, fields in wanted.items():
            ours = edited.get(records[place].pk, set())
            kept = [name for name in fields if name in ours and not self.work.crm_wins(name)]
            for name in kept:
                del fields[name]
            for name in [name for name in fields if self.target.follows.get(name, name) not in fields]:
                del fields[name]
            if told := [name for name in kept if name not in self.target.untold]:
                self.chunk.note(place, "kept_ours", fields=told)

    def _write(self, records: dict[int, Known], written: dict[int, dict[str, str]]) -> None:
        old = {place: dict(zip(self.names, records[place].values, strict=True)) for place in written}
        for values in old.values():
            values.setdefault("source", "")
            values.setdefault(self.target.key, "")
        names = {name: None for fields in written.values() for name in fields}
        cells = {name: [fields.get(name, old[place][name]) for place, fields in written.items()] for name in names}
        update_many(self.cursor, self.target.model, [records[place].pk for place in written], cells)
        self.work.touch(Outcome.UPDATED, [records[place].account for place in written])
        columns = columns_of(self.target.model)
        changes = {
            place: {
                name: [columns[name].plain(old[place][name]), columns[name].plain(value)]
                for name, value in fields.items()
                if name not in self.target.untold
            }
            for place, fields in written.items()
        }
        write_events(self.work, self.target.model, changes, records, self.chunk.where)

    # ------------------------------------------------------------ duplicates

    def _repeat(self, again: list[tuple[int, int]]) -> None:
        """Rows that repeat an earlier row of this chunk."""
        for place, first in again:
            if first in self.chunk.refused:
                self.chunk.refuse(place, self.chunk.notes[first][0])
                continue
            differing = differences(self.names, self._row(place), self._row(first))
            self._say_again(place, self.targets[first], self.chunk.block.lines[first], differing)

    def _repeat_known(self, repeated: dict[int, Known]) -> None:
        """Rows that repeat a row of an earlier chunk or file."""
        if not repeated:
            return
        lines = self.work.lines_of([record.pk for record in repeated.values()])
        for place, record in repeated.items():
            differing = differences(self.names, self._row(place), record.values)
            self._say_again(place, record.pk, lines.get(record.pk, 0), differing)

    def _say_again(self, place: int, pk: str, line: int, differing: list[str]) -> None:
        differing = [name for name in differing if name not in self.target.untold and name not in NOTHING]
        self.outcomes[place], self.targets[place] = Outcome.MERGED.value, pk
        if not differing:
            self.chunk.note(place, "again", line=line)
        elif place in self.chunk.by_name:
            self.outcomes[place], self.targets[place] = Outcome.LISTED.value, NULL
            self.chunk.refuse(place, note("differs", line=line, fields=differing))
        else:
            self.chunk.note(place, "again_differs", line=line, fields=differing)
