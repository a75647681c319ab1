"""What kinds of files people may attach, told by their content: the ending alone is believed by nobody.

A kind is an ending, the content type that it is served with, and a check of what is inside. Nothing here is unpacked,
run or rendered. What carries programs (macros, scripts, web pages, vector drawings) has no kind.
"""

import re
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from pathlib import Path, PurePath
from typing import IO

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from PIL import Image, UnidentifiedImageError

MOST_PIXELS = 50_000_000
MOST_PARTS = 5_000  # files inside a document
MOST_UNPACKED = 300 * 1024 * 1024
HEAD = 1024
TEXT_SAMPLE = 1024 * 1024
LONGEST_NAME = 120
PROGRAM = re.compile(r"vbaproject|activex|\.(exe|dll|js|vbs|scr)$", re.IGNORECASE)
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")
ENCODINGS = ("utf-8", "gb18030", "cp1252")


class FileRefused(Exception):  # noqa: N818 -- a sentence for the person who uploads
    """The file is not taken; the text says why and what to do."""


@dataclass(frozen=True)
class FileKind:
    """One kind of file."""

    label: str | Promise
    content_type: str
    check: Callable[[Path], bool]


def kind_of(name: str, path: Path) -> FileKind:
    """The kind that ending and content agree on. Raises FileRefused."""
    ending = PurePath(name).suffix.lower()
    kind = KINDS.get(ending)
    if kind is None:
        raise FileRefused(
            _("Files of this kind cannot be attached. Take one of: %(endings)s.") % {"endings": ", ".join(KINDS)}
        )
    if path.stat().st_size == 0:
        raise FileRefused(_("The file is empty."))
    if not kind.check(path):
        raise FileRefused(
            _("The content is not that of a %(ending)s file, or it holds macros, a password or too much. Save it anew.")
            % {"ending": ending}
        )
    return kind


def clean_name(name: str) -> str:
    """The name as it may be shown and sent: no folders, no signs that cannot be seen, not too long."""
    last = PurePath(name.replace("\\", "/")).name
    seen = "".join(letter for letter in last if letter.isprintable()).strip(" .")
    path = PurePath(seen or "file")
    return f"{path.stem[: LONGEST_NAME - len(path.suffix)]}{path.suffix}"[:LONGEST_NAME]


# ---------------------------------------------------------------- what is inside


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(HEAD).startswith(b"%PDF-") and b"%%EOF" in _tail(stream)


def _tail(stream: IO[bytes]) -> bytes:
    stream.seek(0, 2)
    stream.seek(max(0, stream.tell() - HEAD))
    return stream.read()


def _is_image(kind: str) -> Callable[[Path], bool]:
    def check(path: Path) -> bool:
        try:
            with Image.open(path, formats=(kind,)) as image:
                if image.width * image.height > MOST_PIXELS:
                    return False
                image.verify()
        except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
            return False
        return True

    return check


def _is_office(part: str) -> Callable[[Path], bool]:
    """A document of Office Open XML without macros: `part` is its main folder."""

    def check(path: Path) -> bool:
        names = _parts(path)
        wanted = "[Content_Types].xml" in names and any(name.startswith(part) for name in names)
        return wanted and not any(PROGRAM.search(name) for name in names)

    return check


def _is_open_document(kind: str) -> Callable[[Path], bool]:
    def check(path: Path) -> bool:
        names = _parts(path)
        if "mimetype" not in names or any(name.startswith(("Basic/", "Scripts/")) for name in names):
            return False
        with zipfile.ZipFile(path) as archive, archive.open("mimetype") as stream:
            return stream.read(HEAD).strip() == f"application/vnd.oasis.opendocument.{kind}".encode()

    return check


def _parts(path: Path) -> set[str]:
    """The names inside an archive; none when it is damaged, locked, too large unpacked or holds links."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return set()
    is_good = len(parts) <= MOST_PARTS and sum(part.file_size for part in parts) <= MOST_UNPACKED
    if not is_good or any(part.flag_bits & 1 or stat.S_ISLNK(part.external_attr >> 16) for part in parts):
        return set()
    return {part.filename for part in parts}


def _is_text(path: Path) -> bool:
    with path.open("rb") as stream:
        sample = stream.read(TEXT_SAMPLE)
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decodes(sample[: len(sample) // 2 * 2], "utf-16")
    return not CONTROL.search(sample) and any(_decodes(sample, encoding) for encoding in ENCODINGS)


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        sample.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start >= len(sample) - 4 and len(sample) == TEXT_SAMPLE  # a letter cut through
    return True


def _is_mail(path: Path) -> bool:
    if not _is_text(path):
        return False
    with path.open("rb") as stream:
        headers = BytesHeaderParser().parsebytes(stream.read(64 * HEAD))
    return bool(headers["From"] and (headers["Date"] or headers["Subject"]))


OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN = "application/vnd.oasis.opendocument"
KINDS: dict[str, FileKind] = {
    ".pdf": FileKind("PDF", "application/pdf", _is_pdf),
    ".png": FileKind(lazy("Picture"), "image/png", _is_image("PNG")),
    ".jpg": FileKind(lazy("Picture"), "image/jpeg", _is_image("JPEG")),
    ".jpeg": FileKind(lazy("Picture"), "image/jpeg", _is_image("JPEG")),
    ".docx": FileKind("Word", f"{OFFICE}.wordprocessingml.document", _is_office("word/")),
    ".xlsx": FileKind("Excel", f"{OFFICE}.spreadsheetml.sheet", _is_office("xl/")),
    ".pptx": FileKind("PowerPoint", f"{OFFICE}.presentationml.presentation", _is_office("ppt/")),
    ".odt": FileKind("OpenDocument", f"{OPEN}.text", _is_open_document("text")),
    ".ods": FileKind("OpenDocument", f"{OPEN}.spreadsheet", _is_open_document("spreadsheet")),
    ".odp": FileKind("OpenDocument", f"{OPEN}.presentation", _is_open_document("presentation")),
    ".txt": FileKind(lazy("Text"), "text/plain", _is_text),
    ".md": FileKind(lazy("Text"), "text/plain", _is_text),
    ".csv": FileKind(lazy("Text"), "text/csv", _is_text),
    ".eml": FileKind(lazy("E-mail"), "application/octet-stream", _is_mail),
}
