"""Our sales people: brought in as people who may not sign in yet. Their teams are set by `teams`."""

import re

from django.contrib.auth.hashers import make_password
from django.db.models.functions import Lower

from accounts.importing.books import ids_of, person_key, user_key
from accounts.importing.chunks import Chunk
from accounts.importing.reasons import note
from accounts.importing.records import Target
from accounts.importing.settling import Settled, settle
from accounts.importing.values import NULL
from accounts.importing.writing import any_of, fetch
from accounts.models import Role, User
from accounts.naming import folded, pinyin

NOWHERE = "imported.invalid"  # mail to a name under .invalid can never be delivered
TAKEN = r"""
SELECT email FROM accounts_user
WHERE regexp_replace(email, '(-\d+)?@imported\.invalid$', '') = ANY(string_to_array(%s, chr(31)))
"""
MEANT = """
SELECT id::text, external_key, lower(email), lower(name), is_active FROM accounts_user
WHERE external_key = ANY(string_to_array(%s, chr(31))) OR lower(email) = ANY(string_to_array(%s, chr(31))) OR is_active AND lower(name) = ANY(string_to_array(%s, chr(31)))
"""


def load(chunk: Chunk) -> Settled:
    """Settle a chunk of people. Role, right to sign in and address are given to new ones only."""
    chunk.take("name", "title", "email")
    names = chunk.cells["name"]
    for place, name in enumerate(names):
        if name in {"", NULL} and place not in chunk.refused:
            chunk.refuse(place, note("no_name"))
    keys = _keys(chunk)
    given = chunk.cells.get("email") or [""] * chunk.size
    _use_known_addresses(given, keys)
    chunk.keep(
        email=addresses(names, given),
        role=[Role.MANAGER.value] * chunk.size,
        is_active=["false"] * chunk.size,
        password=[make_password(None)] * chunk.size,
    )
    return settle(TARGET, chunk, keys)


def _keys(chunk: Chunk) -> list[str]:
    ids = ids_of(chunk.raw("external_id")) if "external_id" in chunk else [""] * chunk.size
    return [
        user_key(chunk.work.source, own or person_key(name)) for own, name in zip(ids, chunk.cells["name"], strict=True)
    ]


def _use_known_addresses(given: list[str], keys: list[str]) -> None:
    """Somebody whom another source brought, told by their e-mail address, keeps that source's key."""
    wanted = {email.casefold() for email in given if email}
    if not wanted:
        return
    people = User.objects.annotate(small=Lower("email")).filter(small__in=wanted, external_key__isnull=False)
    known = dict(people.values_list("small", "external_key"))
    for place, email in enumerate(given):
        keys[place] = known.get(email.casefold(), keys[place])


def addresses(names: list[str], given: list[str]) -> list[str]:
    """The address of each new person: their own, else one made from the name that nobody has."""
    made = [email or f"{slug(name)}@{NOWHERE}" for name, email in zip(names, given, strict=True)]
    slugs = {address.partition("@")[0] for address, email in zip(made, given, strict=True) if not email}
    taken = {email for (email,) in fetch(TAKEN, any_of(slugs))} if slugs else set()
    taken |= {email.casefold() for email in given if email}
    for place, address in enumerate(made):
        if given[place]:
            continue
        number = 1
        while address in taken:
            number += 1
            address = f"{slug(names[place])}-{number}@{NOWHERE}"  # noqa: PLW2901 -- the next try
        taken.add(address)
        made[place] = address
    return made


def slug(name: str) -> str:
    """ "Anna Snelling" → "anna.snelling", "张伟" → "zhang.wei"."""
    words = " ".join(pinyin(folded(name)))
    return ".".join(re.findall(r"[a-z0-9]+", words))[:60].strip(".") or "person"


def _adopt(chunk: Chunk, missing: dict[str, int]) -> dict[str, tuple[str, str]]:
    """People here who have the row's e-mail address, or were made because other rows name them as manager."""
    names = chunk.cells["name"]
    emails = ["" if email.endswith(f"@{NOWHERE}") else email.casefold() for email in chunk.cells["email"]]
    by_name = {key: user_key(chunk.work.source, person_key(names[place])) for key, place in missing.items()}
    people = fetch(
        MEANT,
        any_of(set(by_name.values())),
        any_of({emails[place] for place in missing.values()} - {""}),
        any_of({names[place].casefold() for place in missing.values()}),
    )
    keyed: dict[str, str] = {}
    mailed: dict[str, str] = {}
    active: set[str] = set()
    for pk, key, email, name, is_active in people:
        keyed[key or ""] = mailed[email] = pk
        if is_active:
            active.add(name)
    found: dict[str, tuple[str, str]] = {}
    for key, place in missing.items():
        if emails[place] in mailed:
            found[key] = (mailed[emails[place]], note("met_by_email"))
        elif by_name[key] in keyed:
            found[key] = (keyed[by_name[key]], note("met_as_manager"))
        elif names[place].casefold() in active:
            chunk.note(place, "same_person_name")
    return found


TARGET = Target(
    model=User,
    key="external_key",
    has_source=False,
    once=frozenset({"email", "role", "is_active", "password"}),
    adopt=_adopt,
)
