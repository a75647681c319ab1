"""Accounts: known by their id in the source, else by name; and the parent companies, once all of them are here."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import cache

from babel import Locale
from django.db.backends.utils import CursorWrapper

from accounts.importing.books import account_key, ids_of, short_key, teams_of
from accounts.importing.chunks import Chunk, Work
from accounts.importing.reasons import note
from accounts.importing.records import Target
from accounts.importing.settling import Settled, settle
from accounts.importing.values import NOTHING, NULL, Memo, Read, Reader, Reading
from accounts.importing.writing import any_of, copy_new, fetch
from accounts.models import Account, AccountFigures
from accounts.naming import domain_of, folded, sort_key

PLAIN = ("name", "employees", "annual_revenue", "founded_year", "city", "website", "phone", "currency", "description")


def load(chunk: Chunk) -> Settled:
    """Settle a chunk of accounts."""
    chunk.take(*PLAIN)
    spelled = [name for name in ("industry", "segment", "country") if name in chunk]
    for name, memo in _spellings(chunk.work, spelled).items():
        chunk.cells[name] = chunk.read(name, memo)
    names = chunk.cells.get("name") or [""] * chunk.size
    for place, name in enumerate(names):
        if name in NOTHING and place not in chunk.refused:
            chunk.refuse(place, note("no_name"))
    name_keys = list(map(account_key, names))
    chunk.keep(name_key=name_keys, sort_key=list(map(sort_key, names)))
    if "website" in chunk:
        chunk.keep(domain=list(map(domain_of, chunk.cells["website"])))
    if "owner" in chunk:
        _owners(chunk)
    target = TARGET
    if "currency" not in chunk:
        chunk.keep(currency=[chunk.work.currency] * chunk.size)
        target = replace(TARGET, once=frozenset({"currency"}))
    return settle(target, chunk, keys_of(chunk, name_keys))


def keys_of(chunk: Chunk, name_keys: list[str]) -> list[str]:
    """What tells accounts apart: the id of the source where there is one."""
    by_name = map(short_key, name_keys)
    if "external_id" not in chunk:
        return list(by_name)
    ids = ids_of(chunk.raw("external_id"))
    return [own or name for own, name in zip(ids, by_name, strict=True)]


def _owners(chunk: Chunk) -> None:
    """The account manager that the file names, and with them their team."""
    chunk.point("manager", chunk.work.book("person"), "owner")
    managers = chunk.cells["manager"]
    teams = teams_of(set(managers) - NOTHING)
    chunk.keep(team=[teams.get(manager, NULL) for manager in managers])


# ---------------------------------------------------------------- spelling


WORDS = "(SELECT DISTINCT '{name}', {name} FROM accounts_account WHERE {name} <> '' ORDER BY 2 LIMIT 5000)"


def _spellings(work: Work, names: list[str]) -> dict[str, Memo]:
    """Readers that join spellings which differ by case and blanks, and point out those that look like a slip."""
    if any(f"spelling {name}" not in work.memos for name in names):
        here = fetch(" UNION ALL ".join(WORDS.format(name=name) for name in names))
        for name in names:
            words = [word for field, word in here if field == name]
            work.memos[f"spelling {name}"] = Memo(_speller(work.memo(name).reader, words, _common(name)))
    return {name: work.memos[f"spelling {name}"] for name in names}


def _speller(read: Reader, here: list[str], common: Mapping[str, str]) -> Reader:
    spelled = {folded(word): word for word in here}

    def spell(cell: str) -> Reading:
        value = read(cell)
        if not isinstance(value, str) or value in NOTHING:
            return value
        key = folded(value)
        value = spelled.setdefault(key, value)
        if key in common:
            return value
        like = {word for word in (*common, *spelled) if word != key and _may_be(word, key)}
        close = get_close_matches(key, like, n=1, cutoff=0.88)
        return (
            Read(value, note("near", value=value, name=common.get(close[0]) or spelled[close[0]])) if close else value
        )

    return spell


def _may_be(word: str, key: str) -> bool:
    """A slip leaves the length about as it is, and one end of the word."""
    return abs(len(word) - len(key)) <= 2 and (word[:2] == key[:2] or word[-2:] == key[-2:])


@cache
def _common(name: str) -> Mapping[str, str]:
    """Words that are often meant: countries in the languages that files are written in, and industries."""
    if name == "country":
        places = [Locale(language).territories for language in ("en", "zh")]
        return {folded(word): word for names in places for code, word in names.items() if len(code) == 2}
    return {folded(word): word for word in INDUSTRIES} if name == "industry" else {}


INDUSTRIES = (
        "Agriculture", "Apparel", "Automotive", "Banking", "Biotechnology", "Chemicals", "Communications", "Construction",
        "Consulting", "Education", "Electronics", "Employment", "Energy", "Engineering", "Entertainment", "Environmental",
        "Finance", "Food & Beverage", "Government", "Healthcare", "Hospitality", "Insurance", "Logistics", "Machinery",
        "Manufacturing", "Marketing", "Media", "Medical", "Not For Profit", "Pharmaceuticals", "Recreation", "Retail",
        "Services", "Shipping", "Software", "Technology", "Telecommunications", "Transportation", "Utilities",
)  # fmt: skip


# ---------------------------------------------------------------- records of the same name


SAME_NAME = (
    "SELECT name_key, id::text, domain, source, external_id FROM accounts_account "
    "WHERE name_key = ANY(string_to_array(%s, chr(31))) ORDER BY id"
)


def _adopt(chunk: Chunk, missing: dict[str, int]) -> dict[str, tuple[str, str]]:
    """Accounts entered here, without an id of any source, that have the name (and not another website)."""
    names = {key: chunk.cells["name_key"][place] for key, place in missing.items()}
    same: dict[str, list[tuple[str, str, str, str]]] = defaultdict(list)
    for name, pk, domain, source, external in fetch(SAME_NAME, any_of(set(names.values()))):
        same[name].append((pk, domain, source, external))
    domains = chunk.cells.get("domain")
    found: dict[str, tuple[str, str]] = {}
    for key, place in missing.items():
        domain = domains[place] if domains else ""
        free = [row for row in same[names[key]] if not row[3] and (not domain or row[1] in {"", domain})]
        free = [row for row in free if domain and row[1] == domain] or free
        if len(free) == 1:
            found[key] = (free[0][0], note("met_by_name"))
        elif free:
            chunk.refuse(place, note("ambiguous_name"))
        elif taken := same[names[key]]:
            chunk.note(place, "same_name", source=taken[0][2] or "KAM")
    return found


def _figures(cursor: CursorWrapper, ids: list[str]) -> None:
    copy_new(cursor, AccountFigures, {"account": ids}, checked=True)


TARGET = Target(
    model=Account,
    follows={"name_key": "name", "sort_key": "name", "domain": "website", "team": "manager"},
    untold=frozenset({"name_key", "sort_key", "domain"}),
    adopt=_adopt,
    made=_figures,
)
