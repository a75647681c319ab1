"""What became of the demo's gaps: open for a while, one put off with a reason, one with its action."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from django.utils import translation

from accounts.models import AccountGap
from accounts.selectors.gap_lines import line_of
from accounts.services.gaps import gap_snooze, gaps_refresh_all
from kam.demo.accounts import Filled
from planning.services.gap_actions import gap_action_create

# In the order in which one is looked for.
PUT_OFF = ("G12", "G17", "G03", "G04", "G19")
ACTED_ON = ("G06", "G05", "G10", "G19", "G07", "G02")
REASON = (
    "Jakob joins every visit from next month; look again when he has met them twice.",
    "下个月起同事一起拜访，等他见过两次面再看。",
)
EVERY_SECOND, UNTIL_DAYS, OLDEST = 2, 40, 70


def gaps_fill(filled: Sequence[Filled], today: date, rng: Random) -> None:
    """Let the gaps of the key accounts have been found some time ago; treat two of every second account."""
    gaps_refresh_all(today=today)
    for gap in AccountGap.objects.open().filter(account__in=[row.account.pk for row in filled]).order_by("pk"):
        AccountGap.objects.filter(pk=gap.pk).update(opened_on=today - timedelta(days=rng.randint(2, OLDEST)))
    for row in filled[::EVERY_SECOND]:
        _put_off(row, today)
        _act(row, today)


def _first(row: Filled, rules: Sequence[str]) -> AccountGap | None:
    found = {gap.rule: gap for gap in AccountGap.objects.open().filter(account=row.account).order_by("key")}
    return next((found[rule] for rule in rules if rule in found and found[rule].snoozed_until is None), None)


def _put_off(row: Filled, today: date) -> None:
    gap = _first(row, PUT_OFF)
    if gap is not None:
        changes = {"snoozed_until": today + timedelta(days=UNTIL_DAYS), "snooze_reason": REASON[row.chinese]}
        gap_snooze(gap=gap, changes=changes, by=row.lead, today=today)


def _act(row: Filled, today: date) -> None:
    gap = _first(row, ACTED_ON)
    line = line_of(gap, today) if gap is not None else None
    if line is not None:
        with translation.override("zh-hans" if row.chinese else "en"):
            gap_action_create(account=row.account, gap=line.gap, by=row.lead, today=today)
