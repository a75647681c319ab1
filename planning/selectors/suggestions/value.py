"""Suggestions about needs, value, growth, and what we still need to know."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import WhiteSpaceCell
from accounts.selectors.pages import figures_of
from kam.lib import shown
from planning.models import Objective, Risk
from planning.selectors.questions import Item
from planning.selectors.suggestions.registry import (
    MONEY,
    OBJECTIVES,
    QUESTIONS,
    REVIEWS,
    RISKS,
    SELECTION,
    SURVEYS,
    Asking,
    suggests,
)
from scoring.models import Assessment, Respondent, Wave

LONG = 160


def _answers(asking: Asking, *codes: str) -> Iterable[str]:
    """What other questions were answered with; hidden answers stay hidden."""
    for code in codes:
        item = asking.sheet.item(code)
        if item and item.is_done and not item.is_hidden and item.line:
            yield f"{code}: {item.line[:LONG]}"


@suggests("N3", "N1", "V1", place=SURVEYS)
def survey_comments(asking: Asking) -> Iterable[str]:
    """What people asked to improve; only where the wave names who answers, so that nobody is given away."""
    said = Respondent.objects.filter(wave__account=asking.account, wave__mode=Wave.Mode.NAMED).exclude(
        next_improvement=""
    )
    for respondent in said.select_related("stakeholder").order_by("-answered_at"):
        yield f"{respondent.stakeholder.name}: {respondent.next_improvement[:LONG]}"


@suggests("N4", "N5", "N6", "V1", place=QUESTIONS)
def needs(asking: Asking) -> Iterable[str]:
    """The needs that were written down already."""
    return _answers(asking, "N1", "N3")


@suggests("V2", "V5", place=QUESTIONS)
def improvements(asking: Asking) -> Iterable[str]:
    """What could run better."""
    return _answers(asking, "V1")


@suggests("V2", "V8", place=OBJECTIVES)
def customer_value(asking: Asking) -> Iterable[str]:
    """What the objectives are worth to the customer."""
    for objective in Objective.objects.filter(plan=asking.plan).live().exclude(customer_value=""):
        yield f"{objective.title}: {objective.customer_value}"


@suggests("V3", "C5", place=OBJECTIVES)
def reached(asking: Asking) -> Iterable[str]:
    """Objectives that were reached, in this cycle and before."""
    rows = Objective.objects.filter(account=asking.account, status=Objective.Status.REACHED)
    for objective in rows.order_by("-closed_on", "-pk"):
        result = objective.outcome or objective.customer_value or objective.measure
        yield f"{objective.title}: {result}" if result else objective.title


@suggests("V4", place=MONEY)
def white_space(asking: Asking) -> Iterable[str]:
    """Cells that are open or aimed at, the greatest first."""
    cells = WhiteSpaceCell.objects.filter(account=asking.account, status__in=["empty", "target"])
    for cell in cells.select_related("unit", "product").order_by("-potential_amount", "pk"):
        where = cell.unit.name if cell.unit else asking.account.name
        yield f"{cell.product.name}, {where}: {shown.money(cell.potential_amount, cell.currency)}"


@suggests("V7", place=MONEY)
def growth(asking: Asking) -> Iterable[str]:
    """Target, weighted pipeline, white space."""
    plan, figures, currency = asking.plan, figures_of(asking.account), asking.account.currency
    if plan.growth_target is not None:
        yield _("Target of this cycle: %(amount)s") % {"amount": shown.money(plan.growth_target, plan.currency)}
    if figures.pipeline_weighted is not None:
        yield _("Weighted pipeline: %(amount)s") % {"amount": shown.money(figures.pipeline_weighted, currency)}
    if figures.white_space is not None:
        yield _("White space: %(amount)s") % {"amount": shown.money(figures.white_space, currency)}


def _listed(items: Iterable[Item]) -> Iterable[str]:
    for item in items:
        yield f"{item.code}: {item.line[:LONG]}" if item.line else f"{item.code}: {item.question.text}"


@suggests("U1", place=QUESTIONS)
def assumed(asking: Asking) -> Iterable[str]:
    """Answers without evidence."""
    return _listed(item for item in asking.sheet.items if item.is_assumed and not item.is_hidden)


@suggests("U2", "U3", place=QUESTIONS)
def unknown(asking: Asking) -> Iterable[str]:
    """Core questions that are open, with who was asked."""
    for item in asking.sheet.items:
        if item.question.is_core and not item.is_done:
            given = item.answer.assigned_to if item.answer else None
            yield f"{item.code}: {item.question.text}" + (f" ({given.name})" if given else "")


@suggests("U4", "C6", place=RISKS)
def risks(asking: Asking) -> Iterable[str]:
    """Open risks with who keeps watch; of a rival's kind where it is about rivals."""
    rows = Risk.objects.filter(account=asking.account).open().gravest().select_related("owner")
    for risk in rows:
        yield f"{risk.title} ({risk.owner.name if risk.owner else _('nobody keeps watch')})"


@suggests("U5", place=SELECTION)
def selection(asking: Asking) -> Iterable[str]:
    """The last selection scorecard and today's scores."""
    last = Assessment.objects.filter(account=asking.account, status=Assessment.Status.DECIDED).first()
    if last:
        yield _("Scorecard of %(day)s: %(total)s of 100, decided: %(decision)s") % {
            "day": shown.full_date(last.made_on),
            "total": shown.score(last.total),
            "decision": last.get_decision_display(),
        }
    figures = figures_of(asking.account)
    if figures.health is not None:
        yield _("Health today: %(score)s") % {"score": shown.score(figures.health)}
    if figures.viability is not None:
        yield _("Viability today: %(score)s") % {"score": shown.score(figures.viability)}


@suggests("T6", place=REVIEWS)
def rhythm(asking: Asking) -> Iterable[str]:
    """The charter, and the next review."""
    if asking.plan.charter:
        yield asking.plan.charter
    if figures_of(asking.account).next_review_on:
        yield _("Next review: %(day)s") % {"day": shown.full_date(figures_of(asking.account).next_review_on)}
