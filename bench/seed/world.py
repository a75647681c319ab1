"""The shape of a seeded organisation: how many of what, who belongs where. All by arithmetic, the same every time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import islice

from accounts.models import KeyStatus
from bench.seed.shape import KEY_ACCOUNTS

REGIONS = ("North", "Middle", "South")
TEAMS_A_REGION = 6
ACCOUNTS_A_PERSON = 50
OWN_ACCOUNTS, OWN_KEY_ACCOUNTS = 10, 8  # of the account manager who signs in

ADMINISTRATOR, LEADER, MANAGER, SPONSOR, MEMBER = 1, 2, 3, 4, 5
FIRST_OTHER = 10  # ids of people who do not sign in here


@dataclass(frozen=True, slots=True)
class Seat:
    """One account and its place in the organisation."""

    id: int
    team: int
    manager: int
    status: str

    @property
    def is_key(self) -> bool:
        """Whether it is in the programme, with people, plan and reviews."""
        return self.status == KeyStatus.KEY


@dataclass
class World:
    """An organisation of so many accounts on a day."""

    size: int
    today: date
    written: dict[str, int] = field(default_factory=dict)

    @cached_property
    def key_accounts(self) -> int:
        """How many are in the programme."""
        return min(KEY_ACCOUNTS, self.size // 3)

    @cached_property
    def teams(self) -> list[int]:
        """Ids of the teams that hold accounts; 1 to 3 are the regions."""
        return [len(REGIONS) + 1 + place for place in range(len(REGIONS) * TEAMS_A_REGION)]

    @cached_property
    def managers(self) -> dict[int, list[int]]:
        """Account managers by team, about one to 50 accounts."""
        wanted = max(len(self.teams), self.size // ACCOUNTS_A_PERSON)
        found: dict[int, list[int]] = {team: [] for team in self.teams}
        for place in range(wanted):
            found[self.teams[place % len(self.teams)]].append(FIRST_OTHER + place)
        return found

    @cached_property
    def people(self) -> list[int]:
        """Ids of all colleagues."""
        return [*range(1, MEMBER + 1), *(person for group in self.managers.values() for person in group)]

    @cached_property
    def seats(self) -> list[Seat]:
        """Every account, key accounts spread evenly over ids and teams."""
        statuses = self._statuses()
        own = self._own(statuses)
        found = []
        nth_key = 0
        for pk in range(1, self.size + 1):
            status = statuses.get(pk, KeyStatus.NONE)
            place = nth_key if status == KeyStatus.KEY else pk
            nth_key += status == KeyStatus.KEY
            team = self.teams[0] if pk in own else self.teams[place % len(self.teams)]
            group = self.managers[team]
            manager = MANAGER if pk in own else group[(pk // len(self.teams)) % len(group)]
            found.append(Seat(pk, team, manager, str(status)))
        return found

    @property
    def key_seats(self) -> list[Seat]:
        """The key accounts."""
        return [seat for seat in self.seats if seat.is_key]

    def _statuses(self) -> dict[int, KeyStatus]:
        step = max(2, self.size // self.key_accounts) if self.key_accounts else 0
        half = self.key_accounts // 2
        keys = {1 + place * step: KeyStatus.KEY for place in range(self.key_accounts)}
        others = [pk + 1 for pk in keys if pk + 1 not in keys]
        waiting = dict.fromkeys(others[:half], KeyStatus.WAITING)
        return keys | waiting | dict.fromkeys(others[half : 2 * half], KeyStatus.CANDIDATE)

    def _own(self, statuses: dict[int, KeyStatus]) -> set[int]:
        """Ten accounts of the manager who signs in: eight key ones from everywhere, and two others."""
        keys = [pk for pk, status in sorted(statuses.items()) if status == KeyStatus.KEY]
        others = (pk for pk in range(1, self.size + 1) if pk not in statuses)
        return {
            *keys[:: max(1, len(keys) // OWN_KEY_ACCOUNTS)][:OWN_KEY_ACCOUNTS],
            *islice(others, OWN_ACCOUNTS - OWN_KEY_ACCOUNTS),
        }

    def days(self, *shifts: int) -> Sequence[date]:
        """Days counted from today."""
        return [self.today + timedelta(days=shift) for shift in shifts]

    def day(self, shift: int) -> date:
        """A day counted from today."""
        return self.today + timedelta(days=shift)

    def months(self, count: int) -> list[date]:
        """The first days of the last so many whole months."""
        first = self.today.replace(day=1)
        found = []
        for _month in range(count):
            first = (first - timedelta(days=1)).replace(day=1)
            found.append(first)
        return found


def each(seats: Sequence[Seat], *, key: int, others: Sequence[int]) -> Iterator[tuple[Seat, int]]:
    """(account, n) for so many rows a key account, and for the others a number that takes turns."""
    for seat in seats:
        for place in range(key if seat.is_key else others[seat.id % len(others)]):
            yield seat, place


def spread(number: int) -> int:
    """A number without a pattern, the same every time: key accounts stand at equal distances, their segments must not.

    Knuth's multiplicative hash (The Art of Computer Programming, volume 3, 6.4).
    """
    return number * 2_654_435_761 % 2**32 >> 8


def pick[T](choices: Sequence[T], number: int) -> T:
    """One of the choices, by number."""
    return choices[number % len(choices)]
