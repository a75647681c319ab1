"""Files of a CRM's export in the shape of the public trial data set: accounts, products, sales teams, deals."""

import csv
from datetime import date, timedelta
from pathlib import Path

ACCOUNTS, AGENTS, DEALS = 85, 35, 8_800
PRODUCTS = (("GTX Basic", "GTX", 550), ("GTX Pro", "GTX", 4821), ("MG Special", "MG", 55), ("MG Advanced", "MG", 3393),
            ("GTX Plus Pro", "GTX", 5482), ("GTX Plus Basic", "GTX", 1096), ("GTK 500", "GTK", 26768))  # fmt: skip
SECTORS = ("retail", "medical", "software", "finance", "marketing", "technolgy")
FIRST = date(2016, 10, 20)


def write(folder: Path) -> Path:
    """Write the four files; the same ones every time."""
    accounts = [f"Customer {number} Ltd" for number in range(ACCOUNTS)]
    agents = [f"Agent Number{number}" for number in range(AGENTS)]
    _file(folder, "accounts.csv", "account,sector,year_established,revenue,employees,office_location,subsidiary_of", (
        (name, SECTORS[place % 6], 1980 + place % 40, f"{100 + place * 13.7:.2f}", 50 + place * 97, "United States",
         accounts[place - 1] if place % 6 == 5 else "")
        for place, name in enumerate(accounts)
    ))  # fmt: skip
    _file(folder, "products.csv", "product,series,sales_price", PRODUCTS)
    _file(folder, "sales_teams.csv", "sales_agent,manager,regional_office", (
        (name, f"Manager Number{place % 6}", ("Central", "East", "West")[place % 3]) for place, name in enumerate(agents)
    ))  # fmt: skip
    _file(
        folder, "sales_pipeline.csv",
        "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value",
        (_deal(number, accounts, agents) for number in range(DEALS)),
    )  # fmt: skip
    return folder


def _deal(number: int, accounts: list[str], agents: list[str]) -> tuple:
    stage = ("Won", "Won", "Won", "Lost", "Lost", "Engaging", "Prospecting")[number % 7]
    engaged = FIRST + timedelta(days=number % 400) if stage != "Prospecting" else ""
    closed = engaged + timedelta(days=10 + number % 130) if stage in {"Won", "Lost"} else ""
    product, _series, price = PRODUCTS[number % len(PRODUCTS)]
    value = {"Won": price, "Lost": 0}.get(stage, "")
    account = "" if number % 6 == 4 and not closed else accounts[number * 7 % ACCOUNTS]
    return f"{number:08X}", agents[number % AGENTS], product, account, stage, engaged, closed, value


def _file(folder: Path, name: str, header: str, rows) -> None:
    with (folder / name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header.split(","))
        writer.writerows(rows)
