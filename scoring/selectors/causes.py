"""Why a factor moved since the snapshot before: the records that were changed in between, from the audit trail."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import Verb, can
from accounts.models import AuditEvent, User
from accounts.recorded import RECORDED
from accounts.selectors.changes import Change, headlines
from scoring.models import ScoreSnapshot

MOST_READ, MOST_NAMED = 200, 3
IMPORT = "accounts.importrun"
DEAL = "renewal_deal_open"

# Kinds of record that feed a factor.
FEEDS: Mapping[str, frozenset[str]] = {
    "H1": frozenset({"scoring.wave"}),
    "H2": frozenset({"accounts.stakeholder", "accounts.relationshiplink", "accounts.interaction"}),
    "H3": frozenset({"accounts.interaction", "accounts.relationshiplink", "accounts.stakeholder"}),
    "H4": frozenset({"accounts.issue"}),
    "H5": frozenset({"accounts.contract", "accounts.opportunity"}),
    "H6": frozenset(),
    "H7": frozenset({"accounts.revenue"}),
    "H8": frozenset({"planning.action"}),
    "VI1": frozenset({"accounts.whitespacecell", "accounts.revenue"}),
    "VI2": frozenset(),
    "VI3": frozenset(),
    "VI4": frozenset({"scoring.assessment"}),
    "VI5": frozenset({"accounts.opportunity", "planning.growthtarget"}),
    "VI6": frozenset(),
}
# Fields of the account itself that feed one.
FIELDS: Mapping[str, frozenset[str]] = {
    "H4": frozenset({"issues_checked_on"}),
    "H6": frozenset({"days_late", "days_late_on"}),
    "VI1": frozenset({"addressable_spend"}),
    "VI2": frozenset({"gross_margin_pct"}),
    "VI3": frozenset({"credit_rating"}),
    "VI6": frozenset({"competitive_safety"}),
}
ACCOUNT = "accounts.account"
KINDS = frozenset({ACCOUNT, IMPORT}).union(*FEEDS.values())
# Closing a wave publishes its score; that it was planned or changed before moves nothing.
CLOSES = {"scoring.wave": "wave.closed"}


@dataclass(frozen=True, slots=True)
class Cause:
    """One change of a record that moved a factor. Without a label it is not open to the reader."""

    change: Change | None
    href: str = ""


def causes(
    snapshot: ScoreSnapshot, before: ScoreSnapshot | None, user: User, moved: Collection[str]
) -> dict[str, list[Cause]]:
    """For each factor that moved the newest changes that fed it; one query, none when nothing moved."""
    if before is None or not moved:
        return {}
    events = AuditEvent.objects.filter(
        account_id=snapshot.account_id, at__gt=before.taken_at, at__lte=snapshot.taken_at, object_type__in=KINDS
    ).select_related("by")
    read = list(events.order_by("-at", "-pk")[:MOST_READ])
    seen = dict.fromkeys(moved, read)
    if "H5" in seen and snapshot.inputs.get(DEAL) == before.inputs.get(DEAL):
        seen["H5"] = _without_deals(read)  # of all deals H5 knows only whether one renews
    is_open = can(user, Verb.SENSITIVE, snapshot.account)
    return {factor: _named(_feeding(factor, own), is_open=is_open) for factor, own in seen.items()}


def _without_deals(events: Iterable[AuditEvent]) -> list[AuditEvent]:
    return [event for event in events if event.object_type != "accounts.opportunity"]


def _feeding(factor: str, events: Iterable[AuditEvent]) -> list[AuditEvent]:
    """The changes that fed a factor; imports where no change of its own did."""
    events = list(events)
    own = [event for event in events if _feeds(factor, event)]
    return own or [event for event in events if event.object_type == IMPORT]


def _feeds(factor: str, event: AuditEvent) -> bool:
    if event.object_type == ACCOUNT:
        return bool(FIELDS.get(factor, frozenset()) & set(event.changes))
    return event.object_type in FEEDS.get(factor, ()) and event.verb == CLOSES.get(event.object_type, event.verb)


def _named(events: list[AuditEvent], *, is_open: bool) -> list[Cause]:
    """The newest change of each record, then one line for all that the reader may not see."""
    readable = [event for event in events if is_open or not event.is_sensitive]
    newest = {(event.object_type, event.object_id): event for event in reversed(readable)}
    chosen = sorted(newest.values(), key=lambda event: (event.at, event.pk), reverse=True)[:MOST_NAMED]
    found = [Cause(change, _href(change)) for change in headlines(chosen)]
    hidden = len(readable) < len(events) and not found
    return [*found, Cause(None)] if hidden else found


def _href(change: Change) -> str:
    """The page of the record's past; of a wave its own."""
    event = change.event
    if event.object_type == "scoring.wave":
        return reverse("scoring:wave-detail", args=[event.object_id])
    if event.object_type in RECORDED:
        return reverse("accounts:record-history", args=[event.object_type, event.object_id])
    if event.object_type == "accounts.revenue":
        return reverse("accounts:revenue-list", args=[event.account_id])
    return ""


AGED = _("what we know has got older")
FRESH = _("what we know was looked at again")
TIME = _("the days that have passed")
OTHERS = _("the other factors weigh differently now")
METHOD = _("another version of the method")
KNOWN, UNKNOWN = _("it is known now"), _("it is unknown now")


def without_record(
    now: tuple[float | None, float], before: tuple[float | None, float], *, same_method: bool
) -> str | Promise:
    """What moved a factor that no record changed; each pair is its value and the weight that counted."""
    if not same_method:
        return METHOD
    if now[0] is None or before[0] is None:
        return UNKNOWN if now[0] is None else KNOWN
    if abs(now[0] - before[0]) > 1e-9:
        return TIME
    if abs(now[1] - before[1]) > 1e-9:
        return AGED if now[1] < before[1] else FRESH
    return OTHERS
