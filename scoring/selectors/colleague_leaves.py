"""What would change at each account if one of us left and nobody took the links over. Nothing is written."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from accounts.selectors.stakeholders import Person, people_of
from scoring.selectors.standing import Compared, compared, standing_of


@dataclass(frozen=True, slots=True)
class Effect:
    """What the links of the person are worth at one account."""

    figures: tuple[Compared, ...]

    @property
    def is_any(self) -> bool:
        """Whether any figure moves."""
        return any(line.band for line in self.figures)

    @property
    def moved(self) -> tuple[Compared, ...]:
        """The figures that move."""
        return tuple(line for line in self.figures if line.band)


def effects(person: User, account_ids: Collection[int], today: date) -> dict[int, Effect]:
    """R and coverage with and without the links of the person: three queries for all accounts.

    Stances stay as they are, so the difference tells nothing of them: whoever sees R may see it.
    """
    people = people_of(account_ids)
    found = {}
    for pk in account_ids:
        here = people.get(pk, [])
        now, then = standing_of(here, today), standing_of(_without(here, person), today)
        found[pk] = Effect(tuple(compared(now, then, is_open=True)))
    return found


def _without(people: list[Person], user: User) -> list[Person]:
    return [Person(one.row, tuple(link for link in one.links if link.user_id != user.pk)) for one in people]
