"""Notes that records are made of: a registry of the kinds of text, each with a way to find one for a reader.

An app registers its kinds in `AppConfig.ready()` by importing the module that holds them. A kind answers for many ids
at once, and only with what the reader may see.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from accounts.models import Account, User


@dataclass(frozen=True)
class Note:
    """A text that something can be made of: where it stands, what it is called, its words."""

    kind: str
    pk: int
    account: Account
    label: str
    url: str
    text: str

    @property
    def lines(self) -> list[str]:
        """The lines that have words."""
        return [line.strip() for line in self.text.splitlines() if line.strip()]


type Finder = Callable[[Collection[int], User], Mapping[int, Note]]

NOTES: dict[str, Finder] = {}


def note_kind(kind: str) -> Callable[[Finder], Finder]:
    """Register the finder of a kind of note, named as its model: accounts.interaction."""

    def decorate(find: Finder) -> Finder:
        NOTES[kind] = find
        return find

    return decorate


def note_of(kind: str, pk: int, user: User) -> Note | None:
    """One note, when it is there and the reader may see it."""
    return NOTES[kind]([pk], user).get(pk) if kind in NOTES else None
