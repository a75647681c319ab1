"""Opportunities: known by their id. One without a customer is brought in all the same, for somebody to assign."""

from dataclasses import replace

from accounts.importing.books import ids_of, short_key
from accounts.importing.chunks import Chunk
from accounts.importing.reasons import note
from accounts.importing.records import Target
from accounts.importing.settling import Settled, settle
from accounts.importing.values import NOTHING, NULL
from accounts.importing.writing import any_id, fetch
from accounts.models import Opportunity
from accounts.naming import folded

PLAIN = (
    "amount", "currency", "probability", "engaged_on", "close_on", "next_step", "is_renewal", "competitor",
    "loss_reason", "stage",
)  # fmt: skip


POINTERS = (
    ("account", "account", "account_id", "account"),
    ("product", "product", "product"),
    ("owner", "person", "owner"),
)


def prepare(chunk: Chunk) -> None:
    """Read what needs no look at the database."""
    chunk.take(*PLAIN)
    for name, book, *columns in POINTERS:
        chunk.point_known(name, book, *columns)


def load(chunk: Chunk) -> Settled:
    """Settle a chunk of deals."""
    chunk.take(*PLAIN)
    once = set()
    if "stage" in chunk:
        stages = chunk.raw("stage")
        chunk.work.stages.update(stages)
        chunk.keep(source_stage=_short(stages))
    for name, book, *columns in POINTERS:
        chunk.point(name, chunk.work.book(book), *columns)
    if "currency" not in chunk:
        chunk.keep(currency=[chunk.work.currency] * chunk.size)
        once.add("currency")
    keys = _keys(chunk)
    if "name" in chunk:
        chunk.take("name")
        _fill_names(chunk, keys)
    else:
        chunk.keep(name=_names(chunk, keys))
        once.add("name")
    return settle(replace(TARGET, once=frozenset(once)), chunk, keys)


def _short(stages: list[str]) -> list[str]:
    known = {stage: " ".join(stage.split())[:80] for stage in set(stages)}
    return list(map(known.__getitem__, stages))


def _keys(chunk: Chunk) -> list[str]:
    """The id of the source; without one, account and name together."""
    ids = ids_of(chunk.raw("external_id")) if "external_id" in chunk else [""] * chunk.size
    if all(ids):
        return ids
    keys = list(ids)
    names = chunk.raw("name") if "name" in chunk else [""] * chunk.size
    accounts = chunk.cells.get("account") or [NULL] * chunk.size
    for place, key in enumerate(keys):
        if key or place in chunk.refused:
            continue
        name = " ".join(folded(names[place]).split())
        if name:
            keys[place] = short_key(f"{'' if accounts[place] == NULL else accounts[place]}/{name}")
            chunk.by_name.add(place)
        else:
            chunk.refuse(place, note("no_id"))
    return keys


def _names(chunk: Chunk, keys: list[str]) -> list[str]:
    """A name for deals that have none: what is sold, and the id."""
    products = chunk.cells.get("product") or [NULL] * chunk.size
    named = fetch(
        "SELECT id::text, name FROM accounts_product WHERE id = ANY(%s::bigint[])", any_id(set(products) - NOTHING)
    )
    labels = {pk: f"{name} " for pk, name in named}
    labels[NULL] = ""
    return [(labels[product] + key)[:200] for product, key in zip(products, keys, strict=True)]


def _fill_names(chunk: Chunk, keys: list[str]) -> None:
    names = chunk.cells["name"]
    if not all(names):
        made = _names(chunk, keys)
        chunk.keep(name=[name or other for name, other in zip(names, made, strict=True)])


TARGET = Target(model=Opportunity)
