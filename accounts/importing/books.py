"""Finds the records that rows name: accounts by id or name, products by name, people by id, e-mail or name.

A book is a memo like `values.Memo`, filled for a whole block of texts by one or two statements.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache

from accounts.importing.reasons import note
from accounts.importing.values import NULL, Memo, Read, Reading
from accounts.importing.writing import any_id, any_of, fetch
from accounts.naming import folded, name_key
from accounts.services.products import product_key

ACCOUNTS_BY_ID = "SELECT external_id, id::text, name FROM accounts_account WHERE source = %s AND external_id = ANY(string_to_array(%s, chr(31)))"
ACCOUNTS_BY_NAME = "SELECT name_key, id::text, name, source FROM accounts_account WHERE name_key = ANY(string_to_array(%s, chr(31))) ORDER BY id"
PRODUCTS = "SELECT name_key, id::text, name FROM accounts_product WHERE name_key = ANY(string_to_array(%s, chr(31)))"
PEOPLE = """
SELECT id::text, external_key, lower(email), lower(name) FROM accounts_user
WHERE external_key = ANY(string_to_array(%s, chr(31))) OR lower(email) = ANY(string_to_array(%s, chr(31))) OR lower(name) = ANY(string_to_array(%s, chr(31)))
"""
TEAMS = "SELECT id::text, team_id::text FROM accounts_user WHERE team_id IS NOT NULL AND id = ANY(%s::bigint[])"

type Finder = Callable[[set[str]], dict[str, Reading]]
LONGEST_KEY = 100


class Book(Memo):
    """Text → id of the record it names. `find` is asked once for all texts of a block that are new."""

    def __init__(self, find: Finder) -> None:
        super().__init__(lambda _cell: NULL)
        self.find = find

    def load(self, texts: Iterable[str]) -> None:
        """Look up what is not known yet."""
        self.trim()
        missing = {text for text in set(texts) if text not in self}
        if not missing:
            return
        found = self.find({" ".join(text.split()) for text in missing} - {""})
        for text in missing:
            bare = " ".join(text.split())
            self.keep(text, found[bare] if bare else self.reader(""))


def short_key(key: str) -> str:
    """A key that fits into `external_id`."""
    if len(key) <= LONGEST_KEY:
        return key
    return f"{key[:60]}#{hashlib.sha256(key.encode()).hexdigest()[:32]}"


@lru_cache(maxsize=10_000)
def account_key(name: str) -> str:
    """What a name is matched by; a name made of signs alone is its own key."""
    return name_key(name) or folded(name)


def person_key(name: str) -> str:
    """A person's name as it is compared."""
    return " ".join(folded(name).split())


_SALESFORCE = re.compile(r"(?:001|003|005|006|01t|800)[0-9A-Za-z]{12}")
_CHECK_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def full_id(text: str) -> str:
    """A Salesforce id of 15 signs with its three check signs, so that both forms meet; other ids as they are."""
    if len(text) != 15 or not _SALESFORCE.fullmatch(text):
        return text
    parts = (text[start : start + 5] for start in (0, 5, 10))
    return text + "".join(_CHECK_SIGNS[sum(1 << i for i, sign in enumerate(part) if sign.isupper())] for part in parts)


def ids_of(cells: list[str]) -> list[str]:
    """A column of ids as they are kept. One look at the lengths spares most columns a look at each."""
    ids = list(map(str.strip, cells))
    lengths = set(map(len, ids))
    if 15 in lengths:
        ids = list(map(full_id, ids))
    return list(map(short_key, ids)) if max(lengths, default=0) > LONGEST_KEY else ids


# ---------------------------------------------------------------- accounts


def account_book(source: str, *, needed: bool) -> Book:
    """Accounts by their id in this source, or by name. Where an account is needed, a row without one is refused."""
    book = Book(lambda texts: _accounts(source, texts, needed=needed))
    nothing = Read(NULL, note("no_account"), refused=needed)
    book.reader = lambda _cell: nothing
    return book


def _accounts(source: str, texts: set[str], *, needed: bool) -> dict[str, Reading]:
    keys = {text: account_key(text) for text in texts}
    ids = {text: (full_id(text), short_key(keys[text])) for text in texts}
    wanted = any_of({one for pair in ids.values() for one in pair})
    by_id = {external: (pk, name) for external, pk, name in fetch(ACCOUNTS_BY_ID, source, wanted)}
    found: dict[str, Reading] = {}
    for text, (exact, by_name) in ids.items():
        if exact in by_id and exact != by_name:
            found[text] = by_id[exact][0]
        elif by_name in by_id:
            found[text] = _named(text, *by_id[by_name])
    missing = texts - found.keys()
    return found | (_accounts_by_name(source, {text: keys[text] for text in missing}, needed=needed) if missing else {})


def _accounts_by_name(source: str, keys: dict[str, str], *, needed: bool) -> dict[str, Reading]:
    same: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for key, pk, name, theirs in fetch(ACCOUNTS_BY_NAME, any_of(set(keys.values()))):
        same[key].append((pk, name, theirs))
    found: dict[str, Reading] = {}
    for text, key in keys.items():
        those = same.get(key, [])
        those = [row for row in those if row[2] == source] or those
        if len(those) == 1:
            found[text] = _named(text, *those[0][:2])
        else:
            code = "ambiguous_account" if those else "unknown_account"
            found[text] = Read(NULL, note(code, value=text[:100]), refused=needed)
    return found


def _named(text: str, pk: str, name: str) -> Reading:
    """The record, with a remark when the file spells it otherwise."""
    return pk if text == name else Read(pk, note("read_as", value=text[:100], name=name))


# ---------------------------------------------------------------- products and people


def product_book(names: dict[str, str]) -> Book:
    """Products by name, without case and blanks. Those that are found are entered in `names`: id → name."""
    return Book(lambda texts: _products(texts, names))


def _products(texts: set[str], names: dict[str, str]) -> dict[str, Reading]:
    keys = {text: product_key(text) for text in texts}
    known = {key: (pk, name) for key, pk, name in fetch(PRODUCTS, any_of(set(keys.values())))}
    names |= known.values()
    return {
        text: _named(text, *known[key]) if key in known else Read(NULL, note("unknown_product", value=text[:100]))
        for text, key in keys.items()
    }


def person_book(source: str) -> Book:
    """Our people by id or name in this source, by e-mail, or by a name that only one of them has."""
    return Book(lambda texts: _people(source, texts))


def user_key(source: str, key: str) -> str:
    """`User.external_key` of a person in a source."""
    return f"{source}:{short_key(key)}"


def _people(source: str, texts: set[str]) -> dict[str, Reading]:
    keys = {text: [user_key(source, full_id(text)), user_key(source, person_key(text))] for text in texts}
    names = {text: text.casefold() for text in texts}
    wanted, called = any_of({key for pair in keys.values() for key in pair}), any_of(set(names.values()))
    by_key: dict[str, str] = {}
    by_name: dict[str, set[str]] = defaultdict(set)
    for pk, key, small_email, small_name in fetch(PEOPLE, wanted, called, called):
        by_key[key or ""] = by_key[small_email] = pk
        by_name[small_name].add(pk)
    found: dict[str, Reading] = {}
    for text in texts:
        exact = next((by_key[key] for key in [*keys[text], names[text]] if key in by_key), "")
        same = by_name.get(names[text], set())
        if exact or len(same) == 1:
            found[text] = exact or next(iter(same))
        else:
            code = "ambiguous_person" if same else "unknown_person"
            found[text] = Read(NULL, note(code, value=text[:100]))
    return found


def teams_of(people: Iterable[str]) -> dict[str, str]:
    """{person: their team} of those who have one."""
    return dict(fetch(TEAMS, any_id(people)))
