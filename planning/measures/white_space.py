"""The measure of white space that was won."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from accounts.models import AuditEvent, WhiteSpaceCell
from kam.lib import shown
from planning.measures.registry import Ask, Measured, day_of, ids_of, left_out, measure

FREE = (WhiteSpaceCell.Status.RIVAL, WhiteSpaceCell.Status.TARGET, WhiteSpaceCell.Status.EMPTY)


def _say_white_space(facts: Mapping[str, Any]) -> str:
    words = ngettext(
        "%(count)s field of the grid turned ours since %(first)s, worth %(amount)s a year",
        "%(count)s fields of the grid turned ours since %(first)s, worth %(amount)s a year",
        facts["cells"],
    ) % {
        "count": facts["cells"],
        "first": shown.full_date(day_of(facts, "first")),
        "amount": shown.money(facts["amount"], facts["currency"]),
    }
    without = facts.get("without", 0)
    if without:
        words += ngettext(
            "; %(count)s field has no amount", "; %(count)s fields have no amount", without
        ) % {"count": without}  # fmt: skip
    return words + left_out(facts)


@measure(
    "white_space", lazy("White space won, a year"), _say_white_space, view="accounts:white-space", is_money=True,
    counts_from=True,
)  # fmt: skip
def white_space(asks: Sequence[Ask], today: date) -> Mapping[Ask, Measured]:
    """What is bought in fields that were a rival's, a target or open and turned ours. Two queries."""
    turned = AuditEvent.objects.filter(
        account_id__in=ids_of(asks), object_type=WhiteSpaceCell._meta.label_lower, at__date__lte=today,
        at__date__gte=min(ask.start for ask in asks), changes__status__0__in=FREE,
        changes__status__1=WhiteSpaceCell.Status.OURS,
    ).values_list("object_id", "at__date")  # fmt: skip
    days: dict[int, list[date]] = defaultdict(list)
    for object_id, day in turned:
        days[int(object_id)].append(day)
    ours = WhiteSpaceCell.objects.filter(pk__in=days, status=WhiteSpaceCell.Status.OURS)
    cells: dict[int, list[tuple[int, Decimal | None, str]]] = defaultdict(list)
    for account_id, *cell in ours.values_list("account_id", "pk", "current_amount", "currency"):
        cells[account_id].append(tuple(cell))
    return {
        ask: _taken(ask, [row for row in cells[ask.account_id] if max(days[row[0]]) >= ask.start], today)
        for ask in asks
    }


def _taken(ask: Ask, cells: list[tuple[int, Decimal | None, str]], today: date) -> Measured:
    known = [amount for _pk, amount, currency in cells if amount is not None and currency == ask.currency]
    total = sum(known, Decimal(0))
    facts = {
        "first": ask.start.isoformat(), "cells": len(cells), "amount": str(total), "currency": ask.currency,
        "without": sum(amount is None for _pk, amount, _currency in cells),
        "left_out": sum(amount is not None and currency != ask.currency for _pk, amount, currency in cells),
    }  # fmt: skip
    return Measured(total, today, facts)
