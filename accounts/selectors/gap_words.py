"""What each rule says: the same words where it is computed and where it is read from the records."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

AMBER = "amber"

# By rule, and by rule and key where one rule has two gaps.
WORDS: dict[str, Promise] = {
    "G01": _("No economic buyer or approver is known."),
    "G02": _("Nobody with influence of 3 or more is an advocate or supporter."),
    "G03": _("The relation hangs by one thread: only one advocate or supporter has influence of 4 or more."),
    "G04": _("Contact in the last 90 days with fewer than three people: {count}."),
    "G05": _("Key players whom none of us keeps the link to."),
    "G06": _("Key players without contact for more than twice the wanted time."),
    f"G06-{AMBER}": _("Key players without contact for longer than wanted."),
    "G07": _("Key players whose stance has been unknown for more than 30 days."),
    "G08": _("Opponents or sceptics with influence of 4 or more, and no open action about them."),
    "G09": _("Our plan hurts what these people fear for, and nothing is planned to soften it."),
    "G10": _("Our sponsor has had no contact in 90 days with anybody of influence 5."),
    "G11": _("Links two or more below the wanted strength, and no open action about them."),
    "G12": _("{name} alone holds {share} % of our relations here."),
    "G13": _("A sponsor or champion has gone, and no successor is named after 10 working days."),
    "G14": _("Units with spend or white space where we know nobody."),
    "G15": _("People with influence of 4 or more who prefer a rival, and no open action about them."),
    "G16": _("Key players in conflict with each other, and no note on how we handle it."),
    "G17": _("Judgements of stance or influence that are older than 180 days."),
    "G18": _("Placeholders still without a name after 45 days."),
    "G19": _("Only one of us has judged the stance of these people: a second opinion is wanted."),
    "G20": _("One of us has left and still holds links: hand them over."),
}

# The rule in a few words: for filters and tables.
TITLES: dict[str, Promise] = {
    "G01": _("No decider known"),
    "G02": _("No supporter of influence"),
    "G03": _("Single thread"),
    "G04": _("Too few live contacts"),
    "G05": _("Key player without an owner"),
    "G06": _("Key player not contacted in time"),
    "G07": _("Stance of a key player unknown"),
    "G08": _("Opponent without an action"),
    "G09": _("Threat that our plan hurts"),
    "G10": _("Sponsor without contact at the top"),
    "G11": _("Link weaker than wanted"),
    "G12": _("Dependence on one of us"),
    "G13": _("Champion gone, no successor"),
    "G14": _("Unit where we know nobody"),
    "G15": _("Person of influence prefers a rival"),
    "G16": _("Conflict between key players"),
    "G17": _("Judgements out of date"),
    "G18": _("Placeholder without a name"),
    "G19": _("Second opinion wanted"),
    "G20": _("Links of who has left"),
}


def said(rule: str, key: str, figures: Mapping[str, Any]) -> str | Promise:
    """The text of a gap."""
    words = WORDS.get(f"{rule}-{key}", WORDS[rule])
    return format_lazy(words, **figures) if figures else words
