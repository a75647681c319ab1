"""Contacts become stakeholders: known by their id, else by account and e-mail or name."""

from collections import defaultdict

from accounts.importing.books import account_key, full_id, ids_of, person_key, short_key
from accounts.importing.chunks import Chunk
from accounts.importing.reasons import note
from accounts.importing.records import Target
from accounts.importing.settling import Settled, settle
from accounts.importing.values import NULL
from accounts.models import Account, Stakeholder

PLAIN = ("name", "title", "department", "email", "phone", "decision_roles")


def load(chunk: Chunk) -> Settled:
    """Settle a chunk of contacts."""
    chunk.take(*PLAIN)
    if chunk.work.run.account is None:
        chunk.point("account", chunk.work.book("account", needed=True), "account_id", "account")
    else:
        _belong(chunk, chunk.work.run.account)
    chunk.keep(name=names_of(chunk))
    for place, name in enumerate(chunk.cells["name"]):
        if not name and place not in chunk.refused:
            chunk.refuse(place, note("no_name"))
    keys = keys_of(chunk)
    if chunk.work.run.account is not None:
        _leave_others(chunk, keys, chunk.work.run.account)
    return settle(TARGET, chunk, keys)


def _belong(chunk: Chunk, account: Account) -> None:
    """All rows belong to one account; one that names another stays out."""
    named = [chunk.raw(name) for name in ("account_id", "account") if name in chunk]
    for place, cells in enumerate(zip(*named, strict=True)):
        said = [text for cell in cells if (text := cell.strip())]
        if said and place not in chunk.refused and not any(_is_name(account, chunk, text) for text in said):
            chunk.refuse(place, note("other_account", value=said[-1][:100]))
    chunk.keep(account=[str(account.pk)] * chunk.size)


def _is_name(account: Account, chunk: Chunk, text: str) -> bool:
    is_id = account.source == chunk.work.source and account.external_id == short_key(full_id(text))
    return is_id or account_key(text) == account.name_key


def _leave_others(chunk: Chunk, keys: list[str], account: Account) -> None:
    """Who is known at another account under the id of a row stays as they are."""
    rows = Stakeholder.objects.filter(source=chunk.work.source, external_id__in=keys).exclude(account=account)
    elsewhere = set(rows.values_list("external_id", flat=True))
    for place, key in enumerate(keys):
        if key in elsewhere and place not in chunk.refused:
            chunk.refuse(place, note("known_elsewhere"))


def names_of(chunk: Chunk) -> list[str]:
    """Whole names, put together from their parts where the file has parts."""
    whole = chunk.cells.get("name") or [""] * chunk.size
    if "last_name" not in chunk and "first_name" not in chunk:
        return whole
    blank = [""] * chunk.size
    firsts = chunk.read("first_name") if "first_name" in chunk else blank
    lasts = chunk.read("last_name") if "last_name" in chunk else blank
    return [name or _joined(first, last) for name, first, last in zip(whole, firsts, lasts, strict=True)]


def _joined(first: str, last: str) -> str:
    """Chinese names begin with the family name and have no blank."""
    if first and last and not (first + last).isascii() and "\u4e00" <= last[0] <= "\u9fff":
        return last + first
    return f"{first} {last}".strip()


def keys_of(chunk: Chunk) -> list[str]:
    """The id of the source; without one, account and name."""
    ids = ids_of(chunk.raw("external_id")) if "external_id" in chunk else [""] * chunk.size
    rows = zip(ids, chunk.cells["account"], chunk.cells["name"], strict=True)
    return [short_key(own or f"{account}/{person_key(name)}") for own, account, name in rows]


def _adopt(chunk: Chunk, missing: dict[str, int]) -> dict[str, tuple[str, str]]:
    """Stakeholders entered here, without an id of a source, with this e-mail or this name at the account."""
    accounts = chunk.cells["account"]
    wanted = {int(accounts[place]) for place in missing.values() if accounts[place] != NULL}
    rows = Stakeholder.objects.filter(account__in=wanted, external_id="", is_placeholder=False).order_by("pk")
    by_name: dict[tuple[str, str], list[str]] = defaultdict(list)
    by_email: dict[tuple[str, str], list[str]] = defaultdict(list)
    for pk, account, name, email in rows.values_list("pk", "account_id", "name", "email"):
        by_name[str(account), person_key(name)].append(str(pk))
        if email:
            by_email[str(account), email.casefold()].append(str(pk))
    emails = chunk.cells.get("email")
    found: dict[str, tuple[str, str]] = {}
    for key, place in missing.items():
        account, email = accounts[place], emails[place].casefold() if emails else ""
        same = by_email.get((account, email), []) or by_name.get((account, person_key(chunk.cells["name"][place])), [])
        if len(same) == 1:
            found[key] = (same[0], note("met_by_name"))
    return found


TARGET = Target(model=Stakeholder, adopt=_adopt)
