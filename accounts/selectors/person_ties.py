"""What ties a person to others: lines to colleagues of theirs, the same person elsewhere, and what their leaving breaks."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.access import visible
from accounts.models import DecisionRole, InfluenceLine, Stakeholder, User
from accounts.selectors.gaps import Gap, gaps_between
from accounts.selectors.stakeholders import active, altered, people_of

MOST = 5


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of the person, read from their side."""

    words: str
    name: str
    href: str
    strength: int
    note: str
    edit: str
    is_open_conflict: bool  # nobody has noted how we handle it


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A row at another customer that is, or may be, the same human being."""

    id: int
    name: str
    title: str
    account: str
    href: str
    status: str
    is_known: bool  # else a guess by e-mail or name
    why: str = ""


@dataclass(frozen=True, slots=True)
class Broken:
    """What is missing since somebody left."""

    roles: tuple[str, ...]  # nobody else holds them
    links: tuple[str, ...]  # of ours who knew them
    reports: tuple[Stakeholder, ...]  # who still report to the empty chair
    lines: int
    gaps: tuple[Gap, ...]

    @property
    def is_any(self) -> bool:
        """Whether anything is broken."""
        return bool(self.roles or self.links or self.reports or self.lines or self.gaps)


def line_rows(stakeholder: Stakeholder) -> tuple[LineRow, ...]:
    """All lines of a person, from both ends."""
    rows = InfluenceLine.objects.filter(Q(source=stakeholder) | Q(target=stakeholder))
    return tuple(_line(row, stakeholder) for row in rows.select_related("source", "target"))


def _line(row: InfluenceLine, person: Stakeholder) -> LineRow:
    is_from = row.source_id == person.pk
    other = row.target if is_from else row.source
    kinds = InfluenceLine.Kind
    words = {
        (kinds.INFLUENCES, True): _("influences"),
        (kinds.INFLUENCES, False): _("is influenced by"),
        (kinds.CONFLICTS, True): _("is in conflict with"),
        (kinds.CONFLICTS, False): _("is in conflict with"),
        (kinds.REPORTS, True): _("reports informally to"),
        (kinds.REPORTS, False): _("gets informal reports of"),
    }
    return LineRow(
        words=words[kinds(row.kind), is_from],
        name=other.name,
        href=other.get_absolute_url(),
        strength=row.strength,
        note=row.note,
        edit=reverse("accounts:influence-line-edit", args=[row.pk]),
        is_open_conflict=row.kind == kinds.CONFLICTS and not row.note,
    )


def elsewhere(stakeholder: Stakeholder, user: User) -> tuple[Elsewhere, ...]:
    """The same person at other customers that the reader may see: known ones, else guesses by e-mail and name."""
    same = Q(pk__in=[])
    if stakeholder.person_key:
        same |= Q(person_key=stakeholder.person_key)
    guess = Q(pk__in=[])
    if not stakeholder.is_placeholder and not stakeholder.person_key:
        guess |= Q(name__iexact=stakeholder.name)
        guess |= Q(email__iexact=stakeholder.email) if stakeholder.email else Q(pk__in=[])
    others = visible(Stakeholder.objects.exclude(account_id=stakeholder.account_id), user).filter(same | guess)
    rows = others.filter(is_placeholder=False).select_related("account").order_by("-status_on", "pk")[:MOST]
    return tuple(_elsewhere(row, stakeholder) for row in rows)


def _elsewhere(row: Stakeholder, person: Stakeholder) -> Elsewhere:
    is_known = bool(person.person_key and row.person_key == person.person_key)
    is_mail = bool(person.email and row.email.casefold() == person.email.casefold())
    return Elsewhere(
        id=row.pk,
        name=row.name,
        title=row.title,
        account=row.account.name,
        href=row.get_absolute_url(),
        status=str(row.get_status_display()),
        is_known=is_known,
        why="" if is_known else (_("same e-mail") if is_mail else _("same name")),
    )


def broken_by(stakeholder: Stakeholder, today: date, *, is_open: bool) -> Broken | None:
    """What somebody who has left or moved leaves behind; None for who is still there."""
    if stakeholder.status not in {Stakeholder.Status.LEFT, Stakeholder.Status.MOVED}:
        return None
    people = people_of([stakeholder.account_id]).get(stakeholder.account_id, [])
    serving = active(people)
    held = {role for person in serving for role in person.row.decision_roles}
    roles = [role for role in stakeholder.decision_roles if role not in held]
    own = next((person for person in people if person.row.pk == stakeholder.pk), None)
    now = gaps_between(stakeholder.account_id, people, today)
    as_before = altered(people, stakeholder.pk, status=Stakeholder.Status.ACTIVE)
    before = {gap.id for gap in gaps_between(stakeholder.account_id, as_before, today)}
    lines = InfluenceLine.objects.filter(Q(source=stakeholder) | Q(target=stakeholder)).count() if is_open else 0
    return Broken(
        roles=tuple(_role(role) for role in roles),
        links=tuple(link.user.name for link in own.links) if own else (),
        reports=tuple(person.row for person in serving if person.row.reports_to_id == stakeholder.pk),
        lines=lines,
        gaps=tuple(gap for gap in now if gap.id not in before and (is_open or not gap.is_sensitive)),
    )


def _role(role: str) -> str:
    label: str | Promise = DecisionRole(role).label if role in DecisionRole.values else role
    return str(label)
