"""What the ratings from 0 to 5 mean for each criterion: companies fail by inconsistent scales, so each has its words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Anchors:
    """What 0, 1, 3 and 5 mean; 2 and 4 lie between."""

    none: Promise
    weak: Promise
    sound: Promise
    outstanding: Promise

    def steps(self) -> tuple[tuple[int, Promise], ...]:
        """The written steps, the lowest first."""
        return ((0, self.none), (1, self.weak), (3, self.sound), (5, self.outstanding))


ANCHORS: dict[str, Anchors] = {
    "K6": Anchors(
        _("No need that we could serve, or a rival is settled for years."),
        _("A need, but we are not on the list and know nobody who decides."),
        _("A named need with a budget, and we are on the list."),
        _("We are asked first, and the next two needs are known and dated."),
    ),
    "K7": Anchors(
        _("Needs people or changes that we do not have."),
        _("Heavy: own variants, own reports, many sites to serve."),
        _("Normal effort with the team that we have."),
        _("Little effort: standard offer, one contact, orders by themselves; shown by cost to serve."),
    ),
    "K8": Anchors(
        _("Nobody there knows us."),
        _("One working contact, nobody who decides."),
        _("Several contacts, one of them decides or approves."),
        _("Advocates at every level who call us first; shown by named people."),
    ),
    "K9": Anchors(
        _("Offer, culture or industry do not fit."),
        _("Part of the offer fits, we do not know their industry."),
        _("Most of the offer fits, and we have customers like them."),
        _("Offer, culture and industry fit; shown by reference customers."),
    ),
    "K10": Anchors(
        _("Nobody would know the name."),
        _("Known in their town or niche."),
        _("Known in their industry, and may be named."),
        _("A name that opens doors, and a reference that they have agreed to."),
    ),
    "K12": Anchors(
        _("We do not know what they want to reach."),
        _("We have read their goals, nobody has talked about them with us."),
        _("They have told us goals and figures of one area."),
        _("We plan with them on their goals; shown by a shared paper."),
    ),
    "K13": Anchors(
        _("Wants the lowest price only."),
        _("Listens to ideas, never acts on them."),
        _("Has taken up one idea of ours."),
        _("Asks for our advice and changes things by it; shown by results."),
    ),
}
