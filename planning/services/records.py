"""Writing the rows of an answer: each goes to the service of its record, so that there is one truth only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from accounts.models import Account, AuditEvent, User
from accounts.selectors.history import events_of
from accounts.services import accounts, contracts, dealings, deals, knowledge, links, money, stakeholders, team, units
from accounts.services import white_space as cells
from planning.models import Action, Objective, Plan, Risk
from planning.selectors.records import KINDS, Slot, is_row
from planning.services import plans, unknowns, work
from planning.services.notes import answer_leads_to
from planning.services.plans import refuse_closed

type Values = Mapping[str, Any]


class NotARow(Exception):  # noqa: N818 -- told to the person
    """A row of this kind is never added or taken away: it is a fact of the account or of the plan."""


@dataclass(frozen=True)
class Writer:
    """Who makes, changes and removes the records of one kind."""

    change: Callable[..., Any]
    make: Callable[..., Any] | None = None
    remove: Callable[..., list[AuditEvent]] | None = None


def _named(noun: str, service: Callable[..., Any]) -> Callable[..., Any]:
    """The service under one name for the row, whatever it calls it."""
    return lambda *, row, **rest: service(**{noun: row}, **rest)


def _of(noun: str, make: Callable[..., Any], change: Callable[..., Any], remove: Callable[..., Any]) -> Writer:
    return Writer(_named(noun, change), make, _named(noun, remove))


def _objective_make(*, account: Account, values: Values, by: User) -> Objective:
    values = dict(values)
    del account  # it is the plan's
    return work.objective_create(plan=values.pop("plan"), values=values, by=by)


def _with_person(service: Callable[..., Any]) -> Callable[..., Any]:
    def make(*, account: Account, values: Values, by: User) -> Any:
        del account  # it is the person's
        values = dict(values)
        return service(stakeholder=values.pop("stakeholder"), values=values, by=by)

    return make


def _cell_make(*, account: Account, values: Values, by: User) -> Any:
    values = dict(values)
    place = {"unit": values.pop("unit", None), "product": values.pop("product")}
    return cells.cell_set(account=account, values=values, by=by, **place)


def _member_make(*, account: Account, values: Values, by: User) -> Any:
    values = dict(values)
    return team.member_add(account=account, user=values.pop("user"), values=values, by=by)


def _plan_change(*, row: Plan, changes: Values, by: User, version: int | None = None) -> Plan:
    return plans.plan_update(plan=row, changes=changes, by=by, today=timezone.localdate(), version=version)


WRITERS: dict[str, Writer] = {
    "leaders": Writer(_named("account", team.leaders_set)),
    "facts": Writer(_named("account", money.money_facts_update)),
    "story": Writer(_named("account", accounts.account_update)),
    "plan": Writer(_plan_change),
    "member": _of("member", _member_make, team.member_update, team.member_delete),
    "stakeholder": _of("stakeholder", stakeholders.stakeholder_create, stakeholders.stakeholder_update,
                       stakeholders.stakeholder_delete),
    "link": _of("link", _with_person(links.link_create), links.link_update, links.link_delete),
    "interest": _of("interest", _with_person(stakeholders.interest_create), stakeholders.interest_update,
                    stakeholders.interest_delete),
    "unit": _of("unit", units.unit_create, units.unit_update, units.unit_delete),
    "contract": _of("contract", contracts.contract_create, contracts.contract_update, contracts.contract_delete),
    "competitor": _of("competitor", contracts.competitor_create, contracts.competitor_update,
                      contracts.competitor_delete),
    "opportunity": _of("opportunity", deals.opportunity_create, deals.opportunity_update, deals.opportunity_delete),
    "cell": _of("cell", _cell_make, cells.cell_update, cells.cell_delete),
    "issue": _of("issue", dealings.issue_create, dealings.issue_update, dealings.issue_delete),
    "assumption": _of("assumption", unknowns.assumption_create, unknowns.assumption_update,
                      unknowns.assumption_delete),
    "gap": _of("knowledge_gap", unknowns.gap_create, unknowns.gap_update, unknowns.gap_delete),
    "growth": _of("growth_target", unknowns.target_create, unknowns.target_update, unknowns.target_delete),
    "objective": _of("objective", _objective_make, work.objective_update, work.objective_delete),
    "action": _of("action", work.action_create, work.action_update, work.action_delete),
    "risk": _of("risk", work.risk_create, work.risk_update, work.risk_delete),
    **{
        key: Writer(knowledge.knowledge_update, partial(knowledge.knowledge_create, model=KINDS[key].model),
                    knowledge.knowledge_delete)
        for key in ("goal", "need", "trend", "financial", "improvement", "case", "proof", "idea", "strength")
    },
}  # fmt: skip


@transaction.atomic
def row_add(*, plan: Plan, slot: Slot, values: Values, by: User) -> Model:
    """A new record that is a row of an answer. Raises PlanMoved for a closed plan, NotARow for a fact.

    What follows from the answer keeps it as its origin.
    """
    refuse_closed(plan)
    make = WRITERS[slot.kind.key].make
    if make is None:
        raise NotARow
    values = {**slot.preset, **values}
    if slot.kind.model in {Action, Risk, Objective}:
        values["plan"] = plan
    row = make(account=plan.account, values=values, by=by)
    if slot.follows:
        answer_leads_to(plan=plan, code=slot.code, row=row, by=by)
    return row


@transaction.atomic
def row_change(*, plan: Plan, slot: Slot, row: Model, changes: Values, by: User, version: int | None = None) -> Model:
    """Change a row, or take a record that exists in as one. Raises PlanMoved, StaleRow."""
    refuse_closed(plan)
    if not slot.kind.single and not is_row(slot, plan, row):
        changes = _taken_in(slot, row, changes)
    return WRITERS[slot.kind.key].change(row=row, changes=changes, by=by, version=version)


def _taken_in(slot: Slot, row: Model, changes: Values) -> dict[str, Any]:
    """The changes with what makes the record a row; of lists what there is stays."""
    merged = {**slot.preset, **changes}
    for name, value in slot.preset.items():
        if isinstance(value, list) and name not in changes:
            there = getattr(row, name)
            merged[name] = [*there, *(one for one in value if one not in there)]
    return merged


@transaction.atomic
def row_remove(*, plan: Plan, slot: Slot, row: Any, by: User) -> list[AuditEvent]:
    """Take a row out of the answer; returns the events that an undo takes back.

    A record that means more than this answer stays and loses only what made it a row. Raises PlanMoved, NotARow,
    StillUsed.
    """
    refuse_closed(plan)
    writer = WRITERS[slot.kind.key]
    if slot.release is not None:
        writer.change(row=row, changes=slot.release(row), by=by, version=None)
        return list(events_of(row)[:1])
    if writer.remove is None:
        raise NotARow
    return writer.remove(row=row, by=by)
