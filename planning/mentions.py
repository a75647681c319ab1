"""Who is named in a text: an @ and a name or an address, the longest that fits. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User

AT = "@"


@dataclass(frozen=True)
class Mention:
    """The words behind an @, as they were typed, and whom they name (several of one name)."""

    words: str
    people: tuple[User, ...]


def mentions_in(text: str, people: Iterable[User]) -> list[Mention]:
    """The mentions of a text, in its order, each once. Only these people can be named."""
    known: dict[str, list[User]] = {}
    for person in people:
        for handle in (person.name, person.email):
            if handle:
                known.setdefault(handle, []).append(person)
    handles = sorted(known, key=len, reverse=True)
    found: dict[str, Mention] = {}
    place = text.find(AT)
    while place >= 0:
        rest = text[place + 1 :]
        if handle := next((handle for handle in handles if _starts(rest, handle)), None):
            words = rest[: len(handle)]
            found.setdefault(words, Mention(words, tuple(known[handle])))
        place = text.find(AT, place + 1)
    return list(found.values())


def _starts(text: str, handle: str) -> bool:
    """The text begins with the name, and the name does not go on: @Ann is not in @Anna."""
    after = text[len(handle) : len(handle) + 1]
    goes_on = after.isascii() and after.isalnum() and handle[-1].isascii()
    return text[: len(handle)].casefold() == handle.casefold() and not goes_on
