"""The names of factors, criteria, gates and groups, in the language of the reader, and where their records are."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from scoring.engine import cis_confidential, cis_trend, selection, viability
from scoring.engine.health import CRITICAL_ISSUE, NOTICE_GIVEN, SPONSOR_LEFT


@dataclass(frozen=True, slots=True)
class Word:
    """A factor: its name, the page that holds its records, and what to do while it is unknown."""

    label: Promise
    view: str  # of a page that takes the account's id; may belong to a higher app
    todo: Promise


HEALTH = {
    "H1": Word(
        _("Customer improvement"),
        "scoring:account-improvement",
        _("Ask the customer's people: a closed wave with at least three answers gives this figure."),
    ),
    "H2": Word(
        _("Relationship"),
        "accounts:account-map",
        _("Judge the stance of at least three people who together hold 60 % of the influence."),
    ),
    "H3": Word(_("Contact"), "accounts:interaction-list", _("Note the last talk with a key player.")),
    "H4": Word(
        _("Delivery and service"), "accounts:issue-list", _("Say when the open issues were last looked through.")
    ),
    "H5": Word(
        _("Renewal outlook"), "accounts:account-money", _("Enter the running contract and how likely its renewal is.")
    ),
    "H6": Word(_("Payment"), "accounts:account-money", _("Enter how many days late the customer pays on average.")),
    "H7": Word(_("Purchase trend"), "accounts:account-money", _("Enter the revenue of the last 24 months.")),
    "H8": Word(
        _("Plan execution"),
        "planning:account-plan",
        _("Give actions a due date: it takes three that were due in the last 90 days."),
    ),
}

VIABILITY = {
    "VI1": Word(
        _("Room to grow"), "accounts:account-money", _("Fill in the white space, or the spend that we could serve.")
    ),
    "VI2": Word(_("Margin after service cost"), "accounts:account-money", _("Enter the margin after service cost.")),
    "VI3": Word(
        _("Customer's own strength and credit"), "accounts:account-money", _("Rate the customer's credit from 0 to 5.")
    ),
    "VI4": Word(
        _("Fit, access to goals, openness"),
        "scoring:account-selection",
        _("Rate fit, way into their goals and openness on the selection scorecard."),
    ),
    "VI5": Word(
        _("Expansion pipeline"),
        "accounts:account-money",
        _("Set a growth target in the plan and record the deals that lead to it."),
    ),
    "VI6": Word(
        _("Competitive safety"), "accounts:account-money", _("Rate from 0 to 5 how safe we are from rivals here.")
    ),
}

CAPS: dict[str, Promise] = {
    CRITICAL_ISSUE: _("a critical issue has been open for more than 14 days"),
    SPONSOR_LEFT: _("the customer's sponsor or only champion left and is not replaced"),
    NOTICE_GIVEN: _("the customer gave notice or put our work out to tender"),
}

BOXES: dict[str, Promise] = {
    viability.GROW: _("Grow"),
    viability.KEEP: _("Keep at low cost"),
    viability.REPAIR: _("Repair first"),
    viability.RE_EXAMINE: _("Re-examine key status"),
}

STATUS: dict[str, Promise] = {
    "normal": _("Enough is known"),
    "provisional": _("Provisional: part is unknown or old"),
    "insufficient": _("Too little is known for a score"),
}

GROUPS: dict[str, Promise] = {"results": _("Results"), "ideas": _("Ideas"), "road ahead": _("Road ahead")}
CERTAINTY: dict[str, Promise] = {"high": _("high"), "medium": _("medium"), "low": _("low")}
LEVELS: dict[str, Promise] = {
    cis_confidential.AGREE: _("people agree"),
    cis_confidential.MIXED: _("mixed"),
    cis_confidential.DISAGREE: _("people disagree"),
}
VERDICTS: dict[str, Promise] = {
    cis_trend.IMPROVED: _("improved"),
    cis_trend.FELL: _("fell"),
    cis_trend.NO_CHANGE: _("no clear change"),
}

CRITERIA: dict[str, Promise] = {
    "K1": _("Revenue now"),
    "K2": _("Margin"),
    "K3": _("Purchases rising"),
    "K4": _("Growth potential"),
    "K5": _("Renewal likelihood"),
    "K6": _("Chance to win now and grow later"),
    "K7": _("Effort needed (5 = little)"),
    "K8": _("Relationship strength"),
    "K9": _("Fit: offer, culture, industry focus"),
    "K10": _("Name value"),
    "K11": _("Credit and payment"),
    "K12": _("Way into their business goals"),
    "K13": _("Openness to ideas and advice"),
}

GATES: dict[str, Promise] = {
    selection.MARGIN: _("Margin of at least 10 %"),
    selection.PAYMENT: _("Pays at most 60 days late"),
    selection.SIZE: _("Minimum revenue, or growth potential of at least 50"),
}

TYPES: dict[str, Promise] = {
    selection.EXISTING: _("Existing"),
    selection.EMERGING: _("Emerging"),
    selection.DEVELOPING: _("Developing"),
}

ADVICE: dict[str, Promise] = {
    selection.KEY: _("Key account"),
    selection.CANDIDATE: _("Candidate"),
    selection.NOT_KEY: _("Not key"),
    selection.INSUFFICIENT: _("Too little is known"),
}

RULES: dict[int, Promise] = {
    1: _("at least three people answered at least six of the nine statements"),
    2: _("they come from at least two departments or units"),
    3: _("at least one of them decides or approves"),
    4: _("they carry at least 30 % of the weight that was invited"),
}
