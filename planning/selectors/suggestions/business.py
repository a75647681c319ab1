"""Suggestions about what the customer buys, pays, signs and complains about, and about rivals."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from statistics import median

from django.db.models import Count, Exists, Max, OuterRef, Q, Sum
from django.db.models.functions import Greatest
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import visible
from accounts.models import (
    AccountTeamMember,
    Competitor,
    Interaction,
    Issue,
    Opportunity,
    Product,
    Revenue,
    Trend,
    Unit,
    WhiteSpaceCell,
)
from accounts.selectors.pages import figures_of
from kam.lib import shown
from planning.selectors.suggestions.registry import (
    ACCOUNT,
    DEALS,
    HISTORY,
    INDUSTRY,
    ISSUES,
    MONEY,
    MOST,
    Asking,
    Offer,
    Source,
    added,
    suggests,
)

YEAR = timedelta(days=365)
FEW_DEALS = 3


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


def _trends(kind: str) -> Source:
    """What is noted at other customers of the industry that the reader may see, the most often noted first."""

    def trends(asking: Asking) -> Iterable[Offer]:
        if not asking.account.industry:
            return
        elsewhere = Trend.objects.filter(kind=kind, account__industry=asking.account.industry)
        rows = visible(elsewhere.exclude(account=asking.account), asking.user).order_by()
        found = rows.values("title").annotate(count=Count("account", distinct=True), effect=Max("effect"))
        for row in found.order_by("-count", "title")[:MOST]:
            many = ngettext("noted at %(count)s customer", "noted at %(count)s customers", row["count"])
            text = f"{row['title']} ({many % {'count': row['count']}})"
            yield Offer(text, "trend", {"title": row["title"], "effect": row["effect"], "evidence": "assumed"})

    return trends


for _code, _kind in {"R1": "market", "R3": "regulation", "R4": "technology", "R5": "demand"}.items():
    suggests(_code, place=INDUSTRY)(_trends(_kind))


@suggests("N7", place=DEALS)
def deals(asking: Asking) -> Iterable[Offer]:
    """Open deals with their amounts and days."""
    rows = Opportunity.objects.filter(account=asking.account, stage__in=Opportunity.OPEN).order_by("close_on", "pk")
    for deal in rows:
        day = shown.full_date(deal.close_on) if deal.close_on else _("no date")
        text = f"{deal.name}: {shown.money(deal.amount, deal.currency)}, {day}"
        values = {"title": deal.name, "budget": deal.amount, "currency": deal.currency, "decision_on": deal.close_on}
        yield Offer(text, "need", values)


@suggests("N8", place=DEALS)
def buying(asking: Asking) -> Iterable[Offer]:
    """How long deals took, and in which months they were signed: the past of the deals is the buying process."""
    won = Opportunity.objects.filter(account=asking.account, stage="won", close_on__isnull=False).order_by("pk")
    deals = list(won.values_list("engaged_on", "close_on"))
    days = sorted((end - start).days for start, end in deals if start and start <= end)
    if days:
        words = {"count": len(days), "first": days[0], "last": days[-1], "middle": round(median(days))}
        text = ngettext(
            "From first talk to signature: %(middle)s days (%(count)s won deal)",
            "From first talk to signature: %(first)s to %(last)s days, mostly about %(middle)s (%(count)s won deals)",
            len(days),
        )
        yield from _story(asking, "buying_process", text % words)
    if len(deals) >= FEW_DEALS:
        months = [month for month, _count in Counter(end.month for _start, end in deals).most_common(2)]
        names = ", ".join(str(MONTHS[month]) for month in sorted(months))
        yield from _story(asking, "buying_process", _("Most deals were signed in: %(months)s") % {"months": names})


def _story(asking: Asking, name: str, text: str) -> Iterator[Offer]:
    """A line for what the account says in words, unless it is there."""
    there = getattr(asking.account, name)
    if text not in there:
        yield Offer(text, "story", {name: added(there, text)}, row=asking.account)


@suggests("I1", place=HISTORY)
def beginnings(asking: Asking) -> Iterable[Offer]:
    """The first talk and the first deal on record, and the greatest one."""
    first = Interaction.objects.filter(account=asking.account).order_by("happened_on", "pk").first()
    if first:
        words = {"day": shown.full_date(first.happened_on), "what": " ".join(first.summary.split())[:200]}
        yield from _story(asking, "history", _("First on record: %(day)s, %(what)s") % words)
    won = Opportunity.objects.filter(account=asking.account, stage="won", close_on__isnull=False)
    begun, greatest = won.order_by("close_on", "pk").first(), won.filter(amount__gt=0).order_by("-amount", "pk").first()
    if begun:
        yield from _story(asking, "history", _("First deal won: %(deal)s") % {"deal": _deal(begun)})
    if greatest and greatest != begun:
        yield from _story(asking, "history", _("Greatest deal won: %(deal)s") % {"deal": _deal(greatest)})


def _deal(deal: Opportunity) -> str:
    amount = f", {shown.money(deal.amount, deal.currency)}" if deal.amount else ""
    return f"{deal.name}{amount}, {shown.full_date(deal.close_on)}"


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


@suggests("I2", place=MONEY)
def billed(asking: Asking) -> Iterable[Offer]:
    """What was billed in 12 months by product and unit, where the white space grid says nothing of ours yet."""
    same = {"account": asking.account, "status": "ours", "product": OuterRef("product")}
    ours = WhiteSpaceCell.objects.filter(Q(unit=OuterRef("unit")) | Q(unit=None), **same)
    rows = (
        Revenue.objects.filter(~Exists(ours), account=asking.account, product__isnull=False)
        .filter(month__gte=asking.today - YEAR)
        .order_by()
        .values_list("product", "unit", "currency")
        .annotate(total=Sum("amount"))
        .filter(total__gt=0)
        .order_by("-total")[:MOST]
    )
    found = list(rows)
    products = Product.objects.in_bulk([row[0] for row in found])
    units = Unit.objects.in_bulk([row[1] for row in found if row[1]])
    for product, unit, currency, total in found:
        where = f", {units[unit].name}" if unit else ""
        words = {"product": f"{products[product].name}{where}", "amount": shown.money(total, currency)}
        text = _("%(product)s: %(amount)s billed in 12 months") % words
        values = {"product": products[product], "current_amount": total, "currency": currency}
        yield Offer(text, "cell", values | ({"unit": units[unit]} if unit else {}))


@suggests("I3", place=MONEY)
def share_of_wallet(asking: Asking) -> Iterable[str | Offer]:
    """Our revenue beside what they spend in our field; where nobody said that, the sum of the white space grid."""
    account, spend, revenue = asking.account, asking.account.addressable_spend, figures_of(asking.account).revenue_12m
    if spend and revenue is not None:
        yield _("%(share)s: %(revenue)s of %(spend)s a year") % {
            "share": shown.percent(revenue / spend),
            "revenue": shown.money(revenue, account.currency),
            "spend": shown.money(spend, account.currency),
        }
    elif spend is None:
        cells = WhiteSpaceCell.objects.filter(account=account, currency=account.currency).exclude(status="not_needed")
        total = cells.aggregate(total=Sum(Greatest("potential_amount", "current_amount")))["total"]
        if total:
            text = _("The white space grid adds up to %(amount)s a year") % {
                "amount": shown.money(total, account.currency)
            }
            yield Offer(text, "facts", {"addressable_spend": total}, row=account)


@suggests("I4", place=MONEY)
def earnings(asking: Asking) -> Iterable[str]:
    """What the margin leaves in money, and what it costs to serve them: hours of the team, complaints."""
    account, revenue = asking.account, figures_of(asking.account).revenue_12m
    if account.gross_margin_pct is not None and revenue is not None:
        yield _("%(margin)s%% of %(revenue)s is %(amount)s a year") % {
            "margin": shown.plain(account.gross_margin_pct, 1),
            "revenue": shown.money(revenue, account.currency),
            "amount": shown.money(revenue * account.gross_margin_pct / 100, account.currency),
        }
    members = AccountTeamMember.objects.filter(account=account, left_on=None)
    if hours := members.aggregate(total=Sum("hours_per_week"))["total"]:
        yield _("Cost to serve: the team gives %(hours)s hours a week") % {"hours": shown.plain(hours, 1)}
    issues = Issue.objects.filter(account=account, opened_on__gte=asking.today - YEAR).count()
    if issues:
        words = ngettext(
            "Cost to serve: %(count)s issue in 12 months", "Cost to serve: %(count)s issues in 12 months", issues
        )
        yield words % {"count": issues}


@suggests("I5", place=ISSUES)
def annoyances(asking: Asking) -> Iterable[str]:
    """What still annoys them."""
    rows = Issue.objects.filter(account=asking.account, closed_on=None)
    by_severity = dict(rows.order_by().values_list("severity").annotate(count=Count("pk")))
    for value, label in Issue.Severity.choices:
        if count := by_severity.get(value):
            yield _("Open issues, %(severity)s: %(count)s") % {"severity": label, "count": count}


@suggests("C6", place=MONEY)
def rivals(asking: Asking) -> Iterable[Offer]:
    """Rivals on record may attack where they stand."""
    for rival in Competitor.objects.filter(account=asking.account).select_related("unit", "product"):
        parts = [rival.get_status_display(), *(str(place) for place in (rival.unit, rival.product) if place)]
        if rival.annual_amount is not None:
            parts.append(shown.money(rival.annual_amount, rival.currency))
        text = f"{rival.name}: {', '.join(str(part) for part in parts)}"
        yield Offer(text, "risk", {"title": text[:200], "owner": asking.account.manager})


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
