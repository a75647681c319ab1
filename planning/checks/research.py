"""Before the action plan: what we know, and what not."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from accounts.models import Stage, Stakeholder
from planning.checks.answered import answered
from planning.gates import YES, Facts, Verdict, account_url, answer, check, named
from planning.selectors.evidence import GATHERS, gathered

PEOPLE_WANTED = 5
CORE_SHARE = 60
GRID_SHARE = 70
TALKS_WANTED = 2


@check("people-mapped", Stage.RESEARCH, lazy("Five people are mapped with role, stance, influence and owner"))
def _people_mapped(facts: Facts) -> Verdict:
    lacking = PEOPLE_WANTED - sum(_is_mapped(person) for person in facts.people)
    words = ngettext("%(count)s more person is needed.", "%(count)s more people are needed.", max(lacking, 1))
    return answer(lacking <= 0, words % {"count": lacking}, account_url(facts, "accounts:account-map"))


def _is_mapped(person: Stakeholder) -> bool:
    return bool(person.decision_roles and person.stance is not None and person.influence and person.is_owned)


@check("research-core", Stage.RESEARCH, lazy("P2, P4, P5, P9, N1, N3, R1 and C1 are answered"))
def _research_core(facts: Facts) -> Verdict:
    return answered(facts, "P2", "P4", "P5", "P9", "N1", "N3", "R1", "C1")


@check("core-share", Stage.RESEARCH, lazy("At least 60 % of the core questions are done"))
def _core_share(facts: Facts) -> Verdict:
    core = [item for item in facts.sheet.items if item.question.is_core]
    done = sum(item.is_done for item in core)
    detail = _("%(done)s of %(total)s are done.") % {"done": done, "total": len(core)}
    return answer(100 * done >= CORE_SHARE * len(core), detail, f"{facts.plan.get_absolute_url()}?show=core")


@check("assumptions", Stage.RESEARCH, lazy("Assumptions are listed (U1)"))
def _assumptions(facts: Facts) -> Verdict:
    return Verdict(YES) if gathered(facts.sheet) else answered(facts, GATHERS)


@check("all-questions", Stage.RESEARCH, lazy("Every question up to this stage is done or not relevant"), full_only=True)
def _all_questions(facts: Facts) -> Verdict:
    asked = [item.code for item in facts.sheet.items if item.question.stage in (Stage.STRATEGY, Stage.RESEARCH)]
    return answered(facts, *asked)


@check("units", Stage.RESEARCH, lazy("Every unit has a contact, or a reason why not"), full_only=True)
def _units(facts: Facts) -> Verdict:
    bare = facts.figures.bare_units
    detail = _("Without contact: %(units)s") % {"units": named(bare)}
    return answer(not bare, detail, account_url(facts, "accounts:account-map"))


@check("first-wave", Stage.RESEARCH, lazy("The first survey wave is sent"), full_only=True)
def _first_wave(facts: Facts) -> Verdict:
    url = account_url(facts, "scoring:account-improvement")
    return answer(facts.figures.waves_sent, _("No survey wave yet."), url)


@check("grid", Stage.RESEARCH, lazy("At least 70 % of the white space grid is filled"), full_only=True)
def _grid(facts: Facts) -> Verdict:
    known, cells = facts.figures.cells_known, facts.figures.cells
    detail = _("%(known)s of %(cells)s cells are known.") % {"known": known, "cells": cells}
    return answer(cells and 100 * known >= GRID_SHARE * cells, detail, account_url(facts, "accounts:account-money"))


@check("talks", Stage.RESEARCH, lazy("At least two talks with the customer are logged"), full_only=True)
def _talks(facts: Facts) -> Verdict:
    talks = facts.figures.talks
    words = ngettext("%(count)s logged in this cycle.", "%(count)s logged in this cycle.", talks)
    return answer(talks >= TALKS_WANTED, words % {"count": talks}, account_url(facts, "accounts:interaction-create"))
