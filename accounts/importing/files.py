"""The files of an import: stored, checked, recognised."""

import os
import re
import secrets
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.importing.headers import columns_of, kind_of, unit_of
from accounts.importing.readers import Block, Table, blocks, headings, open_text
from accounts.importing.text import delimiter_of, encoding_of
from accounts.importing.values import day_of
from accounts.models import ImportSource

TEXT_ENDINGS = frozenset({".csv", ".tsv", ".txt"})
WORKBOOK_ENDINGS = frozenset({".xlsx", ".xlsm"})
MOST_FILES = 20
SAMPLE_ROWS = 500
# An Excel file is a ZIP. Unpacked, ordinary ones are ten to twenty times larger.
UNPACKED_TIMES = 20
MOST_SHARED_TEXT = 200 * 1024 * 1024  # openpyxl holds the texts of a workbook in memory


class FileRefused(Exception):  # noqa: N818 -- a sentence for the person who uploads
    """The file cannot be imported; the text says why."""


class Upload(Protocol):
    """What Django gives for an uploaded file."""

    name: str

    def chunks(self) -> Iterator[bytes]: ...


@dataclass
class FilePlan:
    """One table of an import: where it is, how it is written, what it holds, and which column is what."""

    name: str
    path: str
    sheet: str = ""
    encoding: str = "utf-8"
    delimiter: str = ","
    head: int = 0  # the line of the headings
    headers: list[str] = field(default_factory=list)
    kind: str = ""
    columns: dict[str, str] = field(default_factory=dict)  # {place of the column: our field}
    units: dict[str, int] = field(default_factory=dict)  # {our field: what its amounts are multiplied by}
    dates: str = ""  # the order of day and month, as far as a sample shows it
    rows: int = 0  # about how many
    stages: dict[str, int] = field(default_factory=dict)  # {their stage: rows}

    @classmethod
    def of(cls, saved: dict[str, Any]) -> "FilePlan":
        """The plan as a run has stored it."""
        return cls(**saved)

    def saved(self) -> dict[str, Any]:
        """The plan as a run stores it."""
        return asdict(self)

    @property
    def table(self) -> Table:
        """For the readers."""
        return Table(Path(self.path), self.encoding, self.delimiter, self.sheet)

    @property
    def fields(self) -> dict[int, str]:
        """{column: our field}."""
        return {int(place): name for place, name in self.columns.items()}

    def sample(self, rows: int = SAMPLE_ROWS) -> Block | None:
        """The first rows."""
        with closing(blocks(self.table, len(self.headers), self.head, rows)) as found:
            return next(found, None)


# ---------------------------------------------------------------- storing


def folder_of(run_id: int) -> Path:
    """Where the files of a run are kept. Nothing serves this folder."""
    return Path(settings.KAM_FILES) / "imports" / str(run_id)


def store(run_id: int, uploads: Iterable[Upload]) -> list[tuple[str, Path]]:
    """Keep uploaded files under names of our own. Returns (their name, path)."""
    folder = folder_of(run_id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    stored = []
    for upload in uploads:
        name = Path(upload.name.replace("\\", "/")).name[:120]
        path = folder / f"{secrets.token_hex(16)}{Path(name).suffix.lower()[:8]}"
        with path.open("xb") as target:
            for part in upload.chunks():
                target.write(part)
        path.chmod(0o640)
        stored.append((name, path))
    return stored


def discard(run_id: int) -> None:
    """Remove the stored files of a run."""
    shutil.rmtree(folder_of(run_id), ignore_errors=True)


def files_in(folder: Path) -> list[tuple[str, Path]]:
    """The files of a folder that may be tables, by name."""
    endings = TEXT_ENDINGS | WORKBOOK_ENDINGS
    return sorted((path.name, path) for path in folder.iterdir() if path.is_file() and path.suffix.lower() in endings)


# ---------------------------------------------------------------- checking


def check(name: str, path: Path) -> None:
    """Raise FileRefused for what is no table, or is too large."""
    ending = Path(name).suffix.lower()
    if ending in WORKBOOK_ENDINGS:
        _check_workbook(name, path)
    elif ending == ".xls":
        raise FileRefused(_("%(name)s: save old Excel files as .xlsx or CSV first.") % {"name": name})
    elif ending not in TEXT_ENDINGS:
        raise FileRefused(
            _("%(name)s: only CSV and Excel files (.csv, .tsv, .txt, .xlsx) can be read.") % {"name": name}
        )
    elif _is_binary(path):
        raise FileRefused(_("%(name)s is not a text file.") % {"name": name})


def _is_binary(path: Path) -> bool:
    with path.open("rb") as stream:
        head = stream.read(4096)
    return head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b"))


def _check_workbook(name: str, path: Path) -> None:
    limit = settings.KAM_UPLOAD_MB * 1024 * 1024 * UNPACKED_TIMES
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            texts = sum(part.file_size for part in parts if "sharedStrings" in part.filename)
            if sum(part.file_size for part in parts) > limit or texts > MOST_SHARED_TEXT or len(parts) > 5_000:
                raise FileRefused(
                    _("%(name)s unpacks to far more than a table needs. Save it as CSV.") % {"name": name}
                )
            for part in parts:
                _check_part(name, archive, part)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise FileRefused(_("%(name)s is not a readable Excel file.") % {"name": name}) from error


def _check_part(name: str, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Excel never writes document types; they are how XML files are made to explode."""
    if part.filename.endswith((".xml", ".rels")):
        with archive.open(part) as stream:
            if b"<!DOCTYPE" in stream.read(1024).upper() or b"<!ENTITY" in stream.read(1024).upper():
                raise FileRefused(_("%(name)s is not a readable Excel file.") % {"name": name})


# ---------------------------------------------------------------- recognising


def recognise(name: str, path: Path, source: ImportSource) -> list[FilePlan]:
    """What a file holds: one plan for a text file, one for each filled sheet of a workbook."""
    check(name, path)
    if Path(name).suffix.lower() in WORKBOOK_ENDINGS:
        return _sheets(name, path, source)
    encoding = encoding_of(path)
    plan = FilePlan(name=name, path=str(path), encoding=encoding)
    plan.delimiter = _delimiter(plan)
    return [complete(plan, source)]


def _delimiter(plan: FilePlan) -> str:
    with open_text(plan.table) as stream:
        for line in stream:
            if line.casefold().startswith("sep="):
                return line[4:5] if line[4:5] in ",;\t|" else ","
            if line.strip():
                return delimiter_of(line)
    return ","


def _sheets(name: str, path: Path, source: ImportSource) -> list[FilePlan]:
    from openpyxl import load_workbook  # noqa: PLC0415 -- slow to load, and most files are text
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        with closing(load_workbook(path, read_only=True)) as book:
            sheets = [(sheet.title, sheet.max_row or 0) for sheet in book.worksheets]
    except (InvalidFileException, KeyError, ValueError, OSError) as error:
        raise FileRefused(_("%(name)s is not a readable Excel file.") % {"name": name}) from error
    plans = []
    for title, rows in sheets:
        shown = name if len(sheets) == 1 else f"{name} › {title}"
        plan = complete(FilePlan(name=shown, path=str(path), sheet=title), source)
        plan.rows = max(0, rows - plan.head)
        if plan.headers:
            plans.append(plan)
    return plans


def complete(plan: FilePlan, source: ImportSource, kind: str | None = None) -> FilePlan:
    """Read the headings and guess the rest; a kind that a person chose stays."""
    plan.headers, plan.head = headings(plan.table)
    plan.kind = kind_of(plan.headers, plan.name, source.mapping) if kind is None else kind
    plan.columns, plan.units = {}, {}
    if plan.kind:
        found = columns_of(plan.headers, plan.kind, source.mapping.get(plan.kind))
        plan.columns = {str(place): name for place, name in found.items()}
        plan.units = {name: unit for place, name in found.items() if (unit := unit_of(plan.headers[place])) != 1}
    if not plan.sheet:
        plan.rows = max(0, _count_lines(Path(plan.path)) - plan.head)
    look_into(plan)
    return plan


def as_contacts(plans: list[FilePlan], source: ImportSource) -> list[FilePlan]:
    """The same files read as contacts of one account: those with names, or the only one."""
    for plan in plans:
        fields = set(columns_of(plan.headers, CONTACT, source.mapping.get(CONTACT)).values())
        complete(plan, source, CONTACT if fields & NAMES or len(plans) == 1 else "")
    return plans


def look_into(plan: FilePlan) -> None:
    """What a sample of the rows shows: stages, and whether days come before months."""
    sample = plan.sample() if plan.headers and plan.kind else None
    if sample is None:
        return
    places = {name: place for place, name in plan.fields.items()}
    if "stage" in places:
        plan.stages = dict(Counter(cell.strip() for cell in sample.columns[places["stage"]]))
        plan.stages.pop("", None)
    days = [cell.strip() for name in DAY_FIELDS & places.keys() for cell in sample.columns[places[name]]]
    plan.dates = day_order(days)


CONTACT, NAMES = "contact", frozenset({"name", "first_name", "last_name"})
DAY_FIELDS = frozenset({"engaged_on", "close_on", "starts_on", "ends_on", "month"})


_EITHER_ORDER = re.compile(r"\d{1,2}([-/])\d{1,2}\1\d{4}(?:\s.*)?")


def day_order(cells: Iterable[str]) -> str:
    """ "dmy" or "mdy" when some dates can be read in that order only, and none in the other only."""
    doubtful = {cell for cell in set(cells) if _EITHER_ORDER.fullmatch(cell)}
    shown = {
        order
        for order in ("dmy", "mdy")
        for cell in doubtful
        if day_of(cell, order) and not day_of(cell, _other(order))
    }
    return shown.pop() if len(shown) == 1 else ""


def _other(order: str) -> str:
    return "mdy" if order == "dmy" else "dmy"


def _count_lines(path: Path) -> int:
    lines, last = 0, b"\n"
    with path.open("rb", buffering=0) as stream:
        while part := stream.read(1 << 20):
            lines += part.count(b"\n")
            last = part[-1:]
    return lines + (last != b"\n")


def size_of(path: Path) -> int:
    """Bytes of a file."""
    return os.stat(path).st_size
