"""What the customers buy: products, deals, contracts, 24 months of revenue, white space and rivals."""

from collections.abc import Iterator

from accounts.models import Competitor, Contract, Opportunity, Product, Revenue, WhiteSpaceCell
from bench.seed.accounts import UNITS, currency_of
from bench.seed.copying import copy_rows
from bench.seed.world import World, each, pick

PRODUCTS = ("Pump A", "Pump B", "Valve", "Sensor", "Service", "Training", "Spare parts", "Software")
OFFERED = 6  # products in a white space grid
STAGES = ("early", "mid", "late", "won", "won", "lost")
MONTHS = 24


def seed(world: World) -> None:
    """Deals and contracts everywhere, revenue for key accounts and a tenth of the others."""
    written = world.written
    written["products"] = copy_rows(
        Product,
        "id name name_key series",
        [(pk, name, name.lower(), name.split()[0]) for pk, name in enumerate(PRODUCTS, 1)],
    )
    written["deals"] = copy_rows(
        Opportunity,
        "account_id name product_id owner_id stage amount currency probability engaged_on close_on is_renewal source "
        "external_id",
        _deals(world),
    )
    written["contracts"] = copy_rows(
        Contract,
        "account_id name starts_on ends_on annual_value currency renewal_chance renewal_chance_on status",
        _contracts(world),
    )
    written["months of revenue"] = copy_rows(Revenue, "account_id month amount currency", _revenue(world), source="erp")
    written["white space cells"] = copy_rows(
        WhiteSpaceCell, "account_id unit_id product_id status current_amount potential_amount currency", _cells(world)
    )
    rivals = (
        (seat.id, f"Rival {place + 1}", currency_of(seat.id))
        for seat, place in each(world.key_seats, key=3, others=[0])
    )
    written["rivals"] = copy_rows(Competitor, "account_id name currency", rivals)


def _deals(world: World) -> Iterator[tuple]:
    for pk, (seat, place) in enumerate(each(world.seats, key=15, others=[2, 3, 4]), 1):
        stage = pick(STAGES, pk)
        closes = world.day(10 + pk % 200) if stage in Opportunity.OPEN else world.day(-10 - pk % 700)
        yield (
            seat.id, f"{pick(PRODUCTS, pk)} {world.today.year}-{place}", 1 + pk % len(PRODUCTS), seat.manager, stage,
            5_000 + pk * 71 % 400_000, currency_of(seat.id), None if pk % 3 else 10 * (pk % 10), world.day(-900 + pk % 600),
            closes, pk % 9 == 0, "crm", f"D{pk}",
        )  # fmt: skip


def _contracts(world: World) -> Iterator[tuple]:
    for seat, place in each(world.seats, key=3, others=[1, 0]):
        ends = world.day(20 + (seat.id * 7 + place * 260) % 700)
        running = place < 2
        yield (
            seat.id, f"Frame agreement {place + 1}", world.day(-400), ends if running else world.day(-30),
            20_000 + seat.id * 97 % 900_000, currency_of(seat.id), 40 + seat.id % 60 if seat.is_key else None,
            world.day(-30) if seat.is_key else None, "active" if running else "ended",
        )  # fmt: skip


def _revenue(world: World) -> Iterator[tuple]:
    months = world.months(MONTHS)
    for seat in world.seats:
        if seat.is_key or seat.id % 10 == 0:
            for place, month in enumerate(months):
                yield seat.id, month, 1_000 + (seat.id * 613 + place * 1_999) % 250_000, currency_of(seat.id)


def _cells(world: World) -> Iterator[tuple]:
    unit = 0
    for seat in world.seats:
        units = len(UNITS) if seat.is_key else int(seat.id % 10 == 0)
        if seat.is_key:
            for place in range(units):
                for product in range(1, OFFERED + 1):
                    status = pick(("ours", "rival", "target", "empty", "not_needed", "unknown"), place + product)
                    now = 30_000 + seat.id % 90_000 if status == "ours" else None
                    can = 90_000 + seat.id % 70_000 if status in {"ours", "target", "rival"} else None
                    yield seat.id, unit + place + 1, product, status, now, can, currency_of(seat.id)
        unit += units
