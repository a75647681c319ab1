"""Before the cycle closes: what we learned, and what changes. Reviews add their own checks to this stage."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from accounts.models import Stage
from accounts.selectors.pages import figures_of
from kam.lib import shown
from planning.checks.action_plan import plan_url
from planning.checks.answered import answered
from planning.checks.strategy import day, settings_url, target_words
from planning.gates import YES, Facts, Verdict, account_url, answer, check, named, no, without, yes

WAVES_FOR_A_TREND = 2
NAMES = 5


@check("snapshot", Stage.REVIEW, lazy("Health and viability are kept as they are now"))
def _snapshot(facts: Facts) -> Verdict:
    kept = (facts.figures.health_on, facts.figures.viability_on)
    met = all(on is not None and on >= facts.plan.stage_since for on in kept)
    found = _("Kept on %(day)s") % {"day": day(min(kept))} if met else ""
    detail = _("Nothing was scored since this stage began.")
    return answer(met, detail, account_url(facts, "scoring:account-health"), found=found)


@check("figures", Stage.REVIEW, lazy("The figures are complete"), full_only=True)
def _figures(facts: Facts) -> Verdict:
    """What the figures of a review rest on: each that nobody knows is named, with the page where it is entered."""
    unknown = [(label, url) for label, is_known, url in _wanted(facts) if not is_known]
    total = sum(1 for _row in _wanted(facts))
    words = _("%(known)s of %(total)s are known.") % {"known": total - len(unknown), "total": total}
    if not unknown:
        return yes(words, account_url(facts, "account-overview"))
    missing = _("Unknown: %(figures)s") % {"figures": named(str(label) for label, _url in unknown)}
    return no(f"{words} {missing}", unknown[0][1])


def _wanted(facts: Facts) -> Iterator[tuple[str | Promise, bool, str]]:
    """Label, whether it is known, where it is entered."""
    figures, account = figures_of(facts.account), facts.account
    money, health = account_url(facts, "accounts:account-money"), account_url(facts, "scoring:account-health")
    people = account_url(facts, "accounts:account-map")
    yield _("revenue, 12 months"), figures.revenue_12m is not None, money
    yield _("growth and retention"), figures.revenue_before is not None, money
    yield _("margin after service cost"), account.gross_margin_pct is not None, money
    yield _("share of wallet"), account.addressable_spend is not None, money
    yield _("white space"), figures.white_space is not None, money
    yield _("target"), bool(target_words(facts)), settings_url(facts, "growth_target")
    yield _("pipeline"), figures.pipeline_weighted is not None, money
    improvement = account_url(facts, "scoring:account-improvement")
    yield _("Customer Improvement Score"), figures.cis is not None, improvement
    yield _("health"), figures.health is not None, health
    yield _("change of health"), figures.health_delta is not None, health
    yield _("coverage of key players"), any(person.is_key_player for person in facts.people), people
    objectives = [row.current is not None for row in facts.objectives]
    yield _("objectives on track"), any(objectives) and all(objectives), plan_url(facts, "objective-list")
    yield _("next end of a contract"), figures.next_contract_end_on is not None, money


@check("cis-trend", Stage.REVIEW, lazy("The trend of the Customer Improvement Score is read"), full_only=True)
def _cis_trend(facts: Facts) -> Verdict:
    detail = _("A trend needs two closed survey waves.")
    met = facts.figures.waves_closed >= WAVES_FOR_A_TREND
    found = _("CIS %(score)s after %(waves)s closed waves") % {
        "score": shown.score(figures_of(facts.account).cis),
        "waves": facts.figures.waves_closed,
    }
    return answer(met, detail, account_url(facts, "scoring:account-improvement"), found=found)


@check("losses", Stage.REVIEW, lazy("Wins and losses are explained"), full_only=True)
def _losses(facts: Facts) -> Verdict:
    figures, url = facts.figures, account_url(facts, "accounts:account-money")
    if not figures.won + figures.lost:
        return without(_("No deal was won or lost in this cycle."), url)
    words = _("%(won)s won and %(lost)s lost in this cycle.") % {"won": figures.won, "lost": figures.lost}
    silent = [*figures.unexplained_losses, *figures.unexplained_wins]
    count = len(silent)
    missing = ngettext("%(count)s has no reason: %(deals)s", "%(count)s have no reason: %(deals)s", count)
    missing %= {"count": count, "deals": named(silent[:NAMES])}
    return answer(not silent, f"{words} {missing}", url, found=words)


@check("still-key", Stage.REVIEW, lazy("Whether this stays a key account is decided (U5)"), full_only=True)
def _still_key(facts: Facts) -> Verdict:
    """Answered; and where the answer is to leave, a sales leader has confirmed it."""
    said = answered(facts, "U5")
    leaving = facts.leaving
    if said.state != YES or not leaving.says_leave:
        return said
    url = account_url(facts, "planning:account-exit")
    if leaving.is_confirmed:
        return yes(_("The customer leaves the programme."), url)
    if leaving.is_proposed:
        return no(_("The customer is to leave: a sales leader has not confirmed it yet."), url)
    return no(_("U5 says that the customer leaves: record the exit decision."), url)


@check("version-raised", Stage.REVIEW, lazy("A new plan version is frozen, or the cycle is closed"), full_only=True)
def _version_raised(facts: Facts) -> Verdict:
    frozen_on = facts.figures.frozen_on
    raised = frozen_on is not None and frozen_on >= facts.plan.stage_since
    detail = _("Ask the sponsor to approve what changed; closing the cycle settles this as well.")
    found = _("The cycle is closed.") if not facts.plan.is_active else ""
    if raised:
        found = _("Version %(label)s on %(day)s") % {"label": facts.figures.frozen_label, "day": day(frozen_on)}
    return answer(found, detail, f"{plan_url(facts, 'plan-stages')}#approval", found=found)
