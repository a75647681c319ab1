"""How we stand with the people of an account on one day, from people at hand: R with its parts, and coverage.

Pure: the people may be those of the records or altered copies, so that "what if" and "what is" are the same arithmetic.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import RelationshipLink
from accounts.selectors.stakeholders import Dependence, Person, active, dependence
from scoring.engine import relationship
from scoring.selectors.rows import days_between


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the customer we know and reach; `None` where there is nothing to take a share of."""

    people: int
    known: float | None  # per cent of influence with a known stance
    live: int  # people with a two-way contact within 90 days
    key_players: int
    kept: int  # key players with an owner on our side
    dependence: Dependence | None


@dataclass(frozen=True, slots=True)
class Standing:
    """R, what each person brings to it (None: stance unknown), and coverage."""

    score: float | None
    parts: dict[int, float | None]
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure now and then. `is_worse` and `is_better` are both false where nothing can be said."""

    label: str | Promise
    now: float | None
    then: float | None
    unit: str = ""
    places: int = 0
    of_now: int | None = None  # "3 of 5"
    of_then: int | None = None
    more_is_better: bool = True

    @property
    def change(self) -> float | None:
        """The difference, None where one side is unknown."""
        return None if self.now is None or self.then is None else self.then - self.now

    @property
    def band(self) -> str:
        """Weak where it gets worse, strong where it gets better, else nothing."""
        if self.now is not None and self.then is None:
            return "weak"
        change = self.change or 0.0
        if abs(change) < 10**-self.places / 2:
            return ""
        return "strong" if (change > 0) == self.more_is_better else "weak"


def best_link(person: Person) -> RelationshipLink | None:
    """The strongest link, of equals the one with the latest contact."""
    return max(person.links, key=lambda link: (link.strength, link.last_contact_on or date.min), default=None)


def standing_of(people: Iterable[Person], today: date) -> Standing:
    """R as `scoring.selectors.facts_people` reads it from the database, and coverage, of people at hand."""
    serving = active(people)
    weighed = [person for person in serving if person.row.influence is not None]
    judged = [_judged(person, today) for person in weighed]
    result = relationship.evaluate(judged)
    brought = relationship.points(judged)
    key = [person for person in serving if person.row.is_key_player]
    return Standing(
        score=result.score,
        parts={person.row.pk: points for person, points in zip(weighed, brought, strict=True)},
        coverage=Coverage(
            people=len(serving),
            known=result.knowledge,
            live=sum(person.is_live(today) for person in serving),
            key_players=len(key),
            kept=sum(person.owner is not None for person in key),
            dependence=dependence(serving),
        ),
    )


def _judged(person: Person, today: date) -> relationship.Person:
    link = best_link(person)
    return relationship.Person(
        influence=person.row.influence or 0,
        stance=person.row.stance,
        strength=link.strength if link else None,
        days=days_between(link.last_contact_on, today) if link else None,
    )


def compared(now: Standing, then: Standing, *, is_open: bool) -> Sequence[Compared]:
    """The figures side by side. R and what is known of stances only where the reader may read these."""
    one, two = now.coverage, then.coverage
    share, share_then = (_share(at.dependence) for at in (one, two))
    told = (
        Compared(_("Relationship R"), now.score, then.score, places=1),
        Compared(_("Stance known, by influence"), one.known, two.known, unit="%"),
    )
    return (
        *(told if is_open else ()),
        Compared(_("People with a live contact"), one.live, two.live, of_now=one.people, of_then=two.people),
        Compared(_("Key players with an owner"), one.kept, two.kept, of_now=one.key_players, of_then=two.key_players),
        Compared(_("Dependence on one of us"), share, share_then, unit="%", more_is_better=False),
    )


def _share(found: Dependence | None) -> float | None:
    return found.share if found else None
