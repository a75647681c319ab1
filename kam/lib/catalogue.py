"""Keeps the translation catalogues without GNU gettext: collects, compares, writes and compiles."""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

type Key = tuple[str, str]
type Keyword = tuple[int | tuple[int, str], ...] | None

KEYWORDS: dict[str, Keyword] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "__": None,  # gettext beside gettext_lazy as _
    "lazy": None,  # gettext_lazy beside gettext as _
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDERS = re.compile(r"%\(\w+\)[sdf]|%[sdif]|\{\w*\}")
# What Babel writes of its own accord and what changes without a change of ours.
RESTLESS = re.compile(
    rb'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Report-Msgid-Bugs-To|Last-Translator|Language-Team'
    rb"|Project-Id-Version|Content-Transfer-Encoding|MIME-Version):.*\n",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Findings:
    """What is wrong with a catalogue, as lists of the texts concerned."""

    missing: list[str]
    stale: list[str]
    untranslated: list[str]
    fuzzy: list[str]
    placeholders: list[str]

    def lines(self) -> list[str]:
        """Each finding as a line for a person."""
        kinds = {
            "not in the catalogue": self.missing,
            "in no source any more": self.stale,
            "not translated": self.untranslated,
            "marked fuzzy": self.fuzzy,
            "other placeholders": self.placeholders,
        }
        return [f"{kind}: {text!r}" for kind, texts in kinds.items() for text in texts]


def collect(root: Path, files: Iterable[Path]) -> Catalog:
    """All translatable texts of Python files and templates, with the files they stand in."""
    found = Catalog(charset="utf-8")
    for path in sorted(files):
        place = path.relative_to(root).as_posix()
        for text, context in _texts(path):
            found.add(text, locations=[(place, 1)], context=context)
    return found


def _texts(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # The result is Python words without a meaning; only its calls matter, so indents must not.
        source = "\n".join(line.strip() for line in templatize(source, origin=str(path)).splitlines())
    for _line, text, _comments, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
        yield text, context


def read(path: Path, locale: str) -> Catalog:
    """A catalogue from its file; an empty one when there is no file yet."""
    if not path.exists():
        return Catalog(locale=locale, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=locale, ignore_obsolete=True)


def merged(source: Catalog, known: Catalog) -> Catalog:
    """The source's texts with the translations that are known for exactly them."""
    result = Catalog(locale=known.locale, charset="utf-8", header_comment="")
    old = {_key(message): message for message in _messages(known)}
    for message in _messages(source):
        before = old.get(_key(message))
        kept = before.string if before and before.id == message.id else ""
        places = sorted({place for place, _ in message.locations})
        result.add(message.id, kept, locations=[(place, 1) for place in places], context=message.context)
    return result


def rendered(catalogue: Catalog) -> bytes:
    """The text of the .po file: sorted, without times, line numbers or names of people."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, sort_output=True, ignore_obsolete=True, include_lineno=False, width=110)
    text = buffer.getvalue()
    start = text.index(b'msgid ""')
    return RESTLESS.sub(b"", text[start:])


def compiled(catalogue: Catalog) -> bytes:
    """The .mo file that Django loads."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def compare(source: Catalog, known: Catalog) -> Findings:
    """What a translator has still to do."""
    wanted = {_key(message): message for message in _messages(source)}
    have = {_key(message): message for message in _messages(known)}
    shared = [(wanted[key], have[key]) for key in sorted(wanted.keys() & have.keys())]
    same = [ours for theirs, ours in shared if theirs.id == ours.id]
    return Findings(
        missing=sorted(_label(wanted[k]) for k in wanted if k not in have or have[k].id != wanted[k].id),
        stale=sorted(_label(have[k]) for k in have if k not in wanted),
        untranslated=[_label(message) for message in same if not all(_strings(message))],
        fuzzy=[_label(message) for message in same if message.fuzzy],
        placeholders=[_label(message) for message in same if all(_strings(message)) and not _places_agree(message)],
    )


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _key(message: Message) -> Key:
    return (message.context or "", _first(message))


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _label(message: Message) -> str:
    return f"{message.context}: {_first(message)}" if message.context else _first(message)


def _strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or [""])


def _places_agree(message: Message) -> bool:
    """Whether each form has the placeholders of the text; of the plural, where there is one."""
    text = message.id if isinstance(message.id, str) else message.id[-1]
    wanted = set(PLACEHOLDERS.findall(text))
    return all(set(PLACEHOLDERS.findall(string)) == wanted for string in _strings(message))
