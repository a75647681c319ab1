"""What we know of the customer's business, by section, each row in words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import (
    Account,
    AccountFinancial,
    CustomerGoal,
    Idea,
    Improvement,
    Need,
    Strength,
    Trend,
    ValueCase,
    ValueProof,
)
from kam.lib import shown


def _joined(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part)


def _amount(label: str, amount: Any, currency: str) -> str:
    return "" if amount is None else label % {"amount": shown.money(amount, currency)}


def _day(label: str, day: Any) -> str:
    return "" if day is None else label % {"day": shown.full_date(day)}


def goal_words(row: CustomerGoal) -> str:
    """How a goal is judged and by when."""
    figures = [shown.plain(value) for value in (row.baseline, row.target) if value is not None]
    judged = f"{row.metric}: {' → '.join(figures)}" if row.metric and figures else row.metric or " → ".join(figures)
    return _joined(judged, _day(_("by %(day)s"), row.due_on), row.get_evidence_display())


def need_words(row: Need) -> str:
    """How grave a need is, what it costs, and what is set aside."""
    return _joined(
        row.get_severity_display(),
        _amount(_("costs them %(amount)s a year"), row.cost_estimate, row.currency),
        row.get_horizon_display(),
        _amount(_("budget %(amount)s"), row.budget, row.currency),
        _day(_("decided on %(day)s"), row.decision_on),
        row.get_evidence_display(),
        row.get_status_display() if row.status != Need.Status.OPEN else "",
    )


def trend_words(row: Trend) -> str:
    """What a trend does to them, and when."""
    day = _day(_("expected by %(day)s"), row.expected_on)
    return _joined(row.get_kind_display(), row.get_effect_display(), day, row.note, row.get_evidence_display())


def financial_words(row: AccountFinancial) -> str:
    """Sales and profit."""
    return _joined(
        _("forecast") if row.is_forecast else "",
        _amount(_("sales %(amount)s"), row.sales, row.currency),
        _amount(_("profit %(amount)s"), row.profit, row.currency),
        row.source_note,
    )


def improvement_words(row: Improvement) -> str:
    """Where, how, by when."""
    place = row.unit.name if row.unit else ""
    return _joined(row.how, place, _day(_("by %(day)s"), row.due_on), row.get_status_display())


def case_words(row: ValueCase) -> str:
    """What it is worth, on which basis, and who accepts it."""
    worth = "" if row.amount is None else f"{shown.money(row.amount, row.currency)} {row.get_period_display()}"
    accepted = _("accepted by %(name)s") % {"name": row.accepted_by.name} if row.accepted_by else ""
    inaction = _amount(_("doing nothing costs %(amount)s a year"), row.cost_of_inaction, row.currency)
    return _joined(worth or _("amount unknown"), row.basis, inaction, row.inaction_note, accepted)


def proof_words(row: ValueProof) -> str:
    """When, how much, the proof."""
    day = shown.full_date(row.delivered_on) if row.delivered_on else ""
    return _joined(day, _amount("%(amount)s", row.amount, row.currency), row.proof)


def idea_words(row: Idea) -> str:
    """What kind of idea."""
    return _joined(row.get_kind_display(), row.note, row.get_status_display())


def strength_words(row: Strength) -> str:
    """Whether the customer notices."""
    return _joined(row.get_visible_display(), row.note)


@dataclass(frozen=True)
class Section:
    """One kind of knowledge on the account's page."""

    key: str
    model: type[Any]
    title: str | Promise
    add: str | Promise
    hint: str | Promise
    words: Callable[[Any], str]
    joins: tuple[str, ...] = ("account",)

    def rows(self, account: Account) -> QuerySet[Any]:
        """Its rows at an account."""
        return self.model._default_manager.filter(account=account).select_related(*self.joins)


SECTIONS: tuple[Section, ...] = (
    Section("goal", CustomerGoal, lazy("Customer goals"), lazy("Add goal"),
            lazy("Which goals has the customer set, and by which figures do they judge them?"), goal_words),
    Section("need", Need, lazy("Needs"), lazy("Add need"),
            lazy("Which problems cost them most in money, time or risk?"), need_words),
    Section("trend", Trend, lazy("Trends"), lazy("Add trend"),
            lazy("What changes round them, and does it help or hurt?"), trend_words),
    Section("financial", AccountFinancial, lazy("Their results"), lazy("Add year"),
            lazy("Their own sales and profit of the last two years, and what they expect."), financial_words),
    Section("improvement", Improvement, lazy("Improvement opportunities"), lazy("Add improvement"),
            lazy("Which part of their business could run better within a year with our help?"), improvement_words,
            ("unit",)),
    Section("case", ValueCase, lazy("Value cases"), lazy("Add value case"),
            lazy("What is an improvement worth to them, in figures they accept?"), case_words, ("accepted_by",)),
    Section("proof", ValueProof, lazy("Delivered value"), lazy("Add result"),
            lazy("Which results have we delivered, and what is the proof?"), proof_words),
    Section("strength", Strength, lazy("Our strengths"), lazy("Add strength"),
            lazy("Where are we clearly better, and do they notice it?"), strength_words),
    Section("idea", Idea, lazy("Ideas"), lazy("Add idea"),
            lazy("What new thing could the two companies build together?"), idea_words),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One row in words."""

    row: Any
    words: str


def knowledge_of(account: Account) -> Iterable[tuple[Section, list[Line]]]:
    """Every section with its rows. One query a section."""
    return [(one, [Line(row, one.words(row)) for row in one.rows(account)]) for one in SECTIONS]
