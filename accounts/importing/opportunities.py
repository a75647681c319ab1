"""Opportunities: known by their id. One without a customer is brought in all the same, for somebody to assign."""

from dataclasses import replace

from accounts.importing.books import ids_of, short_key
from accounts.importing.chunks import Chunk
from accounts.importing.reasons import note
from accounts.importing.records import Target
from accounts.importing.settling import Settled, settle
from accounts.importing.values import NULL
from accounts.models import Opportunity
from accounts.naming import folded

PLAIN = (
    "name", "amount", "currency", "probability", "engaged_on", "close_on", "next_step", "is_renewal", "competitor",
    "loss_reason", "stage",
)  # fmt: skip
POINTERS = (
    ("account", "account", "account_id", "account"),
    ("product", "product", "product"),
    ("owner", "person", "owner"),
)


def prepare(chunk: Chunk) -> None:
    """Read what needs no look at the database: all of it, once earlier rows have named the same records."""
    chunk.take(*PLAIN)
    if "stage" in chunk and "source_stage" not in chunk.cells:
        chunk.keep(source_stage=_short(chunk.raw("stage")))
    pointed = [chunk.point_known(name, book, *columns) for name, book, *columns in POINTERS]
    if not chunk.keys and all(pointed):
        _identify(chunk)


def load(chunk: Chunk) -> Settled:
    """Settle a chunk of deals."""
    prepare(chunk)
    for name, book, *columns in POINTERS:
        chunk.point(name, chunk.work.book(book), *columns)
    if not chunk.keys:
        _identify(chunk)
    once = set()
    if "stage" in chunk:
        chunk.work.stages.update(chunk.raw("stage"))
    if "currency" not in chunk:
        chunk.keep(currency=[chunk.work.currency] * chunk.size)
        once.add("currency")
    if "name" not in chunk:
        once.add("name")
    return settle(replace(TARGET, once=frozenset(once)), chunk, chunk.keys)


def _short(stages: list[str]) -> list[str]:
    known = {stage: " ".join(stage.split())[:80] for stage in set(stages)}
    return list(map(known.__getitem__, stages))


def _identify(chunk: Chunk) -> None:
    """Give every deal a key and a name."""
    chunk.keys = _keys(chunk)
    names = chunk.cells.get("name")
    if names is None:
        chunk.keep(name=_names(chunk))
    elif not all(names):
        made = _names(chunk)
        chunk.keep(name=[name or other for name, other in zip(names, made, strict=True)])


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


def _names(chunk: Chunk) -> list[str]:
    """A name for deals that have none: what is sold, and the id."""
    starts = {pk: f"{name} " for pk, name in chunk.work.products.items()} | {NULL: ""}
    products = chunk.cells.get("product") or [NULL] * chunk.size
    return [(starts[product] + key)[:200] for product, key in zip(products, chunk.keys, strict=True)]


TARGET = Target(model=Opportunity)
