"""Measures of money: revenue, deals won, share of wallet."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from accounts.models import Account, Opportunity, Revenue
from accounts.selectors.money import month_of
from kam.lib import shown
from planning.measures.registry import Ask, Measured, day_of, ids_of, left_out, measure


def _say_revenue(facts: Mapping[str, Any]) -> str:
    words = ngettext(
        "revenue %(first)s – %(last)s = %(amount)s from %(count)s month",
        "revenue %(first)s – %(last)s = %(amount)s from %(count)s months",
        facts["months"],
    )
    return words % {
        "first": shown.short_month(day_of(facts, "first")),
        "last": shown.short_month(day_of(facts, "last")),
        "amount": shown.money(facts["amount"], facts["currency"]),
        "count": facts["months"],
    } + left_out(facts)


@measure("revenue", lazy("Revenue"), _say_revenue, view="accounts:revenue-list", is_money=True, counts_from=True)
def revenue(asks: Sequence[Ask], today: date) -> Mapping[Ask, Measured]:
    """What was billed from the month of the first day on, in the account's currency. One query."""
    rows = (
        Revenue.objects.filter(account_id__in=ids_of(asks), month__gte=month_of(min(ask.start for ask in asks)))
        .filter(month__lte=today)
        .order_by("month")
        .values_list("account_id", "month", "amount", "currency")
    )
    booked: dict[int, list[tuple[date, Decimal, str]]] = defaultdict(list)
    for account_id, month, amount, currency in rows:
        booked[account_id].append((month, amount, currency))
    return {ask: found for ask in asks if (found := _billed(ask, booked[ask.account_id], today)) is not None}


def _billed(ask: Ask, rows: list[tuple[date, Decimal, str]], today: date) -> Measured | None:
    rows = [row for row in rows if row[0] >= month_of(ask.start)]
    ours = [row for row in rows if row[2] == ask.currency]
    if not ours:
        return None
    months = sorted({month_of(month) for month, _amount, _currency in ours})
    total = sum((amount for _month, amount, _currency in ours), Decimal(0))
    facts = {
        "first": months[0].isoformat(), "last": months[-1].isoformat(), "months": len(months), "amount": str(total),
        "currency": ask.currency, "left_out": len(rows) - len(ours),
    }  # fmt: skip
    return Measured(total, today, facts)


def _deals_won(asks: Sequence[Ask], today: date) -> dict[Ask, list[tuple[date, Decimal | None, str]]]:
    rows = Opportunity.objects.filter(
        account_id__in=ids_of(asks), stage=Opportunity.Stage.WON, close_on__gte=min(ask.start for ask in asks)
    ).filter(close_on__lte=today)
    won: dict[int, list[tuple[date, Decimal | None, str]]] = defaultdict(list)
    for account_id, *deal in rows.order_by("close_on").values_list("account_id", "close_on", "amount", "currency"):
        won[account_id].append(tuple(deal))
    return {ask: [deal for deal in won[ask.account_id] if deal[0] >= ask.start] for ask in asks}


def _won_facts(ask: Ask, deals: list[tuple[date, Decimal | None, str]], today: date) -> dict[str, Any]:
    ours = [amount for _day, amount, currency in deals if amount is not None and currency == ask.currency]
    return {
        "first": ask.start.isoformat(), "last": today.isoformat(), "deals": len(deals), "currency": ask.currency,
        "amount": str(sum(ours, Decimal(0))), "without": sum(amount is None for _day, amount, _currency in deals),
        "left_out": sum(amount is not None and currency != ask.currency for _day, amount, currency in deals),
    }  # fmt: skip


def _say_won(facts: Mapping[str, Any]) -> str:
    words = ngettext(
        "won from %(first)s to %(last)s: %(amount)s in %(count)s deal",
        "won from %(first)s to %(last)s: %(amount)s in %(count)s deals",
        facts["deals"],
    ) % {
        "first": shown.full_date(day_of(facts, "first")),
        "last": shown.full_date(day_of(facts, "last")),
        "amount": shown.money(facts["amount"], facts["currency"]),
        "count": facts["deals"],
    }
    without = facts.get("without", 0)
    if without:
        words += ngettext(
            "; %(count)s deal has no amount", "; %(count)s deals have no amount", without
        ) % {"count": without}  # fmt: skip
    return words + left_out(facts)


WON: dict[str, Any] = {"view": "accounts:opportunity-list", "query": {"stage": "won"}, "counts_from": True}


@measure("won_amount", lazy("Opportunities won, amount"), _say_won, is_money=True, **WON)
def won_amount(asks: Sequence[Ask], today: date) -> Mapping[Ask, Measured]:
    """The amount of the deals won from the first day on. Known as nothing once deals could have been won."""
    facts = {ask: _won_facts(ask, deals, today) for ask, deals in _deals_won(asks, today).items()}
    return {ask: Measured(Decimal(found["amount"]), today, found) for ask, found in facts.items()}


@measure("won_count", lazy("Opportunities won, number"), _say_won, unit=lazy("deals"), **WON)
def won_count(asks: Sequence[Ask], today: date) -> Mapping[Ask, Measured]:
    """How many deals were won from the first day on."""
    facts = {ask: _won_facts(ask, deals, today) for ask, deals in _deals_won(asks, today).items()}
    return {ask: Measured(Decimal(found["deals"]), today, found) for ask, found in facts.items()}


def _say_wallet(facts: Mapping[str, Any]) -> str:
    return _("%(revenue)s billed in 12 months of %(spend)s that they spend in our field") % {
        "revenue": shown.money(facts["revenue"], facts["currency"]),
        "spend": shown.money(facts["spend"], facts["currency"]),
    }


@measure("wallet", lazy("Share of wallet"), _say_wallet, unit="%", view="accounts:account-money")
def wallet(asks: Sequence[Ask], today: date) -> Mapping[Ask, Measured]:
    """Our part of what the customer spends in our field. One query."""
    rows = Account.objects.filter(
        pk__in=ids_of(asks), addressable_spend__gt=0, figures__revenue_12m__isnull=False
    ).values_list("pk", "figures__revenue_12m", "addressable_spend", "currency")
    found = {
        pk: Measured(
            100 * billed / spend, today, {"revenue": str(billed), "spend": str(spend), "currency": currency}
        )
        for pk, billed, spend, currency in rows
    }  # fmt: skip
    return {ask: found[ask.account_id] for ask in asks if ask.account_id in found}
