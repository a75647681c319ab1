"""Suggested answers: readable facts from records that exist already, each with where it comes from.

One small function a question code. Facts about persons' stances are offered only to those who may read them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import (
    Account,
    AccountTeamMember,
    Competitor,
    Contract,
    Issue,
    Opportunity,
    RelationshipLink,
    Stakeholder,
    TeamRole,
    Unit,
    WhiteSpaceCell,
)
from kam.lib import shown
from planning.models import Action, Answer, Plan, Risk
from planning.selectors.questions import sheet

MOST = 8


@dataclass(frozen=True)
class Suggestion:
    """A text that may become (part of) the answer."""

    text: str
    source: str | Promise


@dataclass(frozen=True)
class Asking:
    """For whom, and about what."""

    plan: Plan
    account: Account
    today: date
    sensitive: bool


type Source = Callable[[Asking], Iterable[str]]

SOURCES: dict[str, tuple[Source, str | Promise]] = {}


def suggests(*codes: str, source: str | Promise) -> Callable[[Source], Source]:
    """Register a function that suggests answers to these questions."""

    def decorate(function: Source) -> Source:
        for code in codes:
            SOURCES[code] = (function, source)
        return function

    return decorate


def suggestions(code: str, asking: Asking) -> list[Suggestion]:
    """What the records suggest for a question; empty when they say nothing."""
    if code not in SOURCES:
        return []
    function, source = SOURCES[code]
    return [Suggestion(text, source) for text in list(function(asking))[:MOST] if text]


@suggests("T1", source=lazy("Account"))
def _manager(asking: Asking) -> Iterable[str]:
    if asking.account.manager:
        yield _("%(name)s runs the account.") % {"name": asking.account.manager.name}
    for member in _members(asking):
        if member.deputy:
            words = _("%(deputy)s takes over for %(name)s.")
            yield words % {"deputy": member.deputy.name, "name": member.user.name}


def _members(asking: Asking) -> Iterable[AccountTeamMember]:
    return AccountTeamMember.objects.filter(account=asking.account, left_on=None).select_related("user", "deputy")


@suggests("T2", source=lazy("Account team"))
def _roles(asking: Asking) -> Iterable[str]:
    held: set[str] = set()
    for member in _members(asking):
        held |= set(member.roles)
        if member.roles:
            yield f"{member.user.name}: {', '.join(map(str, member.role_labels()))}"
    empty = [str(label) for value, label in TeamRole.choices if value not in held]
    if empty:
        yield _("Still empty: %(roles)s") % {"roles": ", ".join(empty)}


@suggests("T3", source=lazy("Account"))
def _sponsor(asking: Asking) -> Iterable[str]:
    if asking.account.sponsor:
        yield _("%(name)s sponsors the account.") % {"name": asking.account.sponsor.name}


@suggests("T4", source=lazy("Account team"))
def _hours(asking: Asking) -> Iterable[str]:
    for member in _members(asking):
        if member.hours_per_week is not None:
            yield _("%(name)s: %(hours)s hours a week") % {"name": member.user.name, "hours": member.hours_per_week}


@suggests("P1", "P2", source=lazy("Stakeholders"))
def _deciders(asking: Asking) -> Iterable[str]:
    for person in _people(asking):
        if person.is_key_player and (person.decision_roles or person.has_veto):
            roles = [str(label) for label in person.role_labels()]
            if person.has_veto:
                roles.append(_("can stop it"))
            yield f"{_person(person)}: {', '.join(roles)}"


def _people(asking: Asking) -> Iterable[Stakeholder]:
    return Stakeholder.objects.filter(account=asking.account, status="active")


def _person(person: Stakeholder) -> str:
    return f"{person.name} ({person.title})" if person.title else person.name


@suggests("P3", source=lazy("Stakeholders"))
def _influence(asking: Asking) -> Iterable[str]:
    for person in _people(asking).exclude(influence=None):
        yield _("%(name)s: influence %(influence)s of 5") % {"name": _person(person), "influence": person.influence}


@suggests("P4", source=lazy("Stakeholders"))
def _friends(asking: Asking) -> Iterable[str]:
    return _stances(asking, positive=True)


@suggests("P5", source=lazy("Stakeholders"))
def _opponents(asking: Asking) -> Iterable[str]:
    return _stances(asking, positive=False)


def _stances(asking: Asking, *, positive: bool) -> Iterable[str]:
    if not asking.sensitive:
        return
    people = _people(asking)
    for person in people.filter(stance__gte=1) if positive else people.filter(stance__lt=0):
        yield f"{_person(person)}: {person.get_stance_display()}"


@suggests("P7", source=lazy("Units"))
def _bare_units(asking: Asking) -> Iterable[str]:
    for unit in Unit.objects.filter(account=asking.account, stakeholders=None):
        yield _("%(unit)s has no contact.") % {"unit": unit.name}


@suggests("P8", source=lazy("Stakeholders"))
def _moved(asking: Asking) -> Iterable[str]:
    rows = Stakeholder.objects.filter(account=asking.account, status__in=["left", "moved"])
    for person in rows.order_by("-status_on"):
        yield f"{_person(person)}: {person.get_status_display()} {person.status_on or ''}".strip()


@suggests("P9", source=lazy("Relationship links"))
def _links(asking: Asking) -> Iterable[str]:
    rows = RelationshipLink.objects.filter(stakeholder__account=asking.account, is_primary=True)
    for link in rows.select_related("stakeholder", "user").order_by("-stakeholder__influence"):
        words = _("%(user)s keeps %(name)s, strength %(strength)s of 5")
        yield words % {"user": link.user.name, "name": link.stakeholder.name, "strength": link.strength}


@suggests("N3", "I5", source=lazy("Open issues"))
def _issues(asking: Asking) -> Iterable[str]:
    for issue in Issue.objects.filter(account=asking.account, closed_on=None):
        yield f"{issue.title} ({issue.get_severity_display()}, {issue.opened_on})"


@suggests("N7", source=lazy("Opportunities"))
def _deals(asking: Asking) -> Iterable[str]:
    for deal in Opportunity.objects.filter(account=asking.account, stage__in=Opportunity.OPEN)[:MOST]:
        yield f"{deal.name}: {shown.money(deal.amount, deal.currency)}, {deal.close_on or _('no date')}"


@suggests("I2", source=lazy("Won opportunities, 12 months"))
def _bought(asking: Asking) -> Iterable[str]:
    won = (
        Opportunity.objects.filter(
            account=asking.account, stage="won", close_on__gte=asking.today - timedelta(days=365), amount__gt=0
        )
        .order_by()
        .values_list("product__name", "currency")
        .annotate(total=Sum("amount"))
        .order_by("-total")
    )
    for product, currency, total in won:
        yield f"{product or _('Other')}: {shown.money(total, currency)}"


@suggests("I3", source=lazy("Account figures"))
def _wallet(asking: Asking) -> Iterable[str]:
    spend, revenue = asking.account.addressable_spend, asking.account.figures.revenue_12m
    if spend and revenue is not None:
        yield _("%(share)s of %(spend)s") % {
            "share": shown.percent(revenue / spend),
            "spend": shown.money(spend, asking.account.currency),
        }


@suggests("I4", source=lazy("Account"))
def _margin(asking: Asking) -> Iterable[str]:
    if asking.account.gross_margin_pct is not None:
        yield _("Margin after service cost: %(margin)s %%") % {"margin": asking.account.gross_margin_pct}


@suggests("I7", source=lazy("Account"))
def _late(asking: Asking) -> Iterable[str]:
    if asking.account.days_late is not None:
        yield _("Pays %(days)s days late on average over 12 months") % {"days": asking.account.days_late}


@suggests("I6", source=lazy("Actions"))
def _promises(asking: Asking) -> Iterable[str]:
    for action in Action.objects.filter(account=asking.account, kind="commitment", done_on=None):
        yield f"{action.title} ({action.due_on or _('no date')})"


@suggests("I8", source=lazy("Contracts"))
def _contracts(asking: Asking) -> Iterable[str]:
    for contract in Contract.objects.filter(account=asking.account, status="active"):
        words = _("%(name)s ends on %(day)s, notice %(days)s days")
        yield words % {"name": contract.name, "day": contract.ends_on, "days": contract.notice_days}


@suggests("C1", "C2", "C6", source=lazy("Competitors"))
def _rivals(asking: Asking) -> Iterable[str]:
    for rival in Competitor.objects.filter(account=asking.account).select_related("unit"):
        parts = [rival.get_status_display(), rival.unit.name if rival.unit else ""]
        if rival.annual_amount is not None:
            parts.append(shown.money(rival.annual_amount, rival.currency))
        yield f"{rival.name}: {', '.join(part for part in parts if part)}"


@suggests("C4", source=lazy("Competitors and lost deals"))
def _better(asking: Asking) -> Iterable[str]:
    for rival in Competitor.objects.filter(account=asking.account).exclude(better_at=""):
        yield f"{rival.name}: {rival.better_at}"
    lost = Opportunity.objects.filter(account=asking.account, stage="lost").exclude(loss_reason="")
    for deal in lost[:MOST]:
        yield f"{deal.name}: {deal.loss_reason}"


@suggests("V4", source=lazy("White space"))
def _open_cells(asking: Asking) -> Iterable[str]:
    cells = WhiteSpaceCell.objects.filter(account=asking.account, status__in=["empty", "target"])
    for cell in cells.select_related("unit", "product").order_by("-potential_amount"):
        where = cell.unit.name if cell.unit else asking.account.name
        yield f"{cell.product.name}, {where}: {shown.money(cell.potential_amount, cell.currency)}"


@suggests("V7", source=lazy("Account figures"))
def _growth(asking: Asking) -> Iterable[str]:
    figures, currency = asking.account.figures, asking.account.currency
    if figures.pipeline_weighted is not None:
        yield _("Weighted pipeline: %(amount)s") % {"amount": shown.money(figures.pipeline_weighted, currency)}
    if figures.white_space is not None:
        yield _("White space: %(amount)s") % {"amount": shown.money(figures.white_space, currency)}


@suggests("U1", source=lazy("Assumed answers"))
def _assumed(asking: Asking) -> Iterable[str]:
    rows = Answer.objects.filter(plan=asking.plan, evidence="assumed", status="answered").select_related("question")
    for row in rows:
        yield f"{row.question.code}: {row.text[:160]}"


@suggests("U2", source=lazy("Open core questions"))
def _unknown(asking: Asking) -> Iterable[str]:

    for item in sheet(asking.plan, asking.today).items:
        if item.question.is_core and not item.is_done:
            yield f"{item.code}: {item.question.text}"


@suggests("U4", source=lazy("Risks"))
def _risks(asking: Asking) -> Iterable[str]:
    for risk in Risk.objects.filter(account=asking.account, status="open").select_related("owner"):
        yield f"{risk.title} ({risk.owner.name if risk.owner else _('no owner')})"
