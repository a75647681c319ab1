"""One person at the customer as their page shows them. What the reader may not see is not in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db.models import F, Field, Model
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext

from accounts.access import Verb, can
from accounts.models import Interaction, Interest, RelationshipLink, Stakeholder, User
from accounts.selectors.dealings import interactions_with
from accounts.selectors.gaps import Concerned
from accounts.selectors.people_map import STANCE_MARKS, StanceMark
from accounts.selectors.stakeholders import Person

STALE_JUDGEMENT_DAYS = 180
LATEST = 8

ABOUT = ("title", "unit", "department", "site", "email", "phone", "language")
SAY = ("influence", "has_veto", "approval_limit", "survey_eligible")
JUDGED = ("orientation", "attitude", "rival_preferred")


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the person's card; no value is unknown."""

    label: str
    value: str
    kind: str = ""  # email, phone, text


@dataclass(frozen=True, slots=True)
class Word:
    """Who has judged, when, and on what grounds."""

    by: str
    on: date | None
    evidence: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """How the person stands to us, who says so, since when, and why."""

    mark: StanceMark | None
    on: date | None
    by: str
    evidence: str
    is_stale: bool
    influence: Word
    facts: tuple[Fact, ...]
    character: Word
    notes: str


@dataclass(frozen=True, slots=True)
class LinkLine:
    """One of our people and their link."""

    link: RelationshipLink
    strength: str
    wanted: int | None
    is_below: bool


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything on a person's page."""

    id: int
    name: str
    status: str
    status_label: str | Promise
    status_on: date | None
    is_placeholder: bool
    is_external: bool
    is_key: bool
    roles: tuple[str | Promise, ...]
    about: tuple[Fact, ...]
    say: tuple[Fact, ...]
    boss: Concerned | None
    reports: tuple[Concerned, ...]
    judgement: Judgement | None  # None: the reader may not see it
    links: tuple[LinkLine, ...]
    last_contact_on: date | None
    rhythm_days: int
    is_late: bool
    interests: tuple[Interest, ...] | None
    interactions: tuple[Interaction, ...]


def person_page(stakeholder: Stakeholder, user: User, today: date) -> PersonPage:
    """The page of a person. `stakeholder` comes with account, unit, reports_to and those who judged joined."""
    is_open = can(user, Verb.SENSITIVE, stakeholder.account)
    links = list(stakeholder.links.select_related("user").order_by("-is_primary", "-strength", "pk"))
    person = Person(stakeholder, tuple(links))
    waiting = person.days_waiting(today)
    return PersonPage(
        id=stakeholder.pk,
        name=stakeholder.name,
        status=stakeholder.status,
        status_label=stakeholder.get_status_display(),
        status_on=stakeholder.status_on,
        is_placeholder=stakeholder.is_placeholder,
        is_external=stakeholder.is_external,
        is_key=stakeholder.is_key_player,
        roles=tuple(stakeholder.role_labels()),
        about=_facts(stakeholder, ABOUT),
        say=_facts(stakeholder, SAY),
        boss=_named(stakeholder.reports_to) if stakeholder.reports_to else None,
        reports=tuple(map(_named, stakeholder.reports.order_by(F("influence").desc(nulls_last=True), "name"))),
        judgement=_judgement(stakeholder, today) if is_open else None,
        links=tuple(_link(link) for link in links),
        last_contact_on=person.last_contact_on,
        rhythm_days=person.rhythm_days,
        is_late=person.is_active and stakeholder.is_key_player and waiting > person.rhythm_days,
        interests=tuple(stakeholder.interests.all()) if is_open else None,
        interactions=tuple(interactions_with(stakeholder)[:LATEST]),
    )


def _facts(row: Stakeholder, names: Iterable[str]) -> tuple[Fact, ...]:
    return tuple(_fact(row, name) for name in names)


def _fact(row: Stakeholder, name: str) -> Fact:
    field = cast("Field[Any, Any]", row._meta.get_field(name))
    value = getattr(row, name)
    if isinstance(value, bool):
        words = gettext("yes") if value else gettext("no")
    elif value in (None, ""):
        words = ""
    elif name == "approval_limit":
        words = f"{value:,.0f} {row.currency}"
    else:
        words = str(dict(field.flatchoices).get(value, value)) if not isinstance(value, Model) else str(value)
    kind = name if words and name in {"email", "phone"} else ""
    return Fact(capfirst(str(field.verbose_name)), words, kind)


def _judgement(row: Stakeholder, today: date) -> Judgement:
    is_stale = (
        row.stance is not None and row.stance_on is not None and (today - row.stance_on).days > STALE_JUDGEMENT_DAYS
    )
    return Judgement(
        mark=STANCE_MARKS.get(row.stance) if row.stance is not None else None,
        on=row.stance_on,
        by=str(row.stance_by) if row.stance_by else "",
        evidence=row.stance_evidence,
        is_stale=is_stale,
        influence=_word(row, "influence"),
        facts=_facts(row, JUDGED),
        character=_word(row, "character"),
        notes=row.notes,
    )


def _word(row: Stakeholder, name: str) -> Word:
    author = getattr(row, f"{name}_by")
    return Word(str(author) if author else "", getattr(row, f"{name}_on"), getattr(row, f"{name}_evidence"))


def _link(link: RelationshipLink) -> LinkLine:
    wanted = link.wanted_strength
    return LinkLine(link, f"{link.strength}/5", wanted, wanted is not None and wanted > link.strength)


def _named(row: Stakeholder) -> Concerned:
    return Concerned(row.name, row.get_absolute_url())
