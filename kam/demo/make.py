"""Makes the whole demo: export, import, people, key accounts, scores."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

from django.db import transaction

from accounts.importing.runs import import_create_from_folder, import_now
from accounts.models import Account, ImportRun
from accounts.services.money import figures_refresh
from kam.demo import names
from kam.demo.accounts import Filled, account_fill
from kam.demo.big_map import BIG, big_map_fill, lines_fill
from kam.demo.export import write_export
from kam.demo.gaps import gaps_fill
from kam.demo.outcomes import outcomes_fill
from kam.demo.past import reviews_fill, snapshots_fill, surveys_fill
from kam.demo.people import sign_ins_make
from kam.demo.plans import plan_fill
from kam.demo.process import process_fill
from kam.demo.selection import programme_fill, selection_fill
from kam.demo.talk import talk_fill
from planning.services.figures import action_figures_refresh
from planning.services.measures import measures_refresh_all
from scoring.services.health import health_rescore

# Where each key account's plan stands, and the share of its questions that are answered.
STANDINGS = (
    ("execution", 0.85), ("execution", 0.7), ("action_plan", 0.5), ("research", 0.3), ("review", 0.9), ("execution", 0.75),
    ("strategy", 0.12), ("action_plan", 0.55), ("research", 0.4), ("execution", 0.8), ("action_plan", 0.6),
    ("research", 0.35), ("execution", 0.65),
)  # fmt: skip


def demo_make(folder: Path, *, today: date, seed: int) -> Iterator[str]:
    """Fill an empty database; yields a line a step."""
    companies = write_export(folder, today=today, seed=seed)
    yield f"CRM export written: {len(companies)} customers"
    run = import_create_from_folder(folder=folder, source="Demo CRM", by=None, state=ImportRun.State.RUNNING)
    run = import_now(run=run, by=None, report=lambda _done, _total, _message: None)
    yield f"CRM export imported: {sum(kind['rows'] for kind in run.counts.values())} rows"
    users = sign_ins_make()
    programme_fill()
    figures_refresh(account_ids=None, today=today)
    filled, survey = [], ""
    for (name, theme, mood), (stage, share) in zip(names.KEY_ACCOUNTS, STANDINGS, strict=True):
        row, link = _key_account(name, theme, mood, stage, share, users, today, Random(f"{seed} {name}"))  # noqa: S311
        filled.append(row)
        survey = survey or link
        yield f"Key account filled: {name}"
    selection_fill(filled, users, today, Random(seed))  # noqa: S311
    ids = list(Account.objects.order_by("pk").values_list("pk", flat=True))
    figures_refresh(account_ids=None, today=today)
    action_figures_refresh(account_ids=ids, today=today)
    health_rescore(account_ids=ids, today=today, trigger="nightly")
    count = snapshots_fill([row.account.pk for row in filled], today, Random(seed))  # noqa: S311
    ends = outcomes_fill(filled, today, Random(f"{seed} outcomes"))  # noqa: S311 -- demo content
    yield f"Noted what came of accounts: {ends} outcomes"
    health_rescore(account_ids=ids, today=today, trigger="change")  # the trend sees the year now
    measures_refresh_all(today=today)
    yield f"Scored {len(ids)} accounts, {count} snapshots of the past year"
    pulled = process_fill(filled, users, today)
    gaps_fill(filled, today, Random(f"{seed} gaps"))  # noqa: S311 -- demo content
    yield f"Plans approved, {pulled} reasons to pull a review forward"
    if survey:
        yield f"A survey as a customer's person sees it: {survey}"


@transaction.atomic
def _key_account(  # noqa: PLR0917 -- what one account is made of
    name: str, theme: str, mood: str, stage: str, share: float, users: dict, today: date, rng: Random
) -> tuple[Filled, str]:
    account = Account.objects.select_related("figures", "manager").get(name=name)
    filled = account_fill(account, theme, mood, users, today, rng)
    lines_fill(filled, today)
    if name == BIG:
        big_map_fill(filled, today, Random(f"{name} people"))  # noqa: S311 -- demo content
    plan = plan_fill(filled, today, rng, stage=stage, share=share)
    talk_fill(filled, plan, Random(f"{name} talk"))  # noqa: S311 -- demo content
    survey = surveys_fill(filled, today, rng) if mood != "dark" else ""
    reviews_fill(filled, today, rng)
    return filled, survey
