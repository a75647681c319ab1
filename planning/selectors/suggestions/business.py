"""Suggestions about what the customer buys, pays, signs and complains about, and about rivals."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import Competitor, Interaction, Issue, Opportunity, Product, WhiteSpaceCell
from accounts.selectors.pages import figures_of
from kam.lib import shown
from planning.selectors.suggestions.registry import (
    ACCOUNT,
    DEALS,
    HISTORY,
    ISSUES,
    MONEY,
    Asking,
    Offer,
    suggests,
)

YEAR = timedelta(days=365)


@suggests("T7", place=ISSUES)
def issues(asking: Asking) -> Iterable[str]:
    """Open issues."""
    for issue in Issue.objects.filter(account=asking.account, closed_on=None):
        where = f", {issue.owner_unit}" if issue.owner_unit else ""
        yield f"{issue.title} ({issue.get_severity_display()}{where}, {shown.full_date(issue.opened_on)})"


@suggests("N3", place=ISSUES)
def issues_as_needs(asking: Asking) -> Iterable[Offer]:
    """Open issues cost the customer something."""
    for issue in Issue.objects.filter(account=asking.account, closed_on=None):
        source = _("Issue of %(day)s") % {"day": shown.full_date(issue.opened_on)}
        values = {"title": issue.title, "severity": issue.severity, "evidence": "observed", "source_note": source}
        yield Offer(f"{issue.title} ({issue.get_severity_display()})", "need", values)


@suggests("R2", place=ACCOUNT)
def own_revenue(asking: Asking) -> Iterable[Offer]:
    """The customer's own sales."""
    account, year = asking.account, asking.today.year - 1
    if account.annual_revenue is not None:
        amount = shown.money(account.annual_revenue, account.currency)
        text = _("The customer's own revenue: %(amount)s a year") % {"amount": amount}
        values = {"year": year, "sales": account.annual_revenue, "currency": account.currency}
        yield Offer(text, "financial", values)


@suggests("R1", "R3", "R4", place=ACCOUNT)
def industry(asking: Asking) -> Iterable[str]:
    """Where to look: the customer's industry and country."""
    words = [part for part in (asking.account.industry, asking.account.country) if part]
    if words:
        yield _("Industry and country: %(words)s") % {"words": ", ".join(words)}


@suggests("N7", place=DEALS)
def deals(asking: Asking) -> Iterable[Offer]:
    """Open deals with their amounts and days."""
    rows = Opportunity.objects.filter(account=asking.account, stage__in=Opportunity.OPEN).order_by("close_on", "pk")
    for deal in rows:
        day = shown.full_date(deal.close_on) if deal.close_on else _("no date")
        text = f"{deal.name}: {shown.money(deal.amount, deal.currency)}, {day}"
        values = {"title": deal.name, "budget": deal.amount, "currency": deal.currency, "decision_on": deal.close_on}
        yield Offer(text, "need", values)


@suggests("I1", place=HISTORY)
def beginnings(asking: Asking) -> Iterable[str]:
    """The history as noted, else the first talk on record."""
    if asking.account.history:
        return
    first = Interaction.objects.filter(account=asking.account).order_by("happened_on", "pk").first()
    if first:
        yield _("First on record: %(day)s, %(what)s") % {
            "day": shown.full_date(first.happened_on),
            "what": first.summary[:200],
        }


@suggests("I2", place=DEALS)
def bought(asking: Asking) -> Iterable[Offer]:
    """Won deals of 12 months by product, where the white space grid says nothing of ours yet."""
    ours = WhiteSpaceCell.objects.filter(account=asking.account, status="ours").values("product")
    won = (
        Opportunity.objects.filter(
            account=asking.account,
            stage=Opportunity.Stage.WON,
            close_on__gte=asking.today - YEAR,
            amount__gt=0,
            product__isnull=False,
        )
        .exclude(product__in=ours)
        .order_by()
        .values_list("product", "product__name", "currency")
        .annotate(total=Sum("amount"))
        .order_by("-total")
    )
    products = Product.objects.in_bulk([row[0] for row in won])
    for pk, name, currency, total in won:
        text = _("%(product)s: %(amount)s won in 12 months") % {
            "product": name,
            "amount": shown.money(total, currency),
        }
        yield Offer(text, "cell", {"product": products[pk], "current_amount": total, "currency": currency})


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


@suggests("C6", place=MONEY)
def rivals(asking: Asking) -> Iterable[str]:
    """Rivals on record."""
    for rival in Competitor.objects.filter(account=asking.account).select_related("unit", "product"):
        parts = [rival.get_status_display(), *(str(place) for place in (rival.unit, rival.product) if place)]
        if rival.annual_amount is not None:
            parts.append(shown.money(rival.annual_amount, rival.currency))
        yield f"{rival.name}: {', '.join(str(part) for part in parts)}"


@suggests("C4", place=DEALS)
def losses(asking: Asking) -> Iterable[str | Offer]:
    """Why deals were lost, and to whom."""
    for deal in Opportunity.objects.filter(account=asking.account, stage="lost").exclude(loss_reason=""):
        text = f"{deal.name}: {deal.loss_reason}"
        values = {"name": deal.competitor, "better_at": deal.loss_reason}
        yield Offer(text, "competitor", values) if deal.competitor else text


@suggests("C1", place=DEALS)
def named_rivals(asking: Asking) -> Iterable[Offer]:
    """Rivals that the CRM names in deals."""
    known = Competitor.objects.filter(account=asking.account).values("name")
    named = Opportunity.objects.filter(account=asking.account).exclude(competitor="").exclude(competitor__in=known)
    for name in named.order_by("competitor").values_list("competitor", flat=True).distinct():
        yield Offer(_("%(name)s, named in a deal") % {"name": name}, "competitor", {"name": name})
