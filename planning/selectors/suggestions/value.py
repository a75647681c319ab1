"""Suggestions about needs, value, growth, and what we still need to know."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import CustomerGoal, Improvement, Need, ValueProof, WhiteSpaceCell
from accounts.selectors.gaps import relationship_gaps
from accounts.selectors.pages import figures_of
from kam.lib import shown
from planning.models import Assumption, KnowledgeGap, Objective, Plan, Risk
from planning.selectors.suggestions.registry import (
    ALL,
    CUSTOMER,
    MAP,
    MONEY,
    OBJECTIVES,
    QUESTIONS,
    REVIEWS,
    SELECTION,
    SURVEYS,
    Asking,
    Offer,
    added,
    suggests,
)
from scoring.models import Assessment, Respondent, Wave

LONG = 160
TO_FIND_OUT = timedelta(days=30)


def _comments(asking: Asking) -> Iterable[tuple[str, str]]:
    """What people asked to improve; only where the wave names who answers, so that nobody is given away."""
    said = Respondent.objects.filter(wave__account=asking.account, wave__mode=Wave.Mode.NAMED).exclude(
        next_improvement=""
    )
    for respondent in said.select_related("stakeholder").order_by("-answered_at"):
        yield respondent.stakeholder.name, respondent.next_improvement[:LONG]


@suggests("N3", place=SURVEYS)
def survey_needs(asking: Asking) -> Iterable[Offer]:
    """A wish of a survey is a need in the customer's own words."""
    for name, text in _comments(asking):
        values = {"title": text, "evidence": "stated", "source_note": _("Survey, %(name)s") % {"name": name}}
        yield Offer(f"{name}: {text}", "need", values)


@suggests("C4", place=SURVEYS)
def wishes(asking: Asking) -> Iterable[str]:
    """What they want improved may be what a rival does better."""
    return (f"{name}: {text}" for name, text in _comments(asking))


@suggests("I5", place=SURVEYS)
def satisfaction(asking: Asking) -> Iterable[str]:
    """The Customer Improvement Score of the last wave."""
    figures = figures_of(asking.account)
    if figures.cis is not None and figures.cis_on is not None:
        yield _("Customer Improvement Score %(score)s, %(day)s") % {
            "score": shown.score(figures.cis),
            "day": shown.full_date(figures.cis_on),
        }


@suggests("V1", place=SURVEYS)
def survey_improvements(asking: Asking) -> Iterable[Offer]:
    """What they wish for could run better."""
    for name, text in _comments(asking):
        yield Offer(f"{name}: {text}", "improvement", {"title": text})


@suggests("V1", place=CUSTOMER)
def needs(asking: Asking) -> Iterable[Offer]:
    """Open needs, and goals of this year, that no improvement answers yet."""
    for need in Need.objects.filter(account=asking.account, status=Need.Status.OPEN, improvements=None):
        yield Offer(need.title, "improvement", {"title": need.title, "need": need, "unit": need.unit})
    for goal in CustomerGoal.objects.filter(account=asking.account, horizon="short"):
        yield Offer(goal.title, "improvement", {"title": goal.title, "due_on": goal.due_on})


@suggests("N6", place=CUSTOMER)
def costly_needs(asking: Asking) -> Iterable[Offer]:
    """Needs whose cost is known: what doing nothing costs."""
    for need in Need.objects.filter(account=asking.account, cost_estimate__isnull=False):
        text = f"{need.title}: {shown.money(need.cost_estimate, need.currency)}"
        values = {"title": need.title, "cost_of_inaction": need.cost_estimate, "currency": need.currency}
        yield Offer(text, "case", values)


@suggests("V2", place=CUSTOMER)
def improvements(asking: Asking) -> Iterable[Offer]:
    """Improvements without a value case."""
    for one in Improvement.objects.filter(account=asking.account, cases=None).exclude(status="dropped"):
        yield Offer(one.title, "case", {"title": one.title, "improvement": one, "currency": asking.account.currency})


@suggests("V5", place=CUSTOMER)
def ideas(asking: Asking) -> Iterable[Offer]:
    """What could run better, as a start for something new."""
    for one in Improvement.objects.filter(account=asking.account).exclude(status="dropped"):
        yield Offer(one.title, "idea", {"title": one.title, "note": one.how})


@suggests("V2", place=OBJECTIVES)
def customer_value(asking: Asking) -> Iterable[str]:
    """What the objectives are worth to the customer."""
    for objective in Objective.objects.filter(plan=asking.plan).live().exclude(customer_value=""):
        yield f"{objective.title}: {objective.customer_value}"


@suggests("V3", place=OBJECTIVES)
def reached(asking: Asking) -> Iterable[Offer]:
    """Objectives that were reached, in this cycle and before."""
    rows = Objective.objects.filter(account=asking.account, status=Objective.Status.REACHED)
    for objective in rows.order_by("-closed_on", "-pk"):
        result = objective.outcome or objective.customer_value or objective.measure
        values: dict[str, Any] = {"title": objective.title, "proof": result[:300], "delivered_on": objective.closed_on}
        values |= {"currency": asking.account.currency, "confirmed_by": objective.accepted_by}
        yield Offer(f"{objective.title}: {result}" if result else objective.title, "proof", values)


@suggests("C5", place=CUSTOMER)
def proofs(asking: Asking) -> Iterable[Offer]:
    """What we have proved is what we are good at."""
    for proof in ValueProof.objects.filter(account=asking.account):
        yield Offer(proof.title, "strength", {"title": proof.title, "note": proof.proof})


@suggests("V4", place=MONEY)
def white_space(asking: Asking) -> Iterable[Offer]:
    """Cells that are open, the greatest first."""
    cells = WhiteSpaceCell.objects.filter(account=asking.account, status="empty")
    for cell in cells.select_related("unit", "product").order_by("-potential_amount", "pk"):
        where = cell.unit.name if cell.unit else asking.account.name
        text = f"{cell.product.name}, {where}: {shown.money(cell.potential_amount, cell.currency)}"
        yield Offer(text, "cell", {"status": "target"}, row=cell)


@suggests("V4", place=CUSTOMER)
def unmet_needs(asking: Asking) -> Iterable[str]:
    """Open needs that no improvement answers: what would meet them?"""
    needs = Need.objects.filter(account=asking.account, status=Need.Status.OPEN, improvements=None)
    for title in needs.values_list("title", flat=True):
        yield _("Open need: %(need)s") % {"need": title}


@suggests("V7", place=MONEY)
def growth(asking: Asking) -> Iterable[str | Offer]:
    """Revenue with the weighted pipeline for the next year, with the white space for three years on."""
    figures, currency, year = figures_of(asking.account), asking.account.currency, asking.today.year
    for ahead, label, more in (
        (1, _("Weighted pipeline: %(amount)s"), figures.pipeline_weighted),
        (3, _("White space: %(amount)s"), figures.white_space),
    ):
        if more is None:
            continue
        text = label % {"amount": shown.money(more, currency)}
        if figures.revenue_12m is None:
            yield text
            continue
        amount = figures.revenue_12m + more
        words = {"year": year + ahead, "amount": shown.money(amount, currency), "reason": text}
        values = {"year": year + ahead, "amount": amount, "currency": currency, "depends_on": text}
        yield Offer(_("%(year)s: %(amount)s. %(reason)s") % words, "growth", values)


@suggests("U1", place=QUESTIONS, most=ALL)
def assumed(asking: Asking) -> Iterable[Offer]:
    """Answers without evidence: every one, they stand where they are gathered."""
    noted = set(Assumption.objects.filter(plan=asking.plan).values_list("question__code", flat=True))
    for item in asking.sheet.items:
        if item.is_assumed and not item.is_hidden and item.code not in noted:
            text = f"{item.code}: {item.line[:LONG] or item.question.text}"
            yield Offer(text, "assumption", {"title": text, "question": item.question})


@suggests("U2", place=QUESTIONS, most=4)
def unchecked(asking: Asking) -> Iterable[Offer]:
    """Open assumptions: what would change the plan if it were wrong."""
    rows = Assumption.objects.filter(account=asking.account, status=Assumption.Status.OPEN).select_related("question")
    for row in rows:
        if asking.sensitive or not row.is_confidential:
            text = _("Is it true that: %(belief)s") % {"belief": row.title}
            asked = {"owner": row.owner, "due_on": row.check_by} if row.owner else {}
            yield Offer(text[:200], "gap", {"title": text[:200], "priority": 2, **asked})


@suggests("U2", place=QUESTIONS)
def unknown(asking: Asking) -> Iterable[Offer]:
    """Core questions that are open, with who was asked."""
    for item in asking.sheet.items:
        if item.question.is_core and not item.is_done:
            text = f"{item.code}: {item.question.text}"[:200]
            given = item.answer if item.answer and item.answer.assigned_to else None
            asked = {"owner": given.assigned_to, "due_on": given.due_on} if given else {}
            yield Offer(text, "gap", {"title": text, "priority": 1, **asked})


@suggests("U3", place=QUESTIONS)
def nobody_asks(asking: Asking) -> Iterable[Offer]:
    """Missing facts that nobody looks for."""
    gaps = KnowledgeGap.objects.filter(account=asking.account, action=None, finding="")
    for gap in gaps.order_by("priority", "pk"):
        asked = {"owner": asking.user, "due_on": asking.today + TO_FIND_OUT}
        words = {"fact": gap.title, "name": asking.user.name, "day": shown.full_date(asked["due_on"])}
        yield Offer(_("%(fact)s: %(name)s by %(day)s") % words, "gap", asked, row=gap)


@suggests("N4", place=CUSTOMER)
def needs_without_span(asking: Asking) -> Iterable[Offer]:
    """Needs of which nobody says how fast: grave ones call for a quick answer."""
    spans = dict(Need.Span.choices)
    for need in Need.objects.filter(account=asking.account, status=Need.Status.OPEN, horizon="").exclude(severity=""):
        span = Need.Span.LONG if need.severity == Need.Severity.MINOR else Need.Span.SHORT
        yield Offer(f"{need.title}: {spans[span]}", "need", {"horizon": span}, row=need)


@suggests("N5", place=CUSTOMER)
def needs_unproved(asking: Asking) -> Iterable[Offer]:
    """Needs of which nobody says how we know them are a guess until somebody does."""
    for need in Need.objects.filter(account=asking.account, status=Need.Status.OPEN, evidence="").order_by("pk"):
        yield Offer(need.title, "need", {"evidence": "assumed"}, row=need)


@suggests("U4", place=MAP)
def weak_links(asking: Asking) -> Iterable[Offer]:
    """What the rules of the stakeholder map find missing puts the account at risk."""
    for gap in relationship_gaps([asking.account.pk], asking.today)[asking.account.pk]:
        if gap.is_sensitive:
            continue  # a risk is read by everybody at the account
        text = ": ".join(filter(None, (str(gap.text), ", ".join(one.name for one in gap.concerned))))
        yield Offer(text, "risk", {"title": text[:200], "kind": Risk.Kind.RELATION})


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
def rhythm(asking: Asking) -> Iterable[Offer]:
    """The next review, and the charter of the cycle before."""
    if day := figures_of(asking.account).next_review_on:
        yield from _charter(asking, _("Next review: %(day)s") % {"day": shown.full_date(day)})
    earlier = Plan.objects.filter(account=asking.account, starts_on__lt=asking.plan.starts_on).exclude(charter="")
    if (last := earlier.order_by("-starts_on").first()) is not None:
        yield from _charter(asking, last.charter)


def _charter(asking: Asking, text: str) -> Iterator[Offer]:
    if text not in asking.plan.charter:
        yield Offer(text, "plan", {"charter": added(asking.plan.charter, text)}, row=asking.plan)
