"""Before the action plan: what we know, and what not."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from accounts.models import Stage, Stakeholder
from planning.checks.answered import answered
from planning.gates import Facts, Verdict, account_url, answer, check, named, no, without, yes
from planning.models import Answer
from planning.selectors.evidence import GATHERS, gathered

PEOPLE_WANTED = 5
CORE_SHARE = 60
GRID_SHARE = 70
TALKS_WANTED = 2


@check("people-mapped", Stage.RESEARCH, lazy("Five people are mapped with role, stance, influence and owner"))
def _people_mapped(facts: Facts) -> Verdict:
    whole = [person for person in facts.people if _is_mapped(person)]
    halves = [person for person in facts.people if not _is_mapped(person)]
    words = _("%(whole)s of %(people)s people on the map are complete.") % {
        "whole": len(whole),
        "people": len(facts.people),
    }
    if len(whole) >= PEOPLE_WANTED:
        return yes(words, account_url(facts, "accounts:account-map"))
    if not halves:
        return no(f"{words} {_('Add the people who matter.')}", account_url(facts, "accounts:account-map"))
    names = named(person.name for person in halves[: PEOPLE_WANTED - len(whole)])
    return no(f"{words} {_('Next: %(people)s') % {'people': names}}", halves[0].get_absolute_url())


def _is_mapped(person: Stakeholder) -> bool:
    return bool(person.decision_roles and person.stance is not None and person.influence and person.is_owned)


@check("research-core", Stage.RESEARCH, lazy("P2, P4, P5, P9, N1, N3, R1 and C1 are answered"))
def _research_core(facts: Facts) -> Verdict:
    return answered(facts, "P2", "P4", "P5", "P9", "N1", "N3", "R1", "C1")


@check("core-share", Stage.RESEARCH, lazy("At least 60 % of the core questions are done"))
def _core_share(facts: Facts) -> Verdict:
    core = [item for item in facts.sheet.items if item.question.is_core]
    done = sum(item.is_done for item in core)
    words = _("%(done)s of %(total)s are done.") % {"done": done, "total": len(core)}
    url = f"{facts.plan.get_absolute_url()}?show=core"
    return answer(100 * done >= CORE_SHARE * len(core), words, url, found=words)


@check("assumptions", Stage.RESEARCH, lazy("Assumptions are listed (U1)"))
def _assumptions(facts: Facts) -> Verdict:
    """Those that stand in U1 by themselves are listed as well as those that somebody typed."""
    if found := gathered(facts.sheet):
        words = _("Gathered from the plan: %(codes)s") % {"codes": named(item.code for item in found)}
        return yes(words, facts.question_url(GATHERS))
    return answered(facts, GATHERS)


@check("all-questions", Stage.RESEARCH, lazy("Every question up to this stage is done or not relevant"), full_only=True)
def _all_questions(facts: Facts) -> Verdict:
    asked = [item for item in facts.sheet.items if item.question.stage in {Stage.STRATEGY, Stage.RESEARCH}]
    open_ones = [item.code for item in asked if not item.is_done]
    words = _("%(done)s of %(total)s are done.") % {"done": len(asked) - len(open_ones), "total": len(asked)}
    if open_ones:
        return no(
            f"{words} {_('Still open: %(codes)s') % {'codes': named(open_ones)}}", facts.question_url(open_ones[0])
        )
    return yes(words)


@check("units", Stage.RESEARCH, lazy("Every unit has a contact, or a reason why not"), full_only=True)
def _units(facts: Facts) -> Verdict:
    bare, url = facts.figures.bare_units, account_url(facts, "accounts:account-map")
    if not facts.figures.unit_count:
        return without(_("This account has no units."), url)
    words = _("%(known)s of %(units)s units.") % {
        "known": facts.figures.unit_count - len(bare),
        "units": facts.figures.unit_count,
    }
    detail = f"{words} {_('Without contact: %(units)s') % {'units': named(bare)}}"
    return answer(not bare, detail, url, found=words)


@check("first-wave", Stage.RESEARCH, lazy("The first survey wave is sent"), full_only=True)
def _first_wave(facts: Facts) -> Verdict:
    url = account_url(facts, "scoring:account-improvement")
    return answer(facts.figures.waves_sent, _("No survey wave yet in this cycle."), url, found=waves(facts))


def waves(facts: Facts) -> str:
    """How many waves were sent in this cycle."""
    sent = facts.figures.waves_sent
    return ngettext("%(count)s wave sent in this cycle.", "%(count)s waves sent in this cycle.", sent) % {"count": sent}


@check("grid", Stage.RESEARCH, lazy("At least 70 % of the white space grid is filled"), full_only=True)
def _grid(facts: Facts) -> Verdict:
    known, cells = facts.figures.cells_known, facts.figures.cells
    words = _("%(known)s of %(cells)s cells are known.") % {"known": known, "cells": cells}
    url = account_url(facts, "accounts:account-money")
    return answer(cells and 100 * known >= GRID_SHARE * cells, words, url, found=words)


@check("talks", Stage.RESEARCH, lazy("At least two talks with the customer are logged as source"), full_only=True)
def _talks(facts: Facts) -> Verdict:
    """Two-way talks with named people in this cycle, and answers that rest on what the customer said."""
    talks = facts.figures.talks
    stated = sum(item.answer.evidence == Answer.Evidence.STATED for item in facts.sheet.items if item.answer)
    words = _("%(talks)s talks with named people in this cycle; %(stated)s answers rest on the customer's words.") % {
        "talks": talks,
        "stated": stated,
    }
    url = account_url(facts, "accounts:interaction-create")
    if talks < TALKS_WANTED:
        return no(words, url)
    return answer(stated >= TALKS_WANTED, words, facts.plan.get_absolute_url(), found=words)
