"""Before research: what we want here, with whom, and why."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Stage
from planning.checks.answered import answered
from planning.gates import YES, Facts, Verdict, account_url, answer, check, named


def settings_url(facts: Facts) -> str:
    """Where the plan's own facts are entered."""
    return reverse("planning:plan-settings", args=[facts.plan.pk])


@check("selected", Stage.STRATEGY, lazy("The selection decision is dated"))
def _selected(facts: Facts) -> Verdict:
    return answer(
        facts.figures.decided,
        _("No selection scorecard of this account has been decided."),
        account_url(facts, "scoring:account-selection"),
    )


@check("theme", Stage.STRATEGY, lazy("A theme is chosen: penetrate, expand or protect"))
def _theme(facts: Facts) -> Verdict:
    return answer(
        facts.account.theme, _("Choose the theme on the account."), account_url(facts, "accounts:account-edit")
    )


@check("lead-sponsor", Stage.STRATEGY, lazy("Account manager and sponsor are named"))
def _lead_and_sponsor(facts: Facts) -> Verdict:
    account = facts.account
    people = ((_("account manager"), account.manager_id), (_("sponsor"), account.sponsor_id))
    missing = [label for label, there in people if not there]
    detail = _("Missing: %(people)s") % {"people": named(missing)}
    return answer(not missing, detail, account_url(facts, "accounts:account-team"))


@check("target", Stage.STRATEGY, lazy("One growth target, or a goal to protect, is set (V7)"))
def _target(facts: Facts) -> Verdict:
    is_set = facts.plan.is_protect_goal or facts.plan.growth_target is not None
    return answer(is_set, _("Set the target of this cycle."), settings_url(facts))


@check("business", Stage.STRATEGY, lazy("Present business (I2) and contracts (I8) are known"))
def _business(facts: Facts) -> Verdict:
    return answered(facts, "I2", "I8")


@check("charter", Stage.STRATEGY, lazy("The team has a charter (T6)"), full_only=True)
def _charter(facts: Facts) -> Verdict:
    return Verdict(YES) if facts.plan.charter else answered(facts, "T6")


@check("roles", Stage.STRATEGY, lazy("All six team roles are considered (T2)"), full_only=True)
def _roles(facts: Facts) -> Verdict:
    return answered(facts, "T2")


@check("strategy-answers", Stage.STRATEGY, lazy("I3, I4, I7 and N2 are answered"), full_only=True)
def _strategy_answers(facts: Facts) -> Verdict:
    return answered(facts, "I3", "I4", "I7", "N2")


@check("sponsor-agreed", Stage.STRATEGY, lazy("The sponsor's agreement is recorded"), full_only=True)
def _sponsor_agreed(facts: Facts) -> Verdict:
    detail = _("Note the day on which the sponsor agreed.")
    return answer(facts.plan.sponsor_agreed_on, detail, settings_url(facts))


@check("partnership", Stage.STRATEGY, lazy("The customer's own wish for a partnership is tested"), full_only=True)
def _partnership(facts: Facts) -> Verdict:
    return answer(facts.plan.partnership_note, _("Note what the customer said about it."), settings_url(facts))
