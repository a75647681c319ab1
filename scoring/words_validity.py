"""The validity report in the language of the reader."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Band
from scoring.engine import validity, validity_report

SCORES: dict[str, Promise | str] = {
    validity_report.HEALTH: _("Health"),
    validity_report.CIS: "CIS",
    validity_report.VIABILITY: _("Viability"),
    validity_report.GROWTH: _("Last year's growth"),
    validity_report.GUESS: _("Our own guess of the renewal"),
    validity_report.ANCHOR: _("One statement alone (CSA)"),
}

BANDS: dict[str, Promise | str] = {
    "green": Band.GREEN.label,
    "strong": Band.GREEN.label,
    "amber": Band.AMBER.label,
    "fair": Band.AMBER.label,
    "red": Band.RED.label,
    "weak": Band.RED.label,
    "grey": Band.GREY.label,
}

ASKED: dict[str, Promise] = {
    validity_report.REPORTED: _("Asked, and enough people answered"),
    validity_report.SILENT: _("Asked, but too few answered"),
    validity_report.NOT_ASKED: _("Not asked in the year before"),
}

RULES: dict[str, Promise] = {
    "health_red": _("Health is weak"),
    "cis_weak": _("CIS is weak"),
    "revenue_fell": _("Revenue had fallen"),
    "guess_low": _("We guessed a renewal of less than 50 %"),
}

HALVES: dict[str, Promise] = {"earlier": _("Earlier half"), "later": _("Later half")}

VERDICTS: dict[str, Promise] = {
    validity.BETTER: _("Better than this"),
    validity.WORSE: _("Worse than this"),
    validity.SAME: _("Does not beat it: no clear difference"),
    "": _("Too few outcomes"),
}

MISSES: dict[str, tuple[Promise, Promise]] = {
    validity_report.MISSED: (
        _("Strong, but lost or shrunk"),
        _("What did the score not see? Each is looked at by somebody who knows the account."),
    ),
    validity_report.FALSE_ALARM: (
        _("Weak, but renewed"),
        _("Was the alarm false, or did somebody act on it? Each is looked at by somebody who knows the account."),
    ),
}
