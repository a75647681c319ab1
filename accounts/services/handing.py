"""What accounts contribute to handing over: links, account manager and sponsor, the team and deputies."""

from typing import Any, cast

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from accounts.access import Verb
from accounts.handover import Giving, Kind, handed_over
from accounts.models import Account, AccountTeamMember, AuditEvent, RelationshipLink, Stakeholder, TeamRole, User
from accounts.services.handover import locked
from accounts.services.links import FIRST_STRENGTH
from accounts.services.rows import row_create, row_delete, rows_update

KNOWN = ("user", "stakeholder__account")


def _links(giving: Giving) -> list[AuditEvent]:
    """The link goes over; where the successor knows the person already, both become one."""
    rows = cast("list[RelationshipLink]", locked(LINKS, giving))
    there = RelationshipLink.objects.select_for_update().filter(
        stakeholder__in=[row.stakeholder_id for row in rows], user__in=set(giving.to.values())
    )
    known = {(row.stakeholder_id, row.user_id): row for row in there.order_by("pk")}
    changes: dict[int, dict[str, Any]] = {}
    events = []
    for row in rows:
        own = known.get((row.stakeholder_id, giving.to[row.pk].pk))
        if own is None:
            changes[row.pk] = _begun(row, giving)
        else:
            changes[own.pk] = _merged(own, row, giving)
            events.append(row_delete(row, by=giving.by))
    verb = "relationshiplink.handed_over"
    return events + rows_update(RelationshipLink, changes, by=giving.by, verb=verb, joins=KNOWN)


def _begun(row: RelationshipLink, giving: Giving) -> dict[str, Any]:
    """The same row with another name. A relation is not handed over with it: it begins, and what was is the aim."""
    to = giving.to[row.pk]
    if giving.keeps_strength:
        return {"user": to}
    wanted = max(row.wanted_strength or 0, row.strength) or None
    return {
        "user": to,
        "strength": min(row.strength, FIRST_STRENGTH),
        "wanted_strength": wanted,
        "last_contact_on": None,
    }


def _merged(own: RelationshipLink, row: RelationshipLink, giving: Giving) -> dict[str, Any]:
    """What the successor's own link gains."""
    changes: dict[str, Any] = {
        "is_primary": own.is_primary or row.is_primary,
        "rhythm_days": own.rhythm_days or row.rhythm_days,
        "wanted_strength": max(own.wanted_strength or 0, row.wanted_strength or 0, row.strength) or None,
    }
    if giving.keeps_strength:
        changes["strength"] = max(own.strength, row.strength)
    return changes


def _members(giving: Giving) -> list[AuditEvent]:
    """The roles go to the successor, who joins the team where they are not in it; the person leaves it."""
    rows = cast("list[AccountTeamMember]", locked(MEMBERS, giving))
    today = timezone.localdate()
    there = AccountTeamMember.objects.select_for_update().filter(
        account__in=[row.account_id for row in rows], user__in=set(giving.to.values())
    )
    known = {(row.account_id, row.user_id): row for row in there.order_by("pk")}
    changes: dict[int, dict[str, Any]] = {row.pk: {"left_on": today} for row in rows}
    events = []
    for row in rows:
        to = giving.to[row.pk]
        own = known.get((row.account_id, to.pk))
        if own is None:
            fresh = AccountTeamMember(account=row.account, user=to, roles=row.roles, skills="")
            row_create(fresh, by=giving.by)
            events.append(_event_of(fresh))
        else:
            held = {*row.roles, *(own.roles if own.left_on is None else ())}
            changes[own.pk] = {"roles": [role for role in TeamRole.values if role in held], "left_on": None}
    verb = "accountteammember.handed_over"
    return events + rows_update(AccountTeamMember, changes, by=giving.by, verb=verb, joins=("account", "user"))


def _deputies(giving: Giving) -> list[AuditEvent]:
    """Another stands in; who would stand in for themselves has nobody from now on."""
    rows = cast("list[AccountTeamMember]", locked(DEPUTIES, giving))
    changes = {row.pk: {"deputy": None if row.user_id == giving.to[row.pk].pk else giving.to[row.pk]} for row in rows}
    verb = "accountteammember.handed_over"
    return rows_update(AccountTeamMember, changes, by=giving.by, verb=verb, joins=("account", "user"))


def _event_of(row: AccountTeamMember) -> AuditEvent:
    return AuditEvent.objects.filter(object_type=row._meta.label_lower, object_id=str(row.pk)).latest("pk")


def _live(path: str = "account") -> dict[str, None]:
    return {f"{path}__archived_at": None}


def _linked(person: User) -> QuerySet[RelationshipLink]:
    gone = (Stakeholder.Status.LEFT, Stakeholder.Status.MOVED)
    rows = RelationshipLink.objects.filter(user=person, **_live("stakeholder__account"))
    return rows.exclude(stakeholder__status__in=gone).order_by("-is_primary", "-stakeholder__influence", "pk")


def _link_note(row: RelationshipLink) -> str:
    words = [row.stakeholder.title, __("strength %(n)s of 5") % {"n": row.strength}]
    if row.is_primary:
        words.append(__("keeps the link"))
    return " · ".join(filter(None, words))


def _overview(row: Account) -> str:
    return reverse("account-overview", args=[row.pk])


def _team(row: AccountTeamMember) -> str:
    return reverse("accounts:account-team", args=[row.account_id])


MANAGED = handed_over(
    Kind(
        name="manager",
        place=1,
        label=_("Account manager"),
        icon="user-cog",
        model=Account,
        field="manager",
        held=lambda person: Account.objects.filter(manager=person, archived_at=None),
        title=lambda _row: __("Account manager"),
        url=_overview,
        joins=(),
        needs=Verb.MANAGE,
    )
)
SPONSORED = handed_over(
    Kind(
        name="sponsor",
        place=2,
        label=_("Sponsor"),
        icon="user-cog",
        model=Account,
        field="sponsor",
        held=lambda person: Account.objects.filter(sponsor=person, archived_at=None),
        title=lambda _row: __("Sponsor"),
        url=_overview,
        joins=(),
        needs=Verb.APPROVE,
    )
)
MEMBERS = handed_over(
    Kind(
        name="member",
        place=3,
        label=_("Account team"),
        icon="users",
        model=AccountTeamMember,
        field="user",
        held=lambda person: AccountTeamMember.objects.filter(user=person, left_on=None, **_live()),
        title=lambda _row: __("Member of the account team"),
        note=lambda row: ", ".join(row.role_labels()),
        url=_team,
        joins=("account", "user"),
        give=_members,
    )
)
DEPUTIES = handed_over(
    Kind(
        name="deputy",
        place=4,
        label=_("Deputy"),
        icon="users",
        model=AccountTeamMember,
        field="deputy",
        held=lambda person: AccountTeamMember.objects.filter(deputy=person, left_on=None, **_live()),
        title=lambda row: __("Deputy of %(name)s") % {"name": row.user},
        url=_team,
        joins=("account", "user"),
        give=_deputies,
    )
)
LINKS = handed_over(
    Kind(
        name="link",
        place=5,
        label=_("Link to a person"),
        icon="waypoints",
        model=RelationshipLink,
        field="user",
        held=_linked,
        title=lambda row: row.stakeholder.name,
        note=_link_note,
        url=lambda row: row.stakeholder.get_absolute_url(),
        joins=KNOWN,
        is_personal=True,
        give=_links,
    )
)
