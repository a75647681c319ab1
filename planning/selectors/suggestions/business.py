"""Suggestions about what the customer buys, pays, signs and complains about, and about rivals."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import Competitor, Contract, Interaction, Issue, Opportunity
from accounts.selectors.pages import figures_of
from kam.lib import shown
from planning.models import Action
from planning.selectors.suggestions.registry import (
    ACCOUNT,
    ACTIONS,
    DEALS,
    HISTORY,
    ISSUES,
    MONEY,
    Asking,
    suggests,
)

YEAR = timedelta(days=365)


@suggests("N3", "I5", "T7", place=ISSUES)
def issues(asking: Asking) -> Iterable[str]:
    """Open issues."""
    for issue in Issue.objects.filter(account=asking.account, closed_on=None):
        where = f", {issue.owner_unit}" if issue.owner_unit else ""
        yield f"{issue.title} ({issue.get_severity_display()}{where}, {shown.full_date(issue.opened_on)})"


@suggests("R2", place=ACCOUNT)
def own_revenue(asking: Asking) -> Iterable[str]:
    """The customer's own sales."""
    if asking.account.annual_revenue is not None:
        amount = shown.money(asking.account.annual_revenue, asking.account.currency)
        yield _("The customer's own revenue: %(amount)s a year") % {"amount": amount}


@suggests("R1", "R3", "R4", place=ACCOUNT)
def industry(asking: Asking) -> Iterable[str]:
    """Where to look: the customer's industry and country."""
    words = [part for part in (asking.account.industry, asking.account.country) if part]
    if words:
        yield _("Industry and country: %(words)s") % {"words": ", ".join(words)}


@suggests("N7", place=DEALS)
def deals(asking: Asking) -> Iterable[str]:
    """Open deals with their amounts and days."""
    rows = Opportunity.objects.filter(account=asking.account, stage__in=Opportunity.OPEN).order_by("close_on", "pk")
    for deal in rows:
        day = shown.full_date(deal.close_on) if deal.close_on else _("no date")
        yield f"{deal.name}: {shown.money(deal.amount, deal.currency)}, {day}"


@suggests("N8", place=ACCOUNT)
def buying(asking: Asking) -> Iterable[str]:
    """The buying process as noted on the account."""
    yield asking.account.buying_process


@suggests("I1", place=HISTORY)
def beginnings(asking: Asking) -> Iterable[str]:
    """The history as noted, else the first talk on record."""
    if asking.account.history:
        yield asking.account.history
        return
    first = Interaction.objects.filter(account=asking.account).order_by("happened_on", "pk").first()
    if first:
        yield _("First on record: %(day)s, %(what)s") % {
            "day": shown.full_date(first.happened_on),
            "what": first.summary[:200],
        }


@suggests("I2", place=DEALS)
def bought(asking: Asking) -> Iterable[str]:
    """Won deals of 12 months by product."""
    won = (
        Opportunity.objects.filter(
            account=asking.account, stage=Opportunity.Stage.WON, close_on__gte=asking.today - YEAR, amount__gt=0
        )
        .order_by()
        .values_list("product__name", "currency")
        .annotate(total=Sum("amount"))
        .order_by("-total")
    )
    for product, currency, total in won:
        what, amount = product or _("Other"), shown.money(total, currency)
        yield _("%(product)s: %(amount)s won in 12 months") % {"product": what, "amount": amount}


@suggests("I3", place=MONEY)
def share_of_wallet(asking: Asking) -> Iterable[str]:
    """Our revenue beside what they spend in our field."""
    spend, revenue = asking.account.addressable_spend, figures_of(asking.account).revenue_12m
    if spend and revenue is not None:
        yield _("%(share)s: %(revenue)s of %(spend)s a year") % {
            "share": shown.percent(revenue / spend),
            "revenue": shown.money(revenue, asking.account.currency),
            "spend": shown.money(spend, asking.account.currency),
        }


@suggests("I4", place=MONEY)
def margin(asking: Asking) -> Iterable[str]:
    """What is left after the cost of serving them."""
    if asking.account.gross_margin_pct is not None:
        yield _("Margin after service cost: %(margin)s") % {
            "margin": shown.percent(asking.account.gross_margin_pct / 100, 1)
        }


@suggests("I6", place=ACTIONS)
def promises(asking: Asking) -> Iterable[str]:
    """Promises that are not kept yet."""
    rows = Action.objects.filter(account=asking.account, kind=Action.Kind.COMMITMENT).open()
    for action in rows.order_by("due_on", "pk"):
        yield f"{action.title} ({shown.full_date(action.due_on) if action.due_on else _('no date')})"


@suggests("I7", place=MONEY)
def payment(asking: Asking) -> Iterable[str]:
    """How late they pay."""
    if asking.account.days_late is not None:
        late = shown.days(asking.account.days_late)
        yield _("Pays %(days)s late on average over 12 months") % {"days": late}


@suggests("I8", place=MONEY)
def contracts(asking: Asking) -> Iterable[str]:
    """When contracts end, and the last day of notice."""
    for contract in Contract.objects.filter(account=asking.account, status=Contract.Status.ACTIVE):
        if contract.ends_on is None:
            yield _("%(name)s: its end is unknown") % {"name": contract.name}
            continue
        notice = contract.ends_on - timedelta(days=contract.notice_days)
        words = _("%(name)s ends on %(day)s, notice by %(notice)s")
        days = {"day": shown.full_date(contract.ends_on), "notice": shown.full_date(notice)}
        yield words % {"name": contract.name, **days}


@suggests("C1", "C2", "C6", place=MONEY)
def rivals(asking: Asking) -> Iterable[str]:
    """Rivals on record."""
    for rival in Competitor.objects.filter(account=asking.account).select_related("unit", "product"):
        parts = [rival.get_status_display(), *(str(place) for place in (rival.unit, rival.product) if place)]
        if rival.annual_amount is not None:
            parts.append(shown.money(rival.annual_amount, rival.currency))
        yield f"{rival.name}: {', '.join(str(part) for part in parts)}"


@suggests("C4", place=MONEY)
def better(asking: Asking) -> Iterable[str]:
    """What rivals do better."""
    for rival in Competitor.objects.filter(account=asking.account).exclude(better_at=""):
        yield f"{rival.name}: {rival.better_at}"


@suggests("C4", place=DEALS)
def losses(asking: Asking) -> Iterable[str]:
    """Why deals were lost."""
    for deal in Opportunity.objects.filter(account=asking.account, stage="lost").exclude(loss_reason=""):
        yield f"{deal.name}: {deal.loss_reason}"
