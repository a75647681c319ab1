"""The exit checks that planning computes, stage by stage (docs: the five-stage process)."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from accounts.models import Stage, Stakeholder
from planning.gates import NOT_APPLICABLE, Facts, Verdict, account_url, answer, check, named
from planning.models import Objective, Risk

PEOPLE_WANTED = 5
CORE_SHARE = 60
GRID_SHARE = 70
FIRST_ACTION_DAYS = 90
OVERDUE_DAYS = 14
RISKS_WANTED = 3
MONTH, QUARTER = 31, 92
DETRACTOR_INFLUENCE = 4
GRACE_DAYS = 14  # ten working days


def _questions(facts: Facts, *codes: str) -> Verdict:
    missing = facts.done(*codes)
    if not missing:
        return answer(met=True)
    return answer(False, _("Still open: %(codes)s") % {"codes": named(missing)}, facts.question_url(missing[0]))  # noqa: FBT003


# ---------------------------------------------------------------- 1 strategy


@check("selected", Stage.STRATEGY, lazy("The selection decision is dated"))
def _selected(facts: Facts) -> Verdict:
    return answer(
        facts.has_decided_assessment,
        _("No selection scorecard of this account has been decided."),
        account_url(facts, "scoring:account-selection"),
    )


@check("theme", Stage.STRATEGY, lazy("A theme is chosen: penetrate, expand or protect"))
def _theme(facts: Facts) -> Verdict:
    return answer(facts.account.theme, _("Choose the theme on the account."), account_url(facts, "account-overview"))


@check("lead-sponsor", Stage.STRATEGY, lazy("Account manager and sponsor are named"))
def _lead_and_sponsor(facts: Facts) -> Verdict:
    account = facts.account
    missing = [
        label
        for label, there in ((_("account manager"), account.manager_id), (_("sponsor"), account.sponsor_id))
        if not there
    ]
    return answer(
        not missing,
        _("Missing: %(people)s") % {"people": named(missing)},
        account_url(facts, "accounts:account-team"),
    )


@check("target", Stage.STRATEGY, lazy("One growth target, or a goal to protect, is set (V7)"))
def _target(facts: Facts) -> Verdict:
    plan = facts.plan
    return answer(
        plan.is_protect_goal or plan.growth_target,
        _("Set the target of this cycle."),
        f"{plan.get_absolute_url()}settings/",
    )


@check("business", Stage.STRATEGY, lazy("Present business (I2) and contracts (I8) are known"))
def _business(facts: Facts) -> Verdict:
    return _questions(facts, "I2", "I8")


@check("charter", Stage.STRATEGY, lazy("The team has a charter (T6)"), full_only=True)
def _charter(facts: Facts) -> Verdict:
    return answer(met=True) if facts.plan.charter else _questions(facts, "T6")


@check("roles", Stage.STRATEGY, lazy("All six team roles are considered (T2)"), full_only=True)
def _roles(facts: Facts) -> Verdict:
    return _questions(facts, "T2")


@check("strategy-answers", Stage.STRATEGY, lazy("I3, I4, I7 and N2 are answered"), full_only=True)
def _strategy_answers(facts: Facts) -> Verdict:
    return _questions(facts, "I3", "I4", "I7", "N2")


@check("sponsor-agreed", Stage.STRATEGY, lazy("The sponsor's agreement is recorded"), full_only=True)
def _sponsor_agreed(facts: Facts) -> Verdict:
    url = f"{facts.plan.get_absolute_url()}settings/"
    return answer(facts.plan.sponsor_agreed_on, _("Note the day on which the sponsor agreed."), url)


@check("partnership", Stage.STRATEGY, lazy("The customer's own wish for a partnership is tested"), full_only=True)
def _partnership(facts: Facts) -> Verdict:
    url = f"{facts.plan.get_absolute_url()}settings/"
    return answer(facts.plan.partnership_note, _("Note what the customer said about it."), url)


# ---------------------------------------------------------------- 2 research


@check("people-mapped", Stage.RESEARCH, lazy("Five people are mapped with role, stance, influence and owner"))
def _people_mapped(facts: Facts) -> Verdict:
    mapped = [person for person in facts.people if _is_mapped(person)]
    lacking = PEOPLE_WANTED - len(mapped)
    words = ngettext("%(count)s more person is needed.", "%(count)s more people are needed.", max(lacking, 1))
    return answer(lacking <= 0, words % {"count": lacking}, account_url(facts, "accounts:account-map"))


def _is_mapped(person: Stakeholder) -> bool:
    known = person.decision_roles and person.stance is not None and person.influence
    return bool(known and any(link.is_primary for link in person.links.all()))


@check("research-core", Stage.RESEARCH, lazy("P2, P4, P5, P9, N1, N3, R1 and C1 are answered"))
def _research_core(facts: Facts) -> Verdict:
    return _questions(facts, "P2", "P4", "P5", "P9", "N1", "N3", "R1", "C1")


@check("core-share", Stage.RESEARCH, lazy("At least 60 % of the core questions are done"))
def _core_share(facts: Facts) -> Verdict:
    core = [item for item in facts.sheet.items if item.question.is_core]
    done = sum(item.is_done for item in core)
    detail = _("%(done)s of %(total)s are done.") % {"done": done, "total": len(core)}
    return answer(100 * done >= CORE_SHARE * len(core), detail, f"{facts.plan.get_absolute_url()}?show=core")


@check("assumptions", Stage.RESEARCH, lazy("Assumptions are listed (U1)"))
def _assumptions(facts: Facts) -> Verdict:
    return _questions(facts, "U1")


@check("all-questions", Stage.RESEARCH, lazy("Every question up to this stage is done or not relevant"), full_only=True)
def _all_questions(facts: Facts) -> Verdict:
    codes = [
        item.code
        for item in facts.sheet.items
        if item.question.stage in (Stage.STRATEGY, Stage.RESEARCH) and not item.is_done
    ]
    return _questions(facts, *codes)


@check("units", Stage.RESEARCH, lazy("Every unit has a contact, or a reason why not"), full_only=True)
def _units(facts: Facts) -> Verdict:
    known = {person.unit_id for person in facts.people}
    bare = [unit.name for unit in facts.units if unit.pk not in known and not unit.no_contact_reason]
    url = account_url(facts, "accounts:account-map")
    return answer(not bare, _("Without contact: %(units)s") % {"units": named(bare)}, url)


@check("first-wave", Stage.RESEARCH, lazy("The first survey wave is sent"), full_only=True)
def _first_wave(facts: Facts) -> Verdict:
    return answer(facts.wave_count, _("No survey wave yet."), account_url(facts, "scoring:account-improvement"))


@check("grid", Stage.RESEARCH, lazy("At least 70 % of the white space grid is filled"), full_only=True)
def _grid(facts: Facts) -> Verdict:
    detail = _("%(known)s of %(cells)s cells are known.") % {"known": facts.cells_known, "cells": facts.cells}
    filled = facts.cells and 100 * facts.cells_known >= GRID_SHARE * facts.cells
    return answer(filled, detail, account_url(facts, "accounts:account-money"))


@check("talks", Stage.RESEARCH, lazy("At least two talks with the customer are logged"), full_only=True)
def _talks(facts: Facts) -> Verdict:
    return answer(
        facts.talks >= 2,
        _("%(count)s logged since the start of the cycle.") % {"count": facts.talks},
        account_url(facts, "account-overview"),
    )


# ---------------------------------------------------------------- 3 action plan


@check(
    "objectives", Stage.ACTION_PLAN, lazy("Two to five objectives, each with measure, baseline, target, date and owner")
)
def _objectives(facts: Facts) -> Verdict:
    url = f"{facts.plan.get_absolute_url()}objectives/"
    live = _live(facts)
    lacking = [objective.title for objective in live if not objective.is_complete]
    if lacking:
        return answer(False, _("Not complete: %(titles)s") % {"titles": named(lacking)}, url)  # noqa: FBT003
    detail = _("There are %(count)s; two to five are wanted.") % {"count": len(live)}
    return answer(2 <= len(live) <= 5, detail, url)


def _live(facts: Facts) -> list[Objective]:
    return [objective for objective in facts.objectives if objective.status != Objective.Status.DROPPED]


@check("for-customer", Stage.ACTION_PLAN, lazy("One objective improves the customer's own business (V1, V2)"))
def _for_customer(facts: Facts) -> Verdict:
    if not any(objective.improves_customer for objective in _live(facts)):
        url = f"{facts.plan.get_absolute_url()}objectives/"
        return answer(False, _("Mark the objective that does, or add one."), url)  # noqa: FBT003
    return _questions(facts, "V1", "V2")


@check("next-product", Stage.ACTION_PLAN, lazy("The next product to offer is named (V4)"))
def _next_product(facts: Facts) -> Verdict:
    return _questions(facts, "V4")


@check("first-actions", Stage.ACTION_PLAN, lazy("First actions are dated within 90 days"))
def _first_actions(facts: Facts) -> Verdict:
    limit = facts.today + timedelta(days=FIRST_ACTION_DAYS)
    dated = [action for action in facts.actions if action.due_on and action.due_on <= limit]
    return answer(dated, _("No action has a day within 90 days."), f"{facts.plan.get_absolute_url()}actions/")


@check("risks", Stage.ACTION_PLAN, lazy("Three risks with owner, one of them the rival's likely move (U4, C6)"))
def _risks(facts: Facts) -> Verdict:
    url = f"{facts.plan.get_absolute_url()}risks/"
    owned = [risk for risk in facts.risks if risk.owner_id]
    if len(owned) < RISKS_WANTED:
        return answer(False, _("%(count)s of 3 have an owner.") % {"count": len(owned)}, url)  # noqa: FBT003
    if not any(risk.kind == Risk.Kind.COMPETITIVE for risk in owned):
        return answer(False, _("None of them is a rival's move."), url)  # noqa: FBT003
    return _questions(facts, "U4", "C6")


@check(
    "value-accepted", Stage.ACTION_PLAN, lazy("A named person at the customer accepted a value case"), full_only=True
)
def _value_accepted(facts: Facts) -> Verdict:
    accepted = any(objective.accepted_by_id for objective in _live(facts))
    url = f"{facts.plan.get_absolute_url()}objectives/"
    return answer(accepted, _("Name who accepted it on the objective."), url)


@check("asks", Stage.ACTION_PLAN, lazy("The help that the plan needs is asked for"), full_only=True)
def _asks(facts: Facts) -> Verdict:
    url = f"{facts.plan.get_absolute_url()}settings/"
    return answer(facts.plan.asks, _("Write down what is asked of the sponsor."), url)


@check(
    "detractors", Stage.ACTION_PLAN, lazy("There is a plan for everybody influential who is against us"), full_only=True
)
def _detractors(facts: Facts) -> Verdict:
    treated = {action.stakeholder_id for action in facts.actions}
    left = [
        person.name
        for person in facts.people
        if (person.stance or 0) < 0 and (person.influence or 0) >= DETRACTOR_INFLUENCE and person.pk not in treated
    ]
    detail = ngettext(
        "No open action concerns %(count)s person who is against us.",
        "No open action concerns %(count)s people who are against us.",
        max(len(left), 1),
    ) % {"count": len(left)}
    return answer(not left, detail, account_url(facts, "accounts:account-map"))


@check("approved", Stage.ACTION_PLAN, lazy("The sponsor approved the plan"), full_only=True)
def _approved(facts: Facts) -> Verdict:
    url = f"{facts.plan.get_absolute_url()}stages/"
    return answer(facts.plan.approved_at, _("Ask the sponsor to approve it on this page."), url)


@check("customer-version", Stage.ACTION_PLAN, lazy("The customer version is agreed"), full_only=True)
def _customer_version(facts: Facts) -> Verdict:
    del facts
    return Verdict(NOT_APPLICABLE, _("KAM does not make a customer version yet."))


# ---------------------------------------------------------------- 4 execution


@check("overdue", Stage.EXECUTION, lazy("No action is more than 14 days late without a new date"))
def _overdue(facts: Facts) -> Verdict:
    limit = facts.today - timedelta(days=OVERDUE_DAYS)
    late = [action.title for action in facts.actions if action.due_on and action.due_on < limit]
    url = f"{facts.plan.get_absolute_url()}actions/?show=overdue"
    return answer(not late, _("Late: %(titles)s") % {"titles": named(late)}, url)


@check("people-changes", Stage.EXECUTION, lazy("Changes among key players were handled within ten working days"))
def _people_changes(facts: Facts) -> Verdict:
    item = facts.sheet.item("P8")
    looked_on = item.answer.answered_on if item and item.answer else None
    gone = [
        person.name
        for person in facts.once("gone", lambda: list(_gone(facts)))
        if looked_on is None or looked_on < person.status_on
    ]
    url = account_url(facts, "accounts:account-map")
    return answer(not gone, _("Left without successor noted (P8): %(people)s") % {"people": named(gone)}, url)


def _gone(facts: Facts) -> list[Stakeholder]:
    """Key players who left during the cycle, longer ago than the time to react."""
    rows = Stakeholder.objects.filter(
        account=facts.account,
        status__in=[Stakeholder.Status.LEFT, Stakeholder.Status.MOVED],
        status_on__range=(facts.plan.starts_on, facts.today - timedelta(days=GRACE_DAYS)),
    )
    return [person for person in rows if person.is_key_player]


@check(
    "joint-meeting", Stage.EXECUTION, lazy("A joint meeting with the customer took place this quarter"), full_only=True
)
def _joint_meeting(facts: Facts) -> Verdict:
    last = facts.last_joint_meeting_on
    recent = last is not None and last >= facts.today - timedelta(days=QUARTER)
    return answer(recent, _("No meeting or visit in the last 92 days."), account_url(facts, "account-overview"))


@check("measured", Stage.EXECUTION, lazy("The measures of all objectives were updated this month"), full_only=True)
def _measured(facts: Facts) -> Verdict:
    limit = facts.today - timedelta(days=MONTH)
    old = [row.title for row in _live(facts) if row.current_on is None or row.current_on < limit]
    url = f"{facts.plan.get_absolute_url()}objectives/"
    return answer(not old, _("Not measured lately: %(titles)s") % {"titles": named(old)}, url)


@check("second-wave", Stage.EXECUTION, lazy("The second survey wave is sent"), full_only=True)
def _second_wave(facts: Facts) -> Verdict:
    met = facts.wave_count >= 2
    return answer(met, _("There is no second wave yet."), account_url(facts, "scoring:account-improvement"))


# ---------------------------------------------------------------- 5 review


@check("snapshot", Stage.REVIEW, lazy("Health and viability are kept as they are now"))
def _snapshot(facts: Facts) -> Verdict:
    detail = _("Nothing was scored since this stage began.")
    return answer(facts.scored_since_stage, detail, account_url(facts, "scoring:account-health"))


@check("figures", Stage.REVIEW, lazy("The figures are complete"), full_only=True)
def _figures(facts: Facts) -> Verdict:
    figures = facts.account.figures
    missing = [
        label
        for label, value in (
            (_("revenue"), figures.revenue_12m),
            (_("health"), figures.health),
            (_("white space"), figures.white_space),
            ("CIS", figures.cis),
        )
        if value is None
    ]
    detail = _("Unknown: %(figures)s") % {"figures": named(missing)}
    return answer(not missing, detail, account_url(facts, "account-overview"))


@check("losses", Stage.REVIEW, lazy("Losses are explained"), full_only=True)
def _losses(facts: Facts) -> Verdict:
    detail = ngettext(
        "%(count)s lost deal has no reason.", "%(count)s lost deals have no reason.", facts.unexplained_losses
    ) % {"count": facts.unexplained_losses}
    return answer(not facts.unexplained_losses, detail, account_url(facts, "accounts:account-money"))


@check("still-key", Stage.REVIEW, lazy("Whether this stays a key account is decided (U5)"), full_only=True)
def _still_key(facts: Facts) -> Verdict:
    return _questions(facts, "U5")
