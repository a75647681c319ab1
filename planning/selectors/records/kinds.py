"""The sorts of records that answers are made of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q

from accounts.access import Verb
from accounts.models import (
    Account,
    AccountFinancial,
    AccountTeamMember,
    Competitor,
    Contract,
    CustomerGoal,
    Idea,
    Improvement,
    Interest,
    Issue,
    Need,
    Opportunity,
    RelationshipLink,
    Stakeholder,
    Strength,
    Trend,
    Unit,
    ValueCase,
    ValueProof,
    WhiteSpaceCell,
)
from planning.models import Action, Assumption, GrowthTarget, KnowledgeGap, Objective, Plan, Risk


def _cell(row: WhiteSpaceCell) -> str:
    return f"{row.product.name}, {row.unit.name}" if row.unit else row.product.name


def _interest(row: Interest) -> str:
    return f"{row.stakeholder.name}: {row.text}"


def _link(row: RelationshipLink) -> str:
    return f"{row.user.name} – {row.stakeholder.name}"


@dataclass(frozen=True)
class Kind:
    """One sort of record: where its account and plan are found, what a row is called, what to join for that.

    A `single` kind is one row that is always there (the account, the plan) and of which an answer shows some fields.
    """

    key: str
    model: type[Model]
    label: str = "title"
    title: Callable[[Any], str] = str
    title_fields: tuple[str, ...] = ("title",)
    joins: tuple[str, ...] = ("account",)
    account_path: str = "account"
    plan_path: str = ""
    base: Q = field(default_factory=Q)
    active: Q = field(default_factory=Q)  # where many accounts are looked at and no plan is named
    verb: Verb = Verb.EDIT
    single: bool = False


_KINDS = (
    Kind("leaders", Account, account_path="pk", joins=("manager", "sponsor"), verb=Verb.MANAGE, single=True),
    Kind("facts", Account, account_path="pk", joins=("team",), single=True),
    Kind("story", Account, account_path="pk", joins=("team",), single=True),
    Kind("plan", Plan, plan_path="pk", active=Q(status=Plan.Status.ACTIVE), single=True),
    Kind("member", AccountTeamMember, "user__name", title_fields=("user",), joins=("user", "deputy"),
         base=Q(left_on=None), verb=Verb.MANAGE),
    Kind("stakeholder", Stakeholder, "name", title_fields=("name", "title"), joins=("unit", "reports_to")),
    Kind("link", RelationshipLink, "stakeholder__name", _link, ("stakeholder", "user"), ("stakeholder", "user"),
         "stakeholder__account", base=Q(stakeholder__status="active")),
    Kind("interest", Interest, "stakeholder__name", _interest, ("stakeholder", "text"), ("stakeholder",),
         "stakeholder__account", base=Q(stakeholder__status="active"), verb=Verb.SENSITIVE),
    Kind("unit", Unit, "name", title_fields=("name",)),
    Kind("contract", Contract, "name", title_fields=("name",)),
    Kind("opportunity", Opportunity, "name", title_fields=("name",), joins=("product", "owner")),
    Kind("competitor", Competitor, "name", title_fields=("name",), joins=("unit", "product")),
    Kind("cell", WhiteSpaceCell, "product__name", _cell, ("product", "unit"), ("product", "unit")),
    Kind("issue", Issue),
    Kind("goal", CustomerGoal),
    Kind("need", Need, joins=("unit",)),
    Kind("trend", Trend),
    Kind("financial", AccountFinancial, "year", title_fields=("year",)),
    Kind("improvement", Improvement, joins=("unit", "need")),
    Kind("case", ValueCase, joins=("improvement", "accepted_by")),
    Kind("proof", ValueProof, joins=("confirmed_by",)),
    Kind("idea", Idea),
    Kind("strength", Strength),
    Kind("assumption", Assumption, joins=("question", "owner")),
    Kind("gap", KnowledgeGap, joins=("action__owner", "ask")),
    Kind("growth", GrowthTarget, "year", title_fields=("year",)),
    Kind("objective", Objective, joins=("owner",), plan_path="plan", active=Q(plan__status=Plan.Status.ACTIVE)),
    Kind("action", Action, joins=("owner",), base=Q(done_on=None)),
    Kind("risk", Risk, joins=("owner",), base=Q(status=Risk.Status.OPEN)),
)  # fmt: skip

KINDS: dict[str, Kind] = {kind.key: kind for kind in _KINDS}
