"""The agenda of each kind of review, from the method."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from reviews.models import Review

AGENDA = {
    Review.Kind.CHECK_IN: (
        _("Changes in people"),
        _("Overdue and next actions"),
        _("What blocks us"),
        _("New facts into the plan"),
    ),
    Review.Kind.INSPECTION: (_("Health, factor by factor"), _("One gap to close"), _("Hours"), _("Coaching note")),
    Review.Kind.INTERNAL: (
        _("Last decisions first"),
        _("Figures"),
        _("What we learned"),
        _("Objectives"),
        _("Risks"),
        _("Help we ask for"),
        _("Three to five decisions with owner and date"),
    ),
    Review.Kind.CUSTOMER: (
        _("Their goals now"),
        _("Results delivered, with proof"),
        _("Open issues and promises"),
        _("Next improvements"),
        _("The plan of both sides, with owners on both sides"),
    ),
    Review.Kind.EXECUTIVE: (_("Direction on both sides"), _("Value so far"), _("One idea for both")),
    Review.Kind.RENEWAL: (
        _("Close the cycle"),
        _("Does this customer still deserve key account treatment?"),
        _("New strategy"),
    ),
}


WITHIN = (Review.Kind.INSPECTION, Review.Kind.INTERNAL, Review.Kind.RENEWAL)  # among ourselves


def agenda_text(kind: str, carried_over: list[str], changes: Sequence[str] = ()) -> str:
    """The agenda of a kind as lines, decisions that are still open first; what changes at the customer among us."""
    still_open = [str(_("Still open: %(decision)s") % {"decision": text}) for text in carried_over]
    expected = [str(_("Change at the customer: %(change)s") % {"change": text}) for text in changes if kind in WITHIN]
    return "\n".join([*still_open, *expected, *(str(line) for line in AGENDA[Review.Kind(kind)])])
