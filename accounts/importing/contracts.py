"""Contracts: known by their id or number, else by account and name."""

from dataclasses import replace

from accounts.importing.books import ids_of, short_key
from accounts.importing.chunks import Chunk
from accounts.importing.reasons import note
from accounts.importing.records import Target
from accounts.importing.settling import Settled, settle
from accounts.importing.values import NULL
from accounts.models import Contract
from accounts.naming import folded

PLAIN = ("name", "starts_on", "ends_on", "annual_value", "currency", "notice_days")


def load(chunk: Chunk) -> Settled:
    """Settle a chunk of contracts."""
    chunk.take(*PLAIN)
    chunk.point("account", chunk.work.book("account", needed=True), "account_id", "account")
    _check_days(chunk)
    ids = ids_of(chunk.raw("external_id")) if "external_id" in chunk else [""] * chunk.size
    names = chunk.cells.get("name") or [""] * chunk.size
    chunk.keep(name=[name or own for name, own in zip(names, ids, strict=True)])
    keys = [
        short_key(own or f"{account}/{' '.join(folded(name).split())}")
        for own, account, name in zip(ids, chunk.cells["account"], names, strict=True)
    ]
    for place, (own, name) in enumerate(zip(ids, names, strict=True)):
        if not own and not name and place not in chunk.refused:
            chunk.refuse(place, note("no_id"))
        elif not own:
            chunk.by_name.add(place)
    if "currency" in chunk:
        return settle(TARGET, chunk, keys)
    chunk.keep(currency=[chunk.work.currency] * chunk.size)
    return settle(replace(TARGET, once=frozenset({"currency"})), chunk, keys)


def _check_days(chunk: Chunk) -> None:
    starts, ends = chunk.cells.get("starts_on"), chunk.cells.get("ends_on")
    if not starts or not ends:
        return
    for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if NULL not in (start, end) and end < start and place not in chunk.refused:
            chunk.refuse(place, note("ends_before_start"))


TARGET = Target(model=Contract)
