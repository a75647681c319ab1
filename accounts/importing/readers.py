"""Reads tables block by block: numbered rows of text with their raw lines, in constant memory."""

import csv
import io
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import IO, Any

from accounts.importing.text import ENCODINGS

BLOCK = 10_000  # rows of one transaction
PIECE = 3_000  # rows that are read, settled and sent together: while the database takes one, the next is read
# PostgreSQL has no place for the first; the second stands between the texts of a look-up (writing.any_of).
DROPPED = {0: None, 0x1F: None}
UNREAD = "\ufffd"  # stands where something could not be decoded
WIDEST = 1 << 14  # cells of a row whose headings are not known yet; Excel has no more
LONGEST_LINE = 1 << 16  # signs that need no look at each cell; `csv` refuses cells of twice as many
MOST_LINES = 500  # of one record; more is a quotation mark that nobody closed


@dataclass(slots=True)
class Rough:
    """Some rows as they were read: blank ones too, and with as many cells as each has."""

    lines: list[int]
    raws: list[str]
    rows: list[list[str]]
    end: int  # the last line that was looked at
    broken: dict[int, str] = field(default_factory=dict)  # place in the block → why it cannot be read


@dataclass(slots=True)
class Block:
    """Some rows of a table, column by column: one for each heading, all of the same length; without blank rows."""

    lines: list[int]
    raws: list[str]
    columns: list[list[str]]  # to be read only
    end: int  # the last line that was looked at
    broken: dict[int, str] = field(default_factory=dict)  # place in the block → why it cannot be read


@dataclass(frozen=True, slots=True)
class Table:
    """Where a table is and how it is written."""

    path: Path
    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: str = ""

    @property
    def is_workbook(self) -> bool:
        """An Excel file; the others are text."""
        return bool(self.sheet)


class Ahead[T]:
    """Things one after the other; the next ones can be read while the database is busy with the last."""

    def __init__(self, found: Iterator[T]) -> None:
        self.found = found
        self.read: deque[T | None] = deque()

    def look(self, place: int = 0) -> T | None:
        """The next, or the one so many behind it, read now unless that was done already; None behind the last."""
        while len(self.read) <= place:
            self.read.append(next(self.found, None))
        return self.read[place]

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        found = self.look()
        self.read.popleft()
        if found is None:
            raise StopIteration
        return found


def blocks(table: Table, width: int, after: int, size: int = BLOCK) -> Generator[Block]:
    """The rows behind line `after`, each made `width` cells wide."""
    found = sheet_blocks(table, after, size) if table.is_workbook else text_blocks(table, width, after, size)
    with closing(found):
        for block in found:
            yield block if isinstance(block, Block) else _square(block, width)


def _square(rough: Rough, width: int) -> Block:
    """Leave out blank lines; fill up short rows; mark rows with too many cells and signs that were not read."""
    rows = rough.rows
    # A row that cannot be read has no cells, and is not blank.
    kept = [place for place, row in enumerate(rows) if any(row) or place in rough.broken]
    places = {old: new for new, old in enumerate(kept)}
    broken = {places[old]: why for old, why in rough.broken.items()}
    raws = [rough.raws[place] for place in kept]
    wide = []
    for place, row in enumerate(rows[old] for old in kept):
        if any(row[width:]):
            broken.setdefault(place, "too_many_cells")
        wide.append((row + [""] * (width - len(row)))[:width])
    for place, raw in enumerate(raws):
        if UNREAD in raw:
            broken.setdefault(place, "unreadable_sign")
    columns = [list(map(itemgetter(place), wide)) for place in range(width)]
    return Block([rough.lines[place] for place in kept], raws, columns, rough.end, broken)


# ---------------------------------------------------------------- text


class Lines:
    """The physical lines of a text, counted."""

    def __init__(self, stream: IO[str]) -> None:
        self.stream = stream
        self.number = 0

    def take(self, count: int) -> list[str]:
        """The next lines, fewer at the end."""
        lines = list(islice(self.stream, count))
        self.number += len(lines)
        return lines

    def one(self) -> str | None:
        """The next line, None at the end."""
        return next(iter(self.take(1)), None)


def open_text(table: Table) -> IO[str]:
    """The file with its lines as they are; what cannot be decoded becomes a sign that `_square` finds."""
    return table.path.open(encoding=ENCODINGS[table.encoding], newline="", errors="replace")


def text_blocks(table: Table, width: int, after: int, size: int) -> Generator[Block | Rough]:
    """Blocks of a text file. Without quotation marks a line is a row; with them a row may have several lines."""
    with open_text(table) as stream:
        source = Lines(stream)
        while source.number < after and source.take(min(size, after - source.number)):
            pass
        while lines := source.take(size):
            start = source.number - len(lines) + 1
            joined = "".join(lines)
            if "\0" in joined or "\x1f" in joined:
                lines = [line.translate(DROPPED) for line in lines]
                joined = "".join(lines)
            if '"' in joined:
                yield _quoted(lines, start, source, table.delimiter, width)
            else:
                yield (
                    _even(joined, start, table.delimiter, width)
                    or _plain(lines, start, table.delimiter)
                    or _quoted(lines, start, source, table.delimiter, width)
                )


def _even(joined: str, start: int, delimiter: str, width: int) -> Block | None:
    """Lines without quotation marks that all have their cells, as nearly all have: all are cut at once.

    None when a line is blank, too long, or has too many or too few cells, or when a sign could not be read.
    """
    if "\r" in joined:
        joined = joined.replace("\r\n", "\n")
    if UNREAD in joined or "\r" in joined:
        return None
    joined = joined.removesuffix("\n")
    raws = joined.split("\n")
    if {raw.count(delimiter) for raw in raws} != {width - 1} or delimiter * (width - 1) in raws:
        return None
    if max(map(len, raws)) > LONGEST_LINE:
        return None
    cells = joined.replace("\n", delimiter).split(delimiter)
    end = start + len(raws) - 1
    return Block(list(range(start, end + 1)), raws, [cells[place::width] for place in range(width)], end)


def _plain(lines: list[str], start: int, delimiter: str) -> Rough | None:
    """Lines without quotation marks, each a row; None when one is too long for a cell."""
    raws = [line.rstrip("\r\n") for line in lines]
    if max(map(len, raws)) > LONGEST_LINE:
        return None
    rows = [raw.split(delimiter) for raw in raws]
    end = start + len(lines) - 1
    return Rough(list(range(start, end + 1)), raws, rows, end)


def _quoted(lines: list[str], start: int, source: Lines, delimiter: str, width: int) -> Rough:
    block = Rough([], [], [], 0)
    number = start
    for taken, row in _records(deque(lines), source.one, delimiter, width):
        if row is None:
            block.broken[len(block.rows)] = "broken"
        block.lines.append(number)
        block.raws.append("".join(taken).rstrip("\r\n"))
        block.rows.append(row or [])
        number += len(taken)
    block.end = source.number
    return block


def _records(
    pending: deque[str], more: Callable[[], str | None], delimiter: str, width: int
) -> Iterator[tuple[list[str], list[str] | None]]:
    """Rows with the lines that they were read from; None for a line whose quotation mark is never closed.

    Such a line would swallow all that follow, so those are put back and read on their own.
    """
    taken: list[str] = []

    def feed() -> Iterator[str]:
        while True:
            line = pending.popleft() if pending else (more() if taken else None)
            if line is None:
                return
            taken.append(line.translate(DROPPED))
            yield taken[-1]

    reader = csv.reader(feed(), delimiter=delimiter)
    while pending:
        taken.clear()
        try:
            row: list[str] | None = next(reader)
        except csv.Error:
            row = None
        if row is None or (len(taken) > 1 and _is_torn(taken, row, width)):
            pending.extendleft(reversed(taken[1:]))
            del taken[1:]
            row = None
            reader = csv.reader(feed(), delimiter=delimiter)
        yield list(taken), row


def _is_torn(taken: list[str], row: list[str], width: int) -> bool:
    """Whether a row of several lines is no row: an odd mark, far too long, or with the wrong number of cells."""
    return "".join(taken).count('"') % 2 == 1 or len(taken) > MOST_LINES or len(row) > width


# ---------------------------------------------------------------- Excel


def sheet_blocks(table: Table, after: int, size: int) -> Generator[Rough]:
    """Blocks of a sheet; the number of a row is the one that Excel shows."""
    from openpyxl import load_workbook  # noqa: PLC0415 -- slow to load, and most files are text

    with closing(load_workbook(table.path, read_only=True, data_only=True)) as book:
        rows = iter(_rows(book[table.sheet]))
        number = after
        next(islice(rows, after, after), None)
        while cells := [[cell_text(cell) for cell in row] for row in islice(rows, size)]:
            yield Rough(
                lines=list(range(number + 1, number + len(cells) + 1)),
                raws=[csv_line(row) for row in cells],
                rows=cells,
                end=number + len(cells),
            )
            number += len(cells)


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    sheet.reset_dimensions()  # some programs write wrong ones
    return sheet.iter_rows(values_only=True)


def cell_text(value: object) -> str:
    """What a cell of a sheet holds, as a text file would have it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.translate(DROPPED).encode("utf-8", "replace").decode()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def csv_line(cells: list[str], delimiter: str = ",") -> str:
    """Cells as one row of a text file, without a line end."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="").writerow(cells)
    return buffer.getvalue()


# ---------------------------------------------------------------- headings


def headings(table: Table) -> tuple[list[str], int]:
    """The first row that is not blank and its last line; Excel's "sep=;" does not count."""
    found = sheet_blocks(table, 0, 100) if table.is_workbook else text_blocks(table, WIDEST, 0, 100)
    with closing(found) as parts:
        for block in parts:
            rows = block.rows if isinstance(block, Rough) else zip(*block.columns, strict=True)
            for place, row in enumerate(rows):
                if any(cell.strip() for cell in row) and not block.raws[place].casefold().startswith("sep="):
                    return [cell.strip() for cell in row], block.lines[place] + block.raws[place].count("\n")
    return [], 0
