"""A block of rows with its columns read, and the work that a run keeps between blocks."""

import sys
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import chain

from accounts.importing.books import Book, account_book, person_book, product_book
from accounts.importing.fields import FIELDS
from accounts.importing.readers import Block
from accounts.importing.reasons import note
from accounts.importing.stages import stage_reader
from accounts.importing.values import NOTHING, NULL, Memo, Setting
from accounts.importing.writing import Locked
from accounts.models import ImportRow, ImportRun, User

PAGE = 1 << 16


class Seen:
    """The records that this run has met: a row that meets one again is a duplicate. A bit each, a pair for a range."""

    def __init__(self) -> None:
        self.pages: dict[int, bytearray] = {}
        self.ranges: list[tuple[int, int]] = []

    def copy(self) -> "Seen":
        """The same as it is now."""
        other = Seen()
        other.pages = {number: bytearray(page) for number, page in self.pages.items()}
        other.ranges = list(self.ranges)
        return other

    def add(self, ids: Iterable[str]) -> None:
        """Remember records."""
        for text in ids:
            number = int(text)
            page = self.pages.get(number // PAGE)
            if page is None:
                page = self.pages[number // PAGE] = bytearray(PAGE // 8)
            page[number % PAGE >> 3] |= 1 << (number & 7)

    def add_all(self, ids: list[str]) -> None:
        """Remember new records, whose ids mostly follow each other."""
        low, high = ids[0], ids[-1]
        if int(high) - int(low) + 1 != len(ids):
            self.add(ids)
        elif self.ranges and self.ranges[-1][1] == int(low) - 1:
            self.ranges[-1] = (self.ranges[-1][0], int(high))
        else:
            self.ranges.append((int(low), int(high)))

    def __contains__(self, text: str) -> bool:
        number = int(text)
        page = self.pages.get(number // PAGE)
        if page is not None and page[number % PAGE >> 3] & 1 << (number & 7):
            return True
        place = bisect_right(self.ranges, (number, sys.maxsize)) - 1
        return place >= 0 and number <= self.ranges[place][1]


@dataclass
class Work:
    """What the blocks of one file share: what the source says, and what was looked up already."""

    run: ImportRun
    file: int
    kind: str
    columns: dict[int, str]
    by: User | None
    rows: int = 0  # about how many the file has
    is_first: bool = False  # nothing else can have brought rows of this kind from the source
    units: dict[str, int] = field(default_factory=dict)
    dates: str = ""
    seen: Seen = field(default_factory=Seen)
    memos: dict[str, Memo] = field(default_factory=dict)
    books: dict[str, Book] = field(default_factory=dict)
    products: dict[str, str] = field(default_factory=dict)  # those that rows have named: id → name
    stages: Counter[str] = field(default_factory=Counter)
    # What the blocks since the last commit did at accounts: (account, "opportunity.created") → rows.
    touched: Counter[tuple[str, str]] = field(default_factory=Counter)
    locked: Locked = field(default_factory=dict)  # rows that the transaction at work has locked
    spare_ids: list[str] = field(default_factory=list)  # of new records, taken in store
    meanwhile: Callable[[], object] | None = None  # what can be done while the database takes in rows

    @property
    def source(self) -> str:
        """The name that records carry."""
        return self.run.source.name

    @property
    def currency(self) -> str:
        """The currency of files that have no column for it."""
        return str(self.run.source.options.get("currency") or "EUR")

    def crm_wins(self, name: str) -> bool:
        """Whether an import may overwrite this field although somebody edited it here."""
        return f"{self.kind}.{name}" in self.run.source.crm_wins

    def memo(self, name: str) -> Memo:
        """The reader of a field, with all that it has read."""
        if name not in self.memos:
            options = self.run.source.options
            said = options.get("units", {}).get(f"{self.kind}.{name}")
            setting = Setting(
                name, self.currency, options.get("dates") or self.dates, int(said or self.units.get(name, 1))
            )
            make = FIELDS[self.kind][name].make
            if name == "stage":
                self.memos[name] = Memo(stage_reader(self.run.source.stage_mapping))
            else:
                self.memos[name] = Memo(make(setting) if make else lambda cell: " ".join(cell.split()))
        return self.memos[name]

    def book(self, name: str, *, needed: bool = False) -> Book:
        """The book of accounts, products or people."""
        if name not in self.books:
            make: dict[str, Callable[[], Book]] = {
                "account": lambda: account_book(self.source, needed=needed),
                "product": lambda: product_book(self.products),
                "person": lambda: person_book(self.source),
            }
            self.books[name] = make[name]()
        return self.books[name]

    def touch(self, outcome: str, accounts: Iterable[str]) -> None:
        """Count what happened at accounts, for their history."""
        what = f"{self.kind}.{outcome}"
        for account, rows in Counter(accounts).items():
            if account not in NOTHING:
                self.touched[account, what] += rows

    def where(self, file: int, line: int) -> str:
        """A row of this run in words, for the audit trail."""
        return f"{self.run}, {self.run.files[file]['name']}:{line}"

    def lines_of(self, ids: list[str]) -> dict[str, int]:
        """The line where this run first met each of these records."""
        rows = ImportRow.objects.filter(run=self.run, kind=self.kind, target_id__in=[int(pk) for pk in ids])
        return {str(pk): line for pk, line in rows.order_by("-file", "-line").values_list("target_id", "line")}


class Chunk:
    """The rows of a block as columns. `cells` holds values by field name, `notes` what is to say about some rows."""

    def __init__(self, work: Work, block: Block) -> None:
        self.work = work
        self.block = block
        self.size = len(block.lines)
        self.cells: dict[str, list[str]] = {}
        self.keys: list[str] = []  # what tells the rows apart, where a kind's reader leaves it here
        self.notes: defaultdict[int, list[str]] = defaultdict(list)
        self.refused: set[int] = set()
        self.by_name: set[int] = set()  # rows without an id: two of one name with other values are two records
        self.places = {name: index for index, name in work.columns.items()}
        for place, code in block.broken.items():
            self.refuse(place, note(code))

    def __contains__(self, name: str) -> bool:
        return name in self.places

    def raw(self, name: str) -> list[str]:
        """A column as it stands in the file, to be read only."""
        return self.block.columns[self.places[name]]

    def read(self, name: str, memo: Memo | None = None) -> list[str]:
        """A column's values; what there is to say goes to the rows."""
        memo = self.work.memo(name) if memo is None else memo
        column = self.raw(name)
        if isinstance(memo, Book):
            memo.load(column)
        else:
            memo.trim()
        values = list(map(memo.__getitem__, column))
        self._tell(column, memo)
        return values

    def _tell(self, column: list[str], memo: Memo) -> None:
        broken = self.block.broken
        for texts, tell in ((memo.noted, self._note), (memo.refused, self.refuse)):
            if texts:
                for place in [place for place, text in enumerate(column) if text in texts]:
                    if place not in broken:
                        tell(place, texts[column[place]])

    def _note(self, place: int, told: str) -> None:
        self.notes[place].append(told)

    def take(self, *names: str) -> None:
        """Read those of the columns that the file has and that are not read yet."""
        for name in names:
            if name in self and name not in self.cells:
                self.cells[name] = self.read(name)

    def point(self, name: str, book: Book, *columns: str) -> None:
        """Read the record that the first of these columns names; the next ones where that is empty or unknown."""
        present = [column for column in columns if column in self]
        if not present or name in self.cells:
            return
        book.load(chain.from_iterable(self.raw(column) for column in present))
        self._point(name, book, present)

    def _point(self, name: str, book: Book, present: list[str]) -> None:
        """The same, of texts that the book knows: it must not be asked to look up, nor to forget, here."""
        raws = [self.raw(column) for column in present]
        best = raws[0] if len(raws) == 1 else [_best(book, options) for options in zip(*raws, strict=True)]
        self.cells[name] = list(map(book.__getitem__, best))
        self._tell(best, book)

    def point_known(self, name: str, book: str, *columns: str) -> bool:
        """Do the same where all that these columns name was looked up for earlier rows, so that nobody is asked.

        Whether nothing is left to look up.
        """
        present = [column for column in columns if column in self]
        if not present or name in self.cells:
            return True
        known = self.work.books.get(book)
        if known is None or not all(text in known for column in present for text in set(self.raw(column))):
            return False
        self._point(name, known, present)
        return True

    def where(self, place: int) -> str:
        """A row in words."""
        return self.work.where(self.work.file, self.block.lines[place])

    def note(self, place: int, code: str, **values: object) -> None:
        """Say something about a row."""
        self._note(place, note(code, **values))

    def refuse(self, place: int, told: str) -> None:
        """Keep a row out, with the reason first."""
        self.notes[place].insert(0, told)
        self.refused.add(place)

    def keep(self, **columns: list[str]) -> None:
        """Add columns that were made here."""
        self.cells.update(columns)


def _best(book: Book, options: tuple[str, ...]) -> str:
    """The first text that names a record, else the first that says anything."""
    filled = [text for text in options if text.strip()]
    return next((text for text in filled if book[text] != NULL), filled[0] if filled else "")
