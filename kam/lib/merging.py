"""Two texts that began as one: what each changed, word by word, and both changes put together."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# A word with the blanks before it, a sign of punctuation or of a script without blanks, a line break: what a change is
# made of.
SIGN = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
TOKEN = re.compile(rf"[^\S\n]*(?:\n|[{SIGN}]|(?:(?![{SIGN}])\w)+|[^\w\s])|[^\S\n]+")
LINE = re.compile(r"[^\n]*\n|[^\n]+")
CLOSING = tuple(",.;:!?)、，。；：！？）")
# More words than this are compared by lines, so that a very long answer costs no seconds.
MOST_WORDS = 3_000

type Hunk = tuple[int, int, list[str]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is "same", "added" or "removed"; "gap" stands for what is left out."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Merge:
    """Both texts in one. `is_clean` says that they changed different places."""

    text: str
    is_clean: bool


def merged(before: str, mine: str, theirs: str) -> Merge:
    """Both changes of `before` in one text. Where both changed the same place, theirs stands first, then mine."""
    if theirs in {mine, before}:
        return Merge(mine, is_clean=True)
    if mine == before:
        return Merge(theirs, is_clean=True)
    pattern = _pattern(before, mine, theirs)
    base = pattern.findall(before)
    ours, others = _hunks(base, pattern.findall(mine)), _hunks(base, pattern.findall(theirs))
    parts: list[str] = []
    place, is_clean = 0, True
    for start, end, my, your in _together(ours, others):
        parts += base[place:start]
        if my and your:
            chosen, agreed = _both(base[start:end], _applied(base, start, end, my), _applied(base, start, end, your))
            is_clean = is_clean and agreed
            parts.append(chosen)
        else:
            parts.append(_applied(base, start, end, my or your))
        place = end
    return Merge("".join(parts + base[place:]), is_clean)


def differences(before: str, after: str) -> list[Piece]:
    """What became of a text, word by word."""
    if before == after:
        return [Piece("same", after)] if after else []
    pattern = _pattern(before, after)
    old, new = pattern.findall(before), pattern.findall(after)
    pieces: list[Piece] = []
    for tag, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(new[first:last])))
            continue
        if start < end:
            pieces.append(Piece("removed", "".join(old[start:end])))
        if first < last:
            pieces.append(Piece("added", "".join(new[first:last])))
    return pieces


def shortened(pieces: Sequence[Piece], around: int = 60) -> list[Piece]:
    """The pieces with long unchanged stretches cut to so many signs beside each change."""
    found: list[Piece] = []
    for place, piece in enumerate(pieces):
        head = around if place else 0
        tail = around if place < len(pieces) - 1 else 0
        if piece.kind != "same" or len(piece.text) <= head + tail + around:
            found.append(piece)
            continue
        kept = [
            Piece("same", piece.text[:head]),
            Piece("gap", "…"),
            Piece("same", piece.text[len(piece.text) - tail :]),
        ]
        found += [part for part in kept if part.text]
    return found


def _pattern(*texts: str) -> re.Pattern[str]:
    return (
        TOKEN
        if max(map(len, texts)) <= MOST_WORDS * 6 and max(len(TOKEN.findall(text)) for text in texts) <= MOST_WORDS
        else LINE
    )


def _hunks(base: Sequence[str], new: Sequence[str]) -> list[Hunk]:
    """The changes that lead from base to new: from, to, and what stands there now."""
    codes = SequenceMatcher(None, base, new, autojunk=False).get_opcodes()
    return [(start, end, list(new[first:last])) for tag, start, end, first, last in codes if tag != "equal"]


def _together(ours: list[Hunk], others: list[Hunk]) -> Iterator[tuple[int, int, list[Hunk], list[Hunk]]]:
    """Changes of both sides in the order of the text; those that touch the same place in one go."""
    mine, yours = list(ours), list(others)
    while mine or yours:
        start = min(hunks[0][0] for hunks in (mine, yours) if hunks)
        end = start
        my: list[Hunk] = []
        your: list[Hunk] = []
        grown = True
        while grown:
            grown = False
            for hunks, taken in ((mine, my), (yours, your)):
                while hunks and (hunks[0][0] < end or hunks[0][0] == start):
                    taken.append(hunks.pop(0))
                    end, grown = max(end, taken[-1][1]), True
        yield start, end, my, your


def _applied(base: Sequence[str], start: int, end: int, hunks: Sequence[Hunk]) -> str:
    """A stretch of base as one side left it."""
    parts: list[str] = []
    for first, last, words in hunks:
        parts += [*base[start:first], *words]
        start = last
    return "".join([*parts, *base[start:end]])


def _both(was: Sequence[str], mine: str, theirs: str) -> tuple[str, bool]:
    """One stretch that both changed; nothing that either wrote is left out."""
    if mine == theirs:
        return mine, True
    if not mine.strip() or not theirs.strip():  # one removed what the other rewrote: the words stay
        return mine if mine.strip() else theirs, False
    for whole, part in ((theirs, mine), (mine, theirs)):
        if _holds(whole, part):
            return whole, not was
    is_apart = theirs[-1:].isspace() or mine[:1].isspace() or mine[:1] in CLOSING
    joint = "" if is_apart else "\n" if "\n" in mine + theirs else " "
    return f"{theirs}{joint}{mine}", False


def _holds(text: str, part: str) -> bool:
    """Whether the words of a part stand together in a text; "art" does not stand in "start"."""
    if part.strip() not in text:
        return False
    words, wanted = ([token.strip() for token in TOKEN.findall(one)] for one in (text, part.strip()))
    return any(words[place : place + len(wanted)] == wanted for place in range(len(words) - len(wanted) + 1))
