"""Before execution: what we will do, and what it is worth."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from accounts.models import Stage
from planning.checks.answered import answered, lacking
from planning.checks.strategy import settings_url
from planning.gates import NOT_APPLICABLE, Facts, Verdict, account_url, answer, check, named
from planning.models import Risk

FEWEST_OBJECTIVES, MOST_OBJECTIVES = 2, 5
FIRST_ACTION_DAYS = 90
RISKS_WANTED = 3
DETRACTOR_INFLUENCE = 4


def plan_url(facts: Facts, view: str) -> str:
    """The address of a part of the plan."""
    return reverse(f"planning:{view}", args=[facts.plan.pk])


@check(
    "objectives", Stage.ACTION_PLAN, lazy("Two to five objectives, each with measure, baseline, target, date and owner")
)
def _objectives(facts: Facts) -> Verdict:
    url = plan_url(facts, "objective-list")
    halves = [objective.title for objective in facts.objectives if not objective.is_complete]
    if halves:
        return lacking(_("Not complete: %(titles)s") % {"titles": named(halves)}, url)
    count = len(facts.objectives)
    words = ngettext(
        "There is %(count)s; two to five are wanted.", "There are %(count)s; two to five are wanted.", count
    )
    return answer(FEWEST_OBJECTIVES <= count <= MOST_OBJECTIVES, words % {"count": count}, url)


@check("for-customer", Stage.ACTION_PLAN, lazy("One objective improves the customer's own business (V1, V2)"))
def _for_customer(facts: Facts) -> Verdict:
    if not any(objective.improves_customer for objective in facts.objectives):
        return lacking(_("Mark the objective that does, or add one."), plan_url(facts, "objective-list"))
    return answered(facts, "V1", "V2")


@check("next-product", Stage.ACTION_PLAN, lazy("The next product to offer is named (V4)"))
def _next_product(facts: Facts) -> Verdict:
    return answered(facts, "V4")


@check("first-actions", Stage.ACTION_PLAN, lazy("First actions are dated within 90 days"))
def _first_actions(facts: Facts) -> Verdict:
    limit = facts.today + timedelta(days=FIRST_ACTION_DAYS)
    dated = any(action.due_on and action.due_on <= limit for action in facts.actions)
    return answer(dated, _("No action has a day within 90 days."), plan_url(facts, "action-list"))


@check("risks", Stage.ACTION_PLAN, lazy("Three risks with owner, one of them the rival's likely move (U4, C6)"))
def _risks(facts: Facts) -> Verdict:
    url = plan_url(facts, "risk-list")
    owned = [risk for risk in facts.risks if risk.owner_id]
    if len(owned) < RISKS_WANTED:
        return lacking(_("%(count)s of 3 have an owner.") % {"count": len(owned)}, url)
    if not any(risk.kind == Risk.Kind.COMPETITIVE for risk in owned):
        return lacking(_("None of them is a rival's move."), url)
    return answered(facts, "U4", "C6")


@check(
    "value-accepted", Stage.ACTION_PLAN, lazy("A named person at the customer accepted a value case"), full_only=True
)
def _value_accepted(facts: Facts) -> Verdict:
    accepted = any(objective.accepted_by_id for objective in facts.objectives)
    return answer(accepted, _("Name who accepted it on the objective."), plan_url(facts, "objective-list"))


@check("asks", Stage.ACTION_PLAN, lazy("Help is asked for, and granted or refused"), full_only=True)
def _asks(facts: Facts) -> Verdict:
    if not facts.plan.asks:
        return lacking(_("Write down what is asked of the sponsor."), settings_url(facts))
    return answer(facts.plan.asks_outcome, _("Write down what was granted or refused."), settings_url(facts))


@check(
    "detractors", Stage.ACTION_PLAN, lazy("There is a plan for everybody influential who is against us"), full_only=True
)
def _detractors(facts: Facts) -> Verdict:
    treated = {action.stakeholder_id for action in facts.actions}
    left = sum(
        (person.stance or 0) < 0 and (person.influence or 0) >= DETRACTOR_INFLUENCE and person.pk not in treated
        for person in facts.people
    )
    words = ngettext(  # names would tell how somebody stands to us
        "No open action concerns %(count)s person who is against us.",
        "No open action concerns %(count)s people who are against us.",
        max(left, 1),
    )
    return answer(not left, words % {"count": left}, account_url(facts, "accounts:account-map"))


@check("approved", Stage.ACTION_PLAN, lazy("The sponsor approved the plan"), full_only=True)
def _approved(facts: Facts) -> Verdict:
    detail = _("Ask the sponsor to approve it on this page.")
    return answer(facts.plan.approved_at, detail, plan_url(facts, "plan-stages"))


@check("customer-version", Stage.ACTION_PLAN, lazy("The customer version is agreed"), full_only=True)
def _customer_version(facts: Facts) -> Verdict:
    del facts
    return Verdict(NOT_APPLICABLE, _("KAM does not make a customer version yet."))
