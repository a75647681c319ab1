"""Which records are the rows of which question. One more is one line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import DecisionRole, Opportunity, Stakeholder
from planning.models import Answer, Objective, Origin
from planning.selectors.records.kinds import KINDS, Kind

type Changes = Mapping[str, Any]


@dataclass(frozen=True)
class Slot:
    """Rows of one kind in one question.

    `where` narrows the records to those that answer it, `fields` are what a row says and asks for, `preset` is what a
    new row gets besides. `release` says how a row leaves the answer while its record stays (a person who is no
    advocate any more is still a person); without it, to remove the row is to delete the record. What can be released
    can also be taken in: records that exist already are offered.

    What `follows` from the answer (a need that a trend leads to) is shown and written here but answers nothing; it is
    known by its origin, the answer.
    """

    code: str
    kind: Kind
    title: str | Promise
    fields: tuple[str, ...]
    where: tuple[Any, ...] = ()
    preset: Changes = field(default_factory=dict)
    release: Callable[[Any], Changes] | None = None
    label: str = ""
    follows: bool = False

    @property
    def key(self) -> str:
        """Its name in addresses, unique within the question."""
        return self.kind.key

    @property
    def label_path(self) -> str:
        """The field by which a row is named in one word."""
        return self.label or self.kind.label


def _role_left(*gone: str) -> Callable[[Stakeholder], Changes]:
    return lambda person: {"decision_roles": [role for role in person.decision_roles if role not in gone]}


def _say_left(person: Stakeholder) -> Changes:
    return {**_role_left(*SAYING)(person), "has_veto": False}


def _set(**values: Any) -> Callable[[Any], Changes]:
    return lambda _row: values


BUYER, APPROVER = DecisionRole.ECONOMIC_BUYER.value, DecisionRole.APPROVER.value
SAYING = (BUYER, APPROVER)
ACTIVE = Q(status=Stakeholder.Status.ACTIVE)
SAY = Q(has_veto=True) | Q(decision_roles__contains=[BUYER]) | Q(decision_roles__contains=[APPROVER])
BARE = ~Exists(Stakeholder.objects.filter(unit=OuterRef("pk"), status=Stakeholder.Status.ACTIVE))
BARE_CELL = Q(unit__isnull=False) & ~Exists(
    Stakeholder.objects.filter(unit=OuterRef("unit"), status=Stakeholder.Status.ACTIVE)
)
NEEDS, DEALS = _("Needs"), _("Opportunities")
RISK, DEAL = ("title", "probability", "impact", "owner"), ("name", "product", "amount", "currency", "close_on")
PEOPLE, MEMBERS, ACTIONS, RISKS = _("People"), _("Account team"), _("Actions"), _("Risks")
MONEY = ("cost_estimate", "currency")


def _slot(
    codes: str, kind: str, title: str | Promise, *fields: str, where: Any = (), preset: Changes | None = None,
    release: Callable[[Any], Changes] | None = None, label: str = "",
) -> None:  # fmt: skip
    conditions = where if isinstance(where, tuple) else (where,)
    for code in codes.split():
        slot = Slot(code, KINDS[kind], title, fields, conditions, preset or {}, release, label)
        SLOTS.setdefault(code, {})[kind] = slot


def _came(code: str, kind: str) -> Q:
    """Records that were made of an answer to this question."""
    answers = Answer.objects.filter(question__code=code).values("pk")
    label = KINDS[kind].model._meta.label_lower
    made = Origin.objects.filter(source_kind=Answer._meta.label_lower, source_id__in=answers, target_kind=label)
    return Q(Exists(made.filter(target_id=OuterRef("pk"))))


def _follows(
    codes: str, kind: str, title: str | Promise, *fields: str, where: Q | None = None, preset: Changes | None = None
) -> None:
    """What follows from an answer: the records that were made of it, and those that `where` finds."""
    for code in codes.split():
        found = _came(code, kind) if where is None else where | _came(code, kind)
        slot = Slot(code, KINDS[kind], title, fields, (found,), preset or {}, follows=True)
        SLOTS.setdefault(code, {})[kind] = slot


SLOTS: dict[str, dict[str, Slot]] = {}

_slot("T1", "leaders", _("Account manager"), "manager", where=Q(manager__isnull=False), label="manager__name")
_slot("T1", "member", _("Deputies"), "user", "deputy", where=Q(deputy__isnull=False), release=_set(deputy=None))
_slot("T2", "member", MEMBERS, "user", "roles", where=~Q(roles=[]), release=_set(roles=[]))
_slot("T3", "leaders", _("Sponsor"), "sponsor", where=Q(sponsor__isnull=False), label="sponsor__name")
_slot("T4", "member", MEMBERS, "user", "hours_per_week", where=Q(hours_per_week__isnull=False),
      release=_set(hours_per_week=None))  # fmt: skip
_slot("T5", "action", _("Training or staffing"), "title", "owner", "due_on", where=Q(kind="training"),
      preset={"kind": "training"})  # fmt: skip
_slot("T6", "plan", _("Team charter"), "charter", where=~Q(charter=""), label="charter")
_slot("T7", "risk", RISKS, "title", "owner", "mitigation", where=Q(kind="internal"), preset={"kind": "internal"})
_slot("T7 V6", "action", _("Help from others"), "title", "owner_unit", "owner", "due_on", where=~Q(owner_unit=""))

_slot("P1", "stakeholder", PEOPLE, "name", "title", "approval_limit", "currency",
      where=(ACTIVE, Q(decision_roles__contains=[BUYER])), preset={"decision_roles": [BUYER]},
      release=_role_left(BUYER))  # fmt: skip
_slot("P2", "stakeholder", PEOPLE, "name", "title", "decision_roles", "has_veto", where=(ACTIVE, SAY),
      preset={"decision_roles": [APPROVER]}, release=_say_left)  # fmt: skip
_slot("P3", "stakeholder", PEOPLE, "name", "title", "influence", "reports_to",
      where=(ACTIVE, Q(influence__isnull=False)), release=_set(influence=None))  # fmt: skip
_slot("P4", "stakeholder", PEOPLE, "name", "title", "stance", "stance_evidence", where=(ACTIVE, Q(stance__gte=1)),
      preset={"stance": 1}, release=_set(stance=None))  # fmt: skip
_slot("P5", "stakeholder", PEOPLE, "name", "title", "stance", "stance_evidence", where=(ACTIVE, Q(stance__lt=0)),
      preset={"stance": -1}, release=_set(stance=None))  # fmt: skip
_slot("P5", "interest", _("What they fear to lose"), "stakeholder", "text", "strength", "mitigation",
      where=Q(kind="threat"), preset={"kind": "threat"})  # fmt: skip
_follows("P5", "risk", RISKS, "title", "owner", "mitigation", where=Q(kind="relation"), preset={"kind": "relation"})
_slot("P6", "interest", _("What they want to achieve"), "stakeholder", "text", "strength", "effect",
      where=Q(kind="goal"), preset={"kind": "goal"})  # fmt: skip
_slot("P7", "unit", _("Units without contact"), "name", "kind", "no_contact_reason", where=BARE)
_follows("P7", "cell", _("White space of these units"), "product", "unit", "status", "potential_amount", "currency",
         where=BARE_CELL, preset={"status": "target"})  # fmt: skip
_slot("P8", "stakeholder", PEOPLE, "name", "title", "status", "status_on", where=~ACTIVE,
      preset={"status": "moved"}, release=_set(status="active"))  # fmt: skip
_slot("P9", "link", _("Who keeps the link"), "stakeholder", "user", "strength", "last_contact_on",
      where=Q(is_primary=True), preset={"is_primary": True}, release=_set(is_primary=False))  # fmt: skip

for _code, _kind in {
    "R1": "market",
    "R3": "regulation",
    "R4": "technology",
    "R5": "demand",
    "R6": "organisation",
}.items():
    _slot(_code, "trend", _("Trends"), "title", "effect", "expected_on", "note", where=Q(kind=_kind),
          preset={"kind": _kind})  # fmt: skip
_slot("R2", "financial", _("Their results"), "year", "sales", "profit", "currency", "is_forecast")
_follows("R1 R5", "need", NEEDS, "title", "severity", "horizon", "evidence")
_follows("R1", "improvement", _("Improvement opportunities"), "title", "how", "unit", "due_on")
_follows("R3 R6", "risk", RISKS, *RISK, preset={"kind": "market"})
_follows("R4", "idea", _("Ideas"), "title", "note", where=Q(kind="technology"), preset={"kind": "technology"})

_slot("N1", "goal", _("Customer goals"), "title", "metric", "baseline", "target", "due_on",
      where=Q(horizon="short"), preset={"horizon": "short"})  # fmt: skip
_slot("N2", "goal", _("Customer goals"), "title", "metric", "target", "due_on", where=Q(horizon="long"),
      preset={"horizon": "long"})  # fmt: skip
_slot("N3", "need", NEEDS, "title", "severity", *MONEY, "unit", where=Q(status="open"))
_slot("N4", "need", NEEDS, "title", "horizon", where=(Q(status="open"), ~Q(horizon="")),
      release=_set(horizon=""))  # fmt: skip
_follows("N4", "objective", _("Objectives"), "title", "due_on", "owner", where=Q(status__in=Objective.RUNNING))
_slot("N5", "need", NEEDS, "title", "evidence", "source_note", where=(Q(status="open"), ~Q(evidence="")),
      release=_set(evidence=""))  # fmt: skip
_slot("N6", "case", _("Value cases"), "title", "cost_of_inaction", "currency", "inaction_note",
      where=Q(cost_of_inaction__isnull=False) | ~Q(inaction_note=""),
      release=_set(cost_of_inaction=None, inaction_note=""))  # fmt: skip
_slot("N7", "need", NEEDS, "title", "budget", "currency", "decision_on",
      where=(Q(status="open"), Q(budget__isnull=False) | Q(decision_on__isnull=False)),
      release=_set(budget=None, decision_on=None))  # fmt: skip
_follows("N7 V4", "opportunity", DEALS, *DEAL, where=Q(stage__in=Opportunity.OPEN))
_slot("N8", "story", _("Buying process"), "buying_process", where=~Q(buying_process=""), label="buying_process")

_slot("I1", "story", _("History of the relationship"), "history", where=~Q(history=""), label="history")
_slot("I2", "cell", _("Bought from us"), "product", "unit", "current_amount", "currency", where=Q(status="ours"),
      preset={"status": "ours"}, release=_set(status="empty", current_amount=None))  # fmt: skip
_slot("I3", "facts", _("Spend that we could serve, a year"), "addressable_spend",
      where=Q(addressable_spend__isnull=False), label="addressable_spend")  # fmt: skip
_slot("I4", "facts", _("Margin after service cost, %"), "gross_margin_pct",
      where=Q(gross_margin_pct__isnull=False), label="gross_margin_pct")  # fmt: skip
_slot("I5", "issue", _("Open issues"), "title", "severity", "opened_on", "owner", where=Q(closed_on=None))
_follows("I5", "need", NEEDS, "title", "severity", "horizon", "evidence")
_follows("I5 C4", "action", ACTIONS, "title", "owner", "due_on")
_slot("I6", "action", _("Promises"), "title", "owner", "due_on", where=Q(kind="commitment"),
      preset={"kind": "commitment"})  # fmt: skip
_slot("I7", "facts", _("Mean days late, 12 months"), "days_late", "days_late_on",
      where=Q(days_late__isnull=False), label="days_late")  # fmt: skip
_slot("I7", "risk", RISKS, "title", "owner", "mitigation", where=Q(kind="credit"), preset={"kind": "credit"})
_slot("I8", "contract", _("Contracts"), "name", "ends_on", "notice_days", "annual_value", "currency",
      where=Q(status="active"))  # fmt: skip

_slot("C1", "competitor", _("Competitors"), "name", "unit", "product", "annual_amount", "currency",
      where=Q(status="present"), preset={"status": "present"})  # fmt: skip
_slot("C2", "competitor", _("Competitors"), "name", "status", "unit", "product", where=~Q(status="present"),
      preset={"status": "entering"})  # fmt: skip
_follows("C2", "risk", RISKS, *RISK, where=Q(kind="competitive"), preset={"kind": "competitive"})
_slot("C6", "risk", RISKS, "title", "probability", "impact", "mitigation", "owner", where=Q(kind="competitive"),
      preset={"kind": "competitive"})  # fmt: skip
_slot("C3", "stakeholder", PEOPLE, "name", "title", "rival_preferred", where=(ACTIVE, ~Q(rival_preferred="")),
      release=_set(rival_preferred=""))  # fmt: skip
_follows("C3", "interest", _("What they want"), "stakeholder", "kind", "text", "strength",
         where=~Q(stakeholder__rival_preferred=""))  # fmt: skip
_slot("C4", "competitor", _("Competitors"), "name", "better_at", where=~Q(better_at=""), release=_set(better_at=""))
_slot("C5", "strength", _("Our strengths"), "title", "visible", "note")

_slot("V1", "improvement", _("Improvement opportunities"), "title", "how", "unit", "need", "due_on",
      where=~Q(status="dropped"))  # fmt: skip
_slot("V2", "case", _("Value cases"), "title", "improvement", "amount", "currency", "period", "basis", "accepted_by")
_slot("V3", "proof", _("Delivered value"), "title", "delivered_on", "amount", "currency", "proof", "confirmed_by")
_slot("V4", "cell", _("Targets"), "product", "unit", "potential_amount", "currency", where=Q(status="target"),
      preset={"status": "target"}, release=_set(status="empty"))  # fmt: skip
_slot("V5", "idea", _("Ideas"), "title", "note", "status", where=Q(kind="co_creation"), preset={"kind": "co_creation"})
_slot("V6", "member", _("Guests in the team"), "user", "guest_from", where=~Q(guest_from=""),
      release=_set(guest_from=""))  # fmt: skip
_slot("V7", "plan", _("Target of this cycle"), "growth_target", "growth_target_on",
      where=Q(growth_target__isnull=False), label="growth_target")  # fmt: skip
_slot("V7", "growth", _("Growth targets"), "year", "amount", "currency", "depends_on")
_slot("V8", "objective", _("Objectives"), "title", "measure", "owner", "due_on", where=Q(aim="protect"),
      preset={"aim": "protect"})  # fmt: skip

_slot("U1", "assumption", _("Assumptions"), "title", "owner", "check_by", "status", where=Q(status="open"))
_slot("U2", "gap", _("Missing facts"), "title", "priority")
_slot("U3", "gap", _("Missing facts"), "title", "ask", "owner", "due_on", where=Q(action__isnull=False),
      release=_set(action=None))  # fmt: skip
_slot("U4", "risk", RISKS, "title", "kind", "probability", "impact", "owner")


def slots_of(code: str) -> list[Slot]:
    """The kinds of rows that a question shows: those that answer it, and what follows from the answer."""
    return sorted(SLOTS.get(code, {}).values(), key=lambda slot: slot.follows)


def answering(code: str) -> list[Slot]:
    """The kinds of rows that answer a question; none where it is answered in words alone."""
    return [slot for slot in slots_of(code) if not slot.follows]


def slot_of(code: str, key: str) -> Slot | None:
    """One of them by its name."""
    return SLOTS.get(code, {}).get(key)
