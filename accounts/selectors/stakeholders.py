"""The people of an account, and how they stand to us.

`people_of` reads many accounts in three queries; rules, pictures and pages are built on its `Person`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import F

from accounts.access import Verb, can
from accounts.models import Account, RelationshipLink, Stakeholder, User
from accounts.models.stakeholder import RHYTHM_DAYS, RHYTHM_DAYS_ELSE
from kam.lib.charts import GridPerson

LIVE_DAYS = 90  # a link counts as live so long after the last two-way contact
DEPENDENCE_LIMIT = 60.0  # per cent of the relation weight in the hands of one of us

FACTS = (
    "account_id",
    "name",
    "title",
    "unit__name",
    "department",
    "decision_roles",
    "has_veto",
    "influence",
    "stance",
    "stance_on",
    "stance_by_id",
    "influence_on",
    "rival_preferred",
    "status",
    "status_on",
    "is_placeholder",
    "is_external",
    "reports_to_id",
    "created_at",
)
LINK_FACTS = (
    "stakeholder_id",
    "user_id",
    "strength",
    "wanted_strength",
    "last_contact_on",
    "rhythm_days",
    "is_primary",
)


@dataclass(frozen=True, slots=True)
class Person:
    """A stakeholder with the links of our people to them."""

    row: Stakeholder
    links: tuple[RelationshipLink, ...]

    @property
    def is_active(self) -> bool:
        """Still in their place, as far as we know."""
        return self.row.status == Stakeholder.Status.ACTIVE

    @property
    def owner(self) -> RelationshipLink | None:
        """The link of the one of us who keeps the contact."""
        return next((link for link in self.links if link.is_primary), None)

    @property
    def strength(self) -> int | None:
        """The strength of the best link, None without any."""
        return max((link.strength for link in self.links), default=None)

    @property
    def last_contact_on(self) -> date | None:
        """The last two-way contact with any of us."""
        return max((link.last_contact_on for link in self.links if link.last_contact_on), default=None)

    @property
    def rhythm_days(self) -> int:
        """How often we want contact: what the owner set, else what the influence asks for."""
        wanted = self.owner.rhythm_days if self.owner else None
        return wanted or RHYTHM_DAYS.get(self.row.influence or 0, RHYTHM_DAYS_ELSE)

    def is_live(self, today: date) -> bool:
        """Whether somebody of ours had contact within 90 days."""
        return self.last_contact_on is not None and (today - self.last_contact_on).days <= LIVE_DAYS

    def days_waiting(self, today: date) -> int:
        """Days since the last contact; of a person never contacted, since they were entered."""
        return (today - (self.last_contact_on or self.row.created_at.date())).days


def people_of(account_ids: Collection[int]) -> dict[int, list[Person]]:
    """All people of these accounts, the most influential first. Accounts without people are missing."""
    links = _links_of(account_ids)
    rows = (
        Stakeholder.objects.filter(account_id__in=account_ids)
        .select_related("unit")
        .only(*FACTS)
        .fetch_mode(models.FETCH_RAISE)
    )
    people: dict[int, list[Person]] = defaultdict(list)
    for row in rows:
        people[row.account_id].append(Person(row, tuple(links.get(row.pk, ()))))
    return dict(people)


def _links_of(account_ids: Collection[int]) -> dict[int, list[RelationshipLink]]:
    """The links by stakeholder. Each of our people is there once: joined for one account, read by themselves for many."""
    rows = RelationshipLink.objects.filter(stakeholder__account_id__in=account_ids).fetch_mode(models.FETCH_RAISE)
    users: dict[int, User] = {}
    if len(account_ids) == 1:
        rows = rows.select_related("user").only(*LINK_FACTS, "user__name", "user__email")
        for link in rows:
            users.setdefault(link.user_id, link.user)
    else:
        rows = rows.only(*LINK_FACTS)
        users = User.objects.only("name", "email").in_bulk({link.user_id for link in rows})
    links: dict[int, list[RelationshipLink]] = defaultdict(list)
    for link in rows:
        link.user = users[link.user_id]
        links[link.stakeholder_id].append(link)
    return links


def altered(people: Iterable[Person], pk: int, **facts: object) -> list[Person]:
    """The same people, one of them with other facts: copies, so that nothing is written and nobody else is touched."""
    found = []
    for person in people:
        row = person.row
        if row.pk == pk:
            row = copy(row)
            for name, value in facts.items():
                setattr(row, name, value)
        found.append(Person(row, person.links))
    return found


# ---------------------------------------------------------------- figures over people


@dataclass(frozen=True, slots=True)
class Dependence:
    """Which of our people holds the largest share of the relation, in per cent."""

    user: User
    share: float

    @property
    def is_risk(self) -> bool:
        """More than 60 per cent in one pair of hands."""
        return self.share > DEPENDENCE_LIMIT


@dataclass(frozen=True, slots=True)
class Knowledge:
    """How much of the influence at the account has a known stance."""

    active: int
    judged: int
    share: float | None  # per cent of influence, None while no influence is known


def active(people: Iterable[Person]) -> list[Person]:
    """Those who are still in their place."""
    return [person for person in people if person.is_active]


def dependence(people: Iterable[Person]) -> Dependence | None:
    """The largest share of Σ (influence × strength) among our people; None when there is no weight yet."""
    held: dict[int, float] = defaultdict(float)
    users: dict[int, User] = {}
    for person in active(people):
        for link in person.links:
            held[link.user_id] += (person.row.influence or 0) * link.strength
            users[link.user_id] = link.user
    total = sum(held.values())
    if not total:
        return None
    most = max(held, key=lambda user_id: held[user_id])
    return Dependence(users[most], 100 * held[most] / total)


def knowledge(people: Iterable[Person]) -> Knowledge:
    """Share of the influence whose stance we know, over active people with a known influence."""
    rows = [person.row for person in active(people)]
    total = sum(row.influence or 0 for row in rows)
    known = sum(row.influence or 0 for row in rows if row.stance is not None)
    judged = sum(row.stance is not None for row in rows)
    return Knowledge(len(rows), judged, 100 * known / total if total else None)


# ---------------------------------------------------------------- the power grid


def grid_points(people: Iterable[Person]) -> list[GridPerson]:
    """Active people of whom we know both influence and stance."""
    return [
        GridPerson(
            name=person.row.name,
            stance=person.row.stance,
            influence=person.row.influence,
            strength=person.strength,
            href=person.row.get_absolute_url(),
        )
        for person in active(people)
        if person.row.stance is not None and person.row.influence is not None
    ]


def map_thumbnail(account: Account, user: User) -> list[GridPerson] | None:
    """The points for `charts.power_grid` on the overview; None for those who may not see what is sensitive."""
    if not can(user, Verb.SENSITIVE, account):
        return None
    return grid_points(people_of([account.pk]).get(account.pk, []))


# ---------------------------------------------------------------- the reporting line


def reporting_cycle(stakeholder: Stakeholder, boss: Stakeholder | None) -> list[Stakeholder]:
    """The people of the circle that would arise if `stakeholder` reported to `boss`, empty when none would."""
    if boss is None:
        return []
    rows = {
        row.pk: row
        for row in Stakeholder.objects.filter(account_id=stakeholder.account_id).only(
            "name", "reports_to_id", "account_id"
        )
    }
    chain: list[Stakeholder] = []
    at: int | None = boss.pk
    while at is not None and at in rows and rows[at] not in chain:
        if at == stakeholder.pk:
            return [*chain, rows[at]]
        chain.append(rows[at])
        at = rows[at].reports_to_id
    return []


def our_people(account: Account) -> models.QuerySet[User]:
    """Colleagues near the account: manager, sponsor, team members and everybody with a link. For pick lists."""
    near = (
        User.objects.filter(pk__in=[account.manager_id, account.sponsor_id])
        .order_by()
        .values("pk")
        .union(
            User.objects.filter(memberships__account=account, memberships__left_on=None).order_by().values("pk"),
            User.objects.filter(links__stakeholder__account=account).order_by().values("pk"),
        )
    )
    return User.objects.filter(pk__in=near).order_by(F("is_active").desc(), "name")
