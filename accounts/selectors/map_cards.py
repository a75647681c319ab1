"""The card that a picture of the map shows when a person is pointed at or focused."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.selectors.stakeholders import Person
from kam.lib.charts.people import Scene
from kam.lib.shown import near


def cards_of(people: Iterable[Person], scene: Scene, day: date) -> dict[str, dict[str, Any]]:
    """A card for everybody who is drawn, by id; what the reader may not see is not in it."""
    drawn = {person.id: person for person in scene.people}
    lines: dict[int, list[str]] = {}
    for line in scene.lines:
        other = drawn[line.target].name
        lines.setdefault(line.source, []).append(f"{line.words} {other}")
    cards: dict[str, dict[str, Any]] = {}
    for person in people:
        shown, row = drawn[person.row.pk], person.row
        facts = [
            (_("Say in decisions"), ", ".join(shown.roles) + (f" · {_('can stop it')}" if row.has_veto else "")),
            (_("Influence"), _("Unknown") if row.influence is None else f"{row.influence}/5"),
        ]
        if shown.is_open:
            when = f", {near(row.stance_on)}" if row.stance_on and row.stance is not None else ""
            facts.append((_("Stance"), f"{shown.stance_words}{when}"))
        owner = person.owner
        facts += [
            (_("Owner"), owner.user.name if owner else _("nobody")),
            (_("Strength"), "–" if person.strength is None else f"{person.strength}/5"),
            (_("Last contact"), near(person.last_contact_on) if person.last_contact_on else _("never")),
            *((_("Line"), words) for words in lines.get(row.pk, ())),
            *((_("Changed"), mark.words) for mark in shown.marks),
        ]
        cards[str(row.pk)] = {
            "name": row.name,
            "note": " · ".join(filter(None, (row.title, shown.unit))),
            "facts": [[label, value] for label, value in facts if value],
            "place": reverse("accounts:stakeholder-place", args=[row.pk]) if shown.is_open else "",
            "links": _links(person),
        }
    return cards


def _links(person: Person) -> list[list[str]]:
    """Where the card leads: the person's page, and what would change without them."""
    links = [[_("Open the person"), person.row.get_absolute_url()]]
    if person.is_active:
        links.append([_("If this person leaves"), reverse("scoring:person-leaves", args=[person.row.pk])])
    return links
