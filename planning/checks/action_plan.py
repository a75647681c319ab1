"""Before execution: what we will do, and what it is worth."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from accounts.models import Stage
from planning.checks.answered import answered
from planning.checks.strategy import day, settings_url
from planning.gates import Facts, Verdict, account_url, answer, check, named, no, without, yes
from planning.models import Risk

FEWEST_OBJECTIVES, MOST_OBJECTIVES = 2, 5
FIRST_ACTION_DAYS = 90
RISKS_WANTED = 3


def plan_url(facts: Facts, view: str) -> str:
    """The address of a part of the plan."""
    return reverse(f"planning:{view}", args=[facts.plan.pk])


@check(
    "objectives", Stage.ACTION_PLAN, lazy("Two to five objectives, each with measure, baseline, target, date and owner")
)
def _objectives(facts: Facts) -> Verdict:
    halves = [objective for objective in facts.objectives if not objective.is_complete]
    if halves:
        words = _("Not complete: %(titles)s") % {"titles": named(objective.title for objective in halves)}
        return no(words, reverse("planning:objective-edit", args=[halves[0].pk]))
    count = len(facts.objectives)
    words = ngettext(
        "There is %(count)s; two to five are wanted.", "There are %(count)s; two to five are wanted.", count
    )
    return answer(
        FEWEST_OBJECTIVES <= count <= MOST_OBJECTIVES,
        words % {"count": count},
        plan_url(facts, "objective-list"),
        found=ngettext("%(count)s, all complete", "%(count)s, all complete", count) % {"count": count},
    )


@check("for-customer", Stage.ACTION_PLAN, lazy("One objective improves the customer's own business (V1, V2)"))
def _for_customer(facts: Facts) -> Verdict:
    theirs = [objective.title for objective in facts.objectives if objective.improves_customer]
    if not theirs:
        return no(_("Mark the objective that does, or add one."), plan_url(facts, "objective-list"))
    if facts.still_open("V1", "V2"):
        return answered(facts, "V1", "V2")
    return yes(named(theirs), plan_url(facts, "objective-list"))


@check("next-product", Stage.ACTION_PLAN, lazy("The next product to offer is named (V4)"))
def _next_product(facts: Facts) -> Verdict:
    return answered(facts, "V4")


@check("first-actions", Stage.ACTION_PLAN, lazy("First actions are dated within 90 days"))
def _first_actions(facts: Facts) -> Verdict:
    limit = facts.today + timedelta(days=FIRST_ACTION_DAYS)
    dated = sum(action.due_on is not None and action.due_on <= limit for action in facts.actions)
    words = _("%(dated)s of %(total)s open actions have a day within 90 days.") % {
        "dated": dated,
        "total": len(facts.actions),
    }
    return answer(dated, words, plan_url(facts, "action-list"), found=words)


@check("risks", Stage.ACTION_PLAN, lazy("The three greatest risks have an owner, one is the rival's move (U4, C6)"))
def _risks(facts: Facts) -> Verdict:
    url = plan_url(facts, "risk-list")
    if len(facts.risks) < RISKS_WANTED:
        return no(_("%(count)s of 3 are recorded.") % {"count": len(facts.risks)}, url)
    top = sorted(facts.risks, key=lambda risk: -(risk.exposure or 0))[:RISKS_WANTED]
    alone = [risk for risk in top if not risk.owner_id]
    if alone:
        words = _("Nobody keeps watch: %(titles)s") % {"titles": named(risk.title for risk in alone)}
        return no(words, reverse("planning:risk-edit", args=[alone[0].pk]))
    rivals = [risk for risk in facts.risks if risk.kind == Risk.Kind.COMPETITIVE and risk.owner_id]
    if not rivals:
        return no(_("None of them is a rival's move with an owner."), url)
    if facts.still_open("U4", "C6"):
        return answered(facts, "U4", "C6")
    return yes(named(risk.title for risk in top), url)


@check(
    "value-accepted", Stage.ACTION_PLAN, lazy("A named person at the customer accepted a value case"), full_only=True
)
def _value_accepted(facts: Facts) -> Verdict:
    accepted = [objective.title for objective in facts.objectives if objective.accepted_by_id]
    accepted += facts.figures.accepted_cases
    theirs = [objective for objective in facts.objectives if objective.improves_customer]
    url = reverse("planning:objective-edit", args=[theirs[0].pk]) if theirs else plan_url(facts, "objective-list")
    return answer(accepted, _("Name who accepted it on the objective."), url, found=named(accepted))


@check("asks", Stage.ACTION_PLAN, lazy("Help is asked for, and granted or refused"), full_only=True)
def _asks(facts: Facts) -> Verdict:
    resources = facts.resources
    if resources.total:
        found = _("%(granted)s granted, %(refused)s refused, %(asked)s not decided yet") % {
            "granted": resources.granted,
            "refused": resources.refused,
            "asked": resources.asked,
        }
        detail = _("Not decided yet: %(title)s") % {"title": resources.first_undecided}
        return answer(resources.is_decided, detail, plan_url(facts, "resource-list"), found=found)
    if not facts.plan.asks:
        return no(_("Ask for the resources that the plan needs."), plan_url(facts, "resource-list"))
    url = settings_url(facts, "asks_outcome")
    detail = _("Write down what was granted or refused.")
    return answer(facts.plan.asks_outcome, detail, url, found=facts.plan.asks_outcome[:200])


@check(
    "detractors", Stage.ACTION_PLAN, lazy("There is a plan for everybody who is against us and what they fear to lose"),
    full_only=True,
)  # fmt: skip
def _detractors(facts: Facts) -> Verdict:
    """An action of this cycle concerns them, or something is noted against each of their threats.

    Counts only: names would tell how somebody stands to us.
    """
    against = [person for person in facts.people if (person.stance or 0) < 0]
    url = account_url(facts, "accounts:account-map")
    if not against:
        return without(_("Nobody on the map is known to be against us."), url)
    left = sum(not (person.is_treated or (person.mitigations and all(person.mitigations))) for person in against)
    words = _("%(planned)s of %(against)s people who are against us have an action or an answer to their threats.")
    words %= {"planned": len(against) - left, "against": len(against)}
    return answer(not left, words, url, found=words)


@check("approved", Stage.ACTION_PLAN, lazy("The sponsor approved the plan"), full_only=True)
def _approved(facts: Facts) -> Verdict:
    plan = facts.plan
    detail = _("Ask the sponsor to approve it on this page.")
    found = ""
    if plan.approved_at and plan.approved_by:
        found = _("%(name)s approved version %(label)s on %(day)s.") % {
            "name": plan.approved_by.name,
            "label": plan.version_label,
            "day": day(plan.approved_at),
        }
    return answer(plan.approved_at, detail, f"{plan_url(facts, 'plan-stages')}#approval", found=found)


@check("customer-version", Stage.ACTION_PLAN, lazy("The customer version is agreed"), full_only=True)
def _customer_version(facts: Facts) -> Verdict:
    plan = facts.plan
    url = settings_url(facts, "customer_agreed_on")
    if not plan.customer_agreed_on or not plan.customer_agreed_with_id:
        return no(_("Make the customer version under Files, and note with whom it was agreed and when."), url)
    person = next((one.name for one in facts.everybody if one.pk == plan.customer_agreed_with_id), "")
    return yes(_("Agreed with %(name)s on %(day)s") % {"name": person, "day": day(plan.customer_agreed_on)}, url)
