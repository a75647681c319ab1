"""Products: known by their name without case and blanks."""

from dataclasses import replace

from accounts.importing.chunks import Chunk
from accounts.importing.reasons import note
from accounts.importing.records import Target
from accounts.importing.settling import Settled, settle
from accounts.models import Product
from accounts.services.products import product_key

TARGET = Target(
    model=Product, key="name_key", has_source=False, once=frozenset({"name"}), untold=frozenset({"name_key"})
)


def load(chunk: Chunk) -> Settled:
    """Settle a chunk of products. A product that is here keeps its spelling."""
    chunk.take("name", "series", "list_price", "currency")
    names = chunk.cells.get("name") or [""] * chunk.size
    for place, name in enumerate(names):
        if not name and place not in chunk.refused:
            chunk.refuse(place, note("no_name"))
    target = TARGET
    if "currency" not in chunk:
        chunk.keep(currency=[chunk.work.currency] * chunk.size)
        target = replace(TARGET, once=frozenset({"name", "currency"}))
    return settle(target, chunk, list(map(product_key, names)))
