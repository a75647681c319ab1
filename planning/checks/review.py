"""Before the cycle closes: what we learned, and what changes. Reviews add their own checks to this stage."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from accounts.models import Stage
from accounts.selectors.pages import figures_of
from planning.checks.action_plan import plan_url
from planning.checks.answered import answered
from planning.gates import Facts, Verdict, account_url, answer, check, named

WAVES_FOR_A_TREND = 2


@check("snapshot", Stage.REVIEW, lazy("Health and viability are kept as they are now"))
def _snapshot(facts: Facts) -> Verdict:
    scored_on = facts.figures.scored_on
    met = scored_on is not None and scored_on >= facts.plan.stage_since
    return answer(met, _("Nothing was scored since this stage began."), account_url(facts, "scoring:account-health"))


@check("figures", Stage.REVIEW, lazy("The figures are complete"), full_only=True)
def _figures(facts: Facts) -> Verdict:
    figures = figures_of(facts.account)
    wanted = (
        (_("revenue"), figures.revenue_12m),
        (_("health"), figures.health),
        (_("white space"), figures.white_space),
        (_("Customer Improvement Score"), figures.cis),
    )
    missing = [label for label, value in wanted if value is None]
    detail = _("Unknown: %(figures)s") % {"figures": named(missing)}
    return answer(not missing, detail, account_url(facts, "account-overview"))


@check("cis-trend", Stage.REVIEW, lazy("The trend of the Customer Improvement Score is read"), full_only=True)
def _cis_trend(facts: Facts) -> Verdict:
    detail = _("A trend needs two closed survey waves.")
    met = facts.figures.waves_closed >= WAVES_FOR_A_TREND
    return answer(met, detail, account_url(facts, "scoring:account-improvement"))


@check("losses", Stage.REVIEW, lazy("Losses are explained"), full_only=True)
def _losses(facts: Facts) -> Verdict:
    count = facts.figures.unexplained_losses
    words = ngettext("%(count)s lost deal has no reason.", "%(count)s lost deals have no reason.", count)
    return answer(not count, words % {"count": count}, account_url(facts, "accounts:account-money"))


@check("still-key", Stage.REVIEW, lazy("Whether this stays a key account is decided (U5)"), full_only=True)
def _still_key(facts: Facts) -> Verdict:
    return answered(facts, "U5")


@check("version-raised", Stage.REVIEW, lazy("A new plan version is frozen, or the cycle is closed"), full_only=True)
def _version_raised(facts: Facts) -> Verdict:
    frozen_on = facts.figures.frozen_on
    raised = frozen_on is not None and frozen_on >= facts.plan.stage_since
    detail = _("Ask the sponsor to approve what changed; closing the cycle settles this as well.")
    return answer(raised or not facts.plan.is_active, detail, plan_url(facts, "plan-stages"))
