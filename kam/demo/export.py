"""Writes the demo's CRM export: the files that a sales organisation would get out of its CRM."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from kam.demo import names

MONTHS = 24
GROWTH = {"strong": (0.1, 0.28), "fair": (-0.06, 0.1), "weak": (-0.28, -0.16)}
STAGES = ("Won", "Lost", "Prospecting", "Qualified", "Negotiation")


@dataclass(frozen=True)
class Company:
    """One customer of the export."""

    id: str
    name: str
    country: str
    city: str
    region: str
    industry: str
    segment: str
    owner: str
    scale: float  # revenue a year with us, EUR
    growth: float  # yearly, 0.1 = 10 %
    parent: str = ""


def write_export(folder: Path, *, today: date, seed: int) -> list[Company]:
    """Write the files into `folder` and return the companies in them. The same seed and day give the same files."""
    rng = Random(seed)  # noqa: S311 -- demo content
    companies = _companies(rng)
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "sales_teams.csv", ("sales_agent", "manager", "regional_office", "team"), _people())
    _write(folder / "products.csv", ("product", "series", "sales_price"), names.PRODUCTS)
    _write(folder / "accounts.csv", ACCOUNT_HEADER, (_account_row(company, rng) for company in companies))
    _write(folder / "sales_pipeline.csv", DEAL_HEADER, _deals(companies, today, rng))
    _write(folder / "contracts.csv", CONTRACT_HEADER, _contracts(companies, today, rng))
    _write(folder / "revenue.csv", REVENUE_HEADER, _revenue(companies, today, rng))
    return companies


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(header)
        writer.writerows(rows)


def _people() -> Iterable[tuple[str, str, str, str]]:
    for region, team, manager, people in names.TEAMS:
        for person in people:
            yield person, manager, region, team


def _companies(rng: Random) -> list[Company]:
    made: list[Company] = []
    places = [(name, country, city, "Europe") for name, country, city in names.EUROPE]
    places += [(name, country, city, "Americas") for name, country, city in names.AMERICAS]
    places += [(name, "China", city, "Greater China") for name, city in names.CHINA]
    key = {name: mood for name, _theme, mood in names.KEY_ACCOUNTS}
    owners = {
        region: [person for where, _team, _manager, people in names.TEAMS if where == region for person in people]
        for region in ("Europe", "Americas", "Greater China")
    }
    signed_in = {"Aurora Foods", "Lindqvist Medical", "Falkenrath Logistik", "Jansen & de Wit"}
    for number, (name, country, city, region) in enumerate(places, start=1):
        big = name in key or name in names.CANDIDATES or name in names.WAITING
        scale = rng.uniform(1.6e6, 6.5e6) if big else rng.lognormvariate(12.0, 0.9)
        owner = owners[region][number % len(owners[region])]
        if name in signed_in:
            owner = "Mara Vogel"
        elif name in key and region == "Greater China":
            owner = "林若溪"
        parent = made[-1].name if number % 17 == 0 and made and made[-1].region == region else ""
        made.append(
            Company(
                id=f"A{number:04d}",
                name=name,
                country=country,
                city=city,
                region=region,
                industry=names.INDUSTRIES[(number * 7) % len(names.INDUSTRIES)],
                segment=names.SEGMENTS[0 if big else 1 + number % 2],
                owner=owner,
                scale=scale,
                growth=rng.uniform(*GROWTH.get(key.get(name, ""), (-0.22, 0.3))),
                parent=parent,
            )
        )
    return made


ACCOUNT_HEADER = (
    "Account ID", "Account Name", "Parent Account", "Industry", "Segment", "Billing Country", "Billing City", "Website",
    "Employees", "Annual Revenue", "Currency", "Year Established", "Account Owner",
)  # fmt: skip


def _account_row(company: Company, rng: Random) -> tuple[Any, ...]:
    slug = f"customer-{company.id.lower()}" if names.is_chinese(company.name) else _slug(company.name)
    return (
        company.id, company.name, company.parent, company.industry, company.segment, company.country, company.city,
        f"https://www.{slug}.example", rng.randrange(120, 18_000), round(company.scale * rng.uniform(40, 260), -3), "EUR",
        rng.randrange(1921, 2014), company.owner,
    )  # fmt: skip


def _slug(name: str) -> str:
    return "".join(letter.lower() if letter.isascii() and letter.isalnum() else "-" for letter in name).strip("-")


DEAL_HEADER = (
    "opportunity_id", "opportunity_name", "sales_agent", "product", "account", "deal_stage", "engage_date", "close_date",
    "close_value", "currency", "probability",
)  # fmt: skip


def _deals(companies: list[Company], today: date, rng: Random) -> Iterable[tuple[Any, ...]]:
    number = 0
    for company in companies:
        for _ in range(rng.randrange(5, 9) + int(company.scale // 250_000)):
            number += 1
            yield _deal(number, company, today, rng)
    for _ in range(25):  # deals that a salesperson never tied to a customer
        number += 1
        yield _deal(number, None, today, rng)


def _deal(number: int, company: Company | None, today: date, rng: Random) -> tuple[Any, ...]:
    product, _series, price = rng.choice(names.PRODUCTS)
    engaged = today - timedelta(days=rng.randrange(20, 30 * MONTHS))
    stage = rng.choices(STAGES, weights=(46, 22, 10, 12, 10))[0]
    is_open = stage not in ("Won", "Lost")
    close = (
        today + timedelta(days=rng.randrange(15, 200)) if is_open else engaged + timedelta(days=rng.randrange(20, 160))
    )
    if not is_open and close > today:
        close = today - timedelta(days=rng.randrange(1, 20))
    value = round(price * rng.uniform(0.8, 3.2), -2)
    spelled = names.SPELLED_OTHERWISE.get(product, product) if rng.random() < 0.08 else product
    return (
        f"D{number:05d}",
        f"{product} for {company.name}" if company else product,
        company.owner if company else rng.choice(names.TEAMS)[3][0],
        spelled,
        company.name if company else "",
        stage,
        engaged if stage != "Prospecting" else "",
        close,
        0 if stage == "Lost" else value,
        "EUR",
        {"Won": 100, "Lost": 0, "Prospecting": 20, "Qualified": 45, "Negotiation": 75}[stage],
    )


CONTRACT_HEADER = ("Contract Name", "Account Name", "Start Date", "End Date", "Notice Days", "Annual Value", "Currency")


def _contracts(companies: list[Company], today: date, rng: Random) -> Iterable[tuple[Any, ...]]:
    for company in companies:
        if company.scale < 200_000:
            continue
        for kind, share in (("Frame agreement", 0.55), ("Service agreement", 0.2)):
            ends = today + timedelta(days=rng.randrange(25, 720))
            yield (
                f"{kind} {ends.year}", company.name, ends - timedelta(days=1095), ends, rng.choice((60, 90, 120)),
                round(company.scale * share, -3), "EUR",
            )  # fmt: skip


REVENUE_HEADER = ("Account Name", "Month", "Product", "Amount", "Currency")


def _revenue(companies: list[Company], today: date, rng: Random) -> Iterable[tuple[Any, ...]]:
    first = today.replace(day=1)
    for company in companies:
        mix = rng.sample(names.PRODUCTS, k=3)
        for back in range(MONTHS, 0, -1):
            month = _months_before(first, back)
            level = company.scale / 12 * (1 + company.growth) ** (1 - back / 12)
            for (product, _series, _price), share in zip(mix, (0.5, 0.3, 0.2), strict=True):
                yield company.name, month, product, round(level * share * rng.uniform(0.75, 1.25), 2), "EUR"


def _months_before(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)
