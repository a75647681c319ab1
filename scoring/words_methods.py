"""The numbers of the methods, in the language of the reader."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from scoring.words import ADVICE, CRITERIA, HEALTH, VIABILITY

FACTORS: dict[str, Promise] = {
    **{key: word.label for key, word in HEALTH.items()},
    **{key: word.label for key, word in VIABILITY.items()},
    **CRITERIA,
}

GROUPS: dict[str, tuple[Promise, Promise]] = {
    "weights": (_("Weights"), _("How much each factor counts. Together they are 100.")),
    "curves": (
        _("Points"),
        _("Which value gives which score, as pairs: 14:100 30:80 means 100 up to 14, straight down to 80 at 30."),
    ),
    "decay": (_("Age"), _("Days at full weight, then the days in which the weight halves: 180 90.")),
    "caps": (_("Caps"), _("The most points while the trouble lasts.")),
    "": (_("Bands and limits"), _("Where bands begin and what else the method asks for.")),
}

NUMBERS: dict[str, Promise] = {
    "issue_points": _("Points off for each critical, major and minor issue"),
    "renewal_limit": _("Most for the renewal when the contract ends soon without a deal"),
    "renewal_days": _("Days to the end of the contract that count as soon"),
    "late_share": _("What an action done late counts, 0 to 1"),
    "min_actions": _("Fewest actions due that say something"),
    "coverage_normal": _("Coverage from which a score is normal, %"),
    "coverage_least": _("Least coverage for a score, %"),
    "band_green": _("Strong from"),
    "band_amber": _("Fair from"),
    "caps.critical_issue": _("A critical issue is open too long"),
    "caps.sponsor_left": _("Sponsor or only champion left"),
    "caps.notice_given": _("Notice given or a tender against us"),
    "critical_days": _("Days after which an open critical issue caps"),
    "override_points": _("Most points of a correction by hand"),
    "override_days": _("Most days of a correction by hand"),
    "trend_points": _("Points that make a trend"),
    "trend_days": _("Days that a trend looks back"),
    "box_health": _("Health from which the four boxes call it high"),
    "box_viability": _("Viability from which the four boxes call it high"),
    "rating_gap": _("Raters this far apart are flagged"),
    "min_raters": _("Raters that a new key account needs"),
    "key_total": _("Key account from"),
    "candidate_total": _("Candidate from"),
    "gate_margin": _("Gate: least margin, %"),
    "gate_days_late": _("Gate: most days late"),
    "gate_growth": _("Gate: growth potential that makes up for a small revenue"),
    "existing_revenue": _("Existing: points for revenue from"),
    "emerging_growth": _("Emerging: points for growth from"),
    "leave_total": _("To look at again below"),
    "leave_days": _("Days between two assessments below it"),
    "leave_gate_days": _("Days that a gate may fail"),
}

OUTCOMES: dict[str, dict[str, Promise]] = {
    "health": {"green": _("Strong"), "amber": _("Fair"), "red": _("Weak"), "grey": _("Unknown")},
    "viability": {"high": _("High"), "low": _("Low"), "grey": _("Unknown")},
    "select": ADVICE,
}


def group_of(path: str) -> str:
    """The group of a number: the part before the dot."""
    group, dot, _key = path.partition(".")
    return group if dot else ""


def label_of(path: str) -> str | Promise:
    """What a number is called."""
    factor = path.rpartition(".")[2]
    return NUMBERS.get(path) or FACTORS.get(factor) or path
