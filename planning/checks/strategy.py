"""Before research: what we want here, with whom, and why."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Stage, TeamRole
from kam.lib import shown
from planning.checks.answered import answered
from planning.gates import Facts, Verdict, account_url, answer, check, named, no, yes


def settings_url(facts: Facts, field: str = "") -> str:
    """Where the plan's own facts are entered; with a field, right at it."""
    page = reverse("planning:plan-settings", args=[facts.plan.pk])
    return f"{page}#id_{field}" if field else page


@check("selected", Stage.STRATEGY, lazy("The selection decision is dated"))
def _selected(facts: Facts) -> Verdict:
    decided_on = facts.figures.decided_on
    return answer(
        decided_on,
        _("No selection scorecard of this account has been decided."),
        account_url(facts, "scoring:account-selection"),
        found=_("Decided on %(day)s") % {"day": day(decided_on)} if decided_on else "",
    )


def day(found: object) -> str:
    """A day as the reader writes it."""
    return date_format(found, "SHORT_DATE_FORMAT")  # type: ignore[arg-type]


@check("theme", Stage.STRATEGY, lazy("A theme is chosen: penetrate, expand or protect"))
def _theme(facts: Facts) -> Verdict:
    return answer(
        facts.account.theme,
        _("Choose the theme on the account."),
        account_url(facts, "accounts:account-edit"),
        found=facts.account.get_theme_display(),
    )


@check("lead-sponsor", Stage.STRATEGY, lazy("Account manager and sponsor are named"))
def _lead_and_sponsor(facts: Facts) -> Verdict:
    account = facts.account
    people = ((_("account manager"), account.manager), (_("sponsor"), account.sponsor))
    missing = [label for label, person in people if person is None]
    return answer(
        not missing,
        _("Missing: %(people)s") % {"people": named(missing)},
        account_url(facts, "accounts:account-team"),
        found=named(person.name for _label, person in people if person is not None),
    )


def target_words(facts: Facts) -> str:
    """What the cycle aims at: the target of the plan, else those of the coming years, else to protect."""
    plan, figures = facts.plan, facts.figures
    if plan.growth_target is not None:
        return shown.money_short(plan.growth_target, plan.currency)
    years = zip(figures.growth_years, figures.growth_amounts, figures.growth_currencies, strict=True)
    growth = named(f"{year}: {shown.money_short(amount, currency)}" for year, amount, currency in years)
    return growth or (_("Protect what we have") if plan.is_protect_goal else "")


@check("target", Stage.STRATEGY, lazy("One growth target, or a goal to protect, is set (V7)"))
def _target(facts: Facts) -> Verdict:
    found = target_words(facts)
    return answer(found, _("Set the target of this cycle."), settings_url(facts, "growth_target"), found=found)


@check("business", Stage.STRATEGY, lazy("Present business (I2) and contracts (I8) are known"))
def _business(facts: Facts) -> Verdict:
    return answered(facts, "I2", "I8")


@check("charter", Stage.STRATEGY, lazy("The team has a charter (T6)"), full_only=True)
def _charter(facts: Facts) -> Verdict:
    if facts.plan.charter:
        return yes(_("Written down in the settings of the plan."), settings_url(facts, "charter"))
    return answered(facts, "T6")


@check("roles", Stage.STRATEGY, lazy("All six team roles are considered (T2)"), full_only=True)
def _roles(facts: Facts) -> Verdict:
    """Each is held by somebody, or T2 says how the team does without."""
    held = facts.figures.roles_held
    empty = [str(role.label) for role in TeamRole if role not in held]
    words = _("%(held)s of 6 roles are held") % {"held": len(TeamRole) - len(empty)}
    if not empty:
        return yes(words, account_url(facts, "accounts:account-team"))
    words = _("%(held)s; empty: %(roles)s") % {"held": words, "roles": named(empty)}
    if facts.still_open("T2"):
        return no(words, facts.question_url("T2"))
    return yes(words, facts.question_url("T2"))


@check("strategy-answers", Stage.STRATEGY, lazy("I3, I4, I7 and N2 are answered"), full_only=True)
def _strategy_answers(facts: Facts) -> Verdict:
    return answered(facts, "I3", "I4", "I7", "N2")


@check("sponsor-agreed", Stage.STRATEGY, lazy("The sponsor's agreement is recorded"), full_only=True)
def _sponsor_agreed(facts: Facts) -> Verdict:
    agreed_on = facts.plan.sponsor_agreed_on
    return answer(
        agreed_on,
        _("Note the day on which the sponsor agreed."),
        settings_url(facts, "sponsor_agreed_on"),
        found=_("Agreed on %(day)s") % {"day": day(agreed_on)} if agreed_on else "",
    )


@check("partnership", Stage.STRATEGY, lazy("The customer's own wish for a partnership is tested"), full_only=True)
def _partnership(facts: Facts) -> Verdict:
    return answer(
        facts.plan.partnership_note,
        _("Note what the customer said about it."),
        settings_url(facts, "partnership_note"),
        found=_("What the customer said is noted."),
    )
