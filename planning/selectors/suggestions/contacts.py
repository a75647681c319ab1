"""Suggestions about the customer's people."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from accounts.models import (
    AuditEvent,
    DecisionRole,
    InfluenceLine,
    Interaction,
    RelationshipLink,
    Stakeholder,
    User,
)
from accounts.pasting import role_from_title
from kam.lib import shown
from planning.selectors.suggestions.registry import ACCOUNT, HISTORY, MAP, Asking, Offer, suggests

STRONG, GREAT, SWAYS_MANY = 3, 4, 2
PLACE_FIELDS = ("title", "unit", "department", "reports_to")
SHORT, LONG, EVENTS = 160, 300, 200


def _people(asking: Asking) -> list[Stakeholder]:
    return list(Stakeholder.objects.filter(account=asking.account, status=Stakeholder.Status.ACTIVE))


def _person(person: Stakeholder) -> str:
    return f"{person.name} ({person.title})" if person.title else person.name


def _with_role(asking: Asking, role: DecisionRole) -> Iterator[Offer]:
    """People without a decision role whose job title suggests this one."""
    for person in _people(asking):
        if not person.decision_roles and role_from_title(person.title) == role:
            text = _("%(person)s: %(role)s by job title") % {"person": _person(person), "role": role.label}
            yield Offer(text, "stakeholder", {"decision_roles": [role.value]}, row=person)


@suggests("P1", place=MAP)
def buyers(asking: Asking) -> Iterable[Offer]:
    """Who may approve money by the job title."""
    return _with_role(asking, DecisionRole.ECONOMIC_BUYER)


@suggests("P2", place=MAP)
def deciders(asking: Asking) -> Iterable[Offer]:
    """Whose agreement is needed by the job title that the CRM gives."""
    yield from _with_role(asking, DecisionRole.APPROVER)
    yield from _with_role(asking, DecisionRole.ECONOMIC_BUYER)


@suggests("P3", place=MAP)
def influence(asking: Asking) -> Iterable[Offer]:
    """People whose influence nobody has judged, by whom they sway and who reports to them."""
    people = {person.pk: person for person in _people(asking)}
    swayed: dict[int, list[str]] = defaultdict(list)
    if asking.sensitive:
        lines = InfluenceLine.objects.filter(source__in=people, kind=InfluenceLine.Kind.INFLUENCES)
        for source, target in lines.values_list("source", "target__name"):
            swayed[source].append(target)
    for person in people.values():
        if person.reports_to_id in people and person.name not in swayed[person.reports_to_id]:
            swayed[person.reports_to_id].append(person.name)
    for pk, names in swayed.items():
        if people[pk].influence is None:
            level = GREAT if len(names) >= SWAYS_MANY else STRONG
            words = {"person": _person(people[pk]), "names": ", ".join(names), "level": level}
            text = _("%(person)s leads or sways %(names)s: influence %(level)s") % words
            evidence = {"influence_evidence": _("Leads or sways %(names)s") % words} if asking.sensitive else {}
            yield Offer(text, "stakeholder", {"influence": level, **evidence}, row=people[pk])


@suggests("P6", place=MAP)
def notes(asking: Asking) -> Iterable[Offer]:
    """What is noted about people of whom no goal is known."""
    known = Q(interests__kind="goal")
    for person in Stakeholder.objects.filter(account=asking.account, status="active").exclude(notes="").exclude(known):
        words = " ".join(person.notes.split())
        yield Offer(f"{person.name}: {words[:SHORT]}", "interest", {"stakeholder": person, "text": words[:LONG]})


@suggests("P8", place=HISTORY)
def changes(asking: Asking) -> Iterable[str]:
    """Who is new on the map since the cycle began, and who has another position."""
    since = asking.plan.starts_on
    joined = [person for person in _people(asking) if person.created_at.date() > since]
    for person in joined:
        day = shown.full_date(person.created_at.date())
        yield _("%(person)s is new, on the map since %(day)s") % {"person": _person(person), "day": day}
    new = {str(person.pk) for person in joined}
    events = AuditEvent.objects.filter(
        account=asking.account, object_type=Stakeholder._meta.label_lower, changes__has_any_keys=PLACE_FIELDS,
        at__date__gte=since,
    ).exclude(verb__in=("stakeholder.created", "stakeholder.imported", "stakeholder.deleted"))  # fmt: skip
    moved = {event.object_id: event for event in reversed(list(events[:EVENTS])) if event.object_id not in new}
    for event in moved.values():
        yield _("%(name)s has another position since %(day)s") % {
            "name": event.object_label,
            "day": shown.full_date(event.at.date()),
        }


@suggests("P9", place=MAP)
def keepers(asking: Asking) -> Iterable[Offer]:
    """Key players without a keeper: who of ours knows them best, else who spoke with them last."""
    alone = Stakeholder.objects.filter(account=asking.account, status="active").exclude(links__is_primary=True)
    key = {person.pk: person for person in alone if person.is_key_player}
    links = RelationshipLink.objects.filter(stakeholder__in=key).select_related("user").order_by("strength")
    best = {link.stakeholder_id: link for link in links}
    talks = (
        Interaction.objects.filter(stakeholders__in=key, is_two_way=True, people__is_active=True)
        .order_by()
        .values_list("stakeholders", "people")
        .annotate(last=Max("happened_on"))
    )
    last = {pk: (user, day) for pk, user, day in sorted(talks, key=lambda row: row[2]) if pk not in best}
    users = User.objects.in_bulk({user for user, _day in last.values()})
    for pk, person in key.items():
        if pk in best:
            words = {"user": best[pk].user.name, "person": _person(person), "strength": best[pk].strength}
            text = _("%(user)s knows %(person)s best, strength %(strength)s of 5") % words
            yield Offer(text, "link", {"is_primary": True}, row=best[pk])
        elif pk in last:
            user, day = users[last[pk][0]], last[pk][1]
            words = {"user": user.name, "person": _person(person), "day": shown.full_date(day)}
            text = _("%(user)s spoke with %(person)s on %(day)s") % words
            yield Offer(
                text, "link", {"stakeholder": person, "user": user, "strength": 1, "last_contact_on": day}
            )  # fmt: skip


@suggests("R6", place=MAP)
def moved(asking: Asking) -> Iterable[Offer]:
    """Who left or moved, the latest first."""
    for person in Stakeholder.objects.filter(account=asking.account, status__in=["left", "moved"]).order_by(
        "-status_on"
    ):
        when = f", {shown.full_date(person.status_on)}" if person.status_on else ""
        text = f"{_person(person)}: {person.get_status_display()}{when}"
        yield Offer(text, "trend", {"title": text[:200], "evidence": "observed"})


@suggests("R6", place=ACCOUNT)
def parent(asking: Asking) -> Iterable[str]:
    """Who owns them."""
    if asking.account.parent:
        yield _("Belongs to %(name)s") % {"name": asking.account.parent.name}
