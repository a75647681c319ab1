"""What changed between two texts, word by word (Chinese: sign by sign). Pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

KEPT, ADDED, REMOVED = "kept", "added", "removed"
# A run of letters, of blanks, or one sign: Chinese has no blanks between words.
WORD = re.compile(r"[A-Za-z0-9À-ɏ'’.-]+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text that was kept, added or removed."""

    how: str
    text: str


def word_diff(before: str, after: str) -> list[Piece]:
    """The pieces of both texts in order; what was kept stands once."""
    old, new = WORD.findall(before), WORD.findall(after)
    pieces: list[Piece] = []
    for how, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how == "equal":
            pieces.append(Piece(KEPT, "".join(old[old_from:old_to])))
            continue
        if old_to > old_from:
            pieces.append(Piece(REMOVED, "".join(old[old_from:old_to])))
        if new_to > new_from:
            pieces.append(Piece(ADDED, "".join(new[new_from:new_to])))
    return pieces
