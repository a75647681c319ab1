"""Whatever is written, and on whichever side, the rows of an answer are the records: a property of every slot there is."""

from copy import copy
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import partial
from itertools import count
from typing import Any

import pytest
from django.db import models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from accounts.models import (
    AccountTeamMember,
    AuditEvent,
    Improvement,
    Need,
    Product,
    RelationshipLink,
    Stakeholder,
    Unit,
    User,
)
from accounts.selectors.history import events_of
from accounts.services.undo import deletion_undo
from kam.api import router
from planning.models import Answer, Plan, Question
from planning.selectors.questions import sheet, standing_of
from planning.selectors.records import SLOTS, Slot, answering, rows, slot_lines, summaries
from planning.services import records
from tests.factories import TODAY, PlanFactory, ProductFactory, StakeholderFactory, UnitFactory, UserFactory

ALL = [slot for by_kind in SLOTS.values() for slot in by_kind.values()]
ROWS = [slot for slot in ALL if not slot.kind.single]
SINGLES = [slot for slot in ALL if slot.kind.single]
VIEWSETS = {viewset.queryset.model: f"/api/v1/{prefix}/" for prefix, viewset, _name in router.registry}
SIDES = ("plan", "account", "api")


def named(slot: Slot) -> str:
    return f"{slot.code}-{slot.key}"


@dataclass
class World:
    """A plan with somebody who may do all of it, and values for any field that a slot asks for."""

    plan: Plan
    by: User
    api: APIClient
    numbers: Any = field(default_factory=lambda: count(1))

    def related(self, model: type[models.Model], slot: Slot) -> Any:
        account = self.plan.account
        if model is User:  # one of ours is once in a team, and once beside a person
            return UserFactory() if slot.kind.model in {AccountTeamMember, RelationshipLink} else self.by
        made = {
            Stakeholder: partial(StakeholderFactory, account=account),
            Unit: partial(UnitFactory, account=account),
            Product: ProductFactory,
            Need: partial(Need.objects.create, account=account, title="A need"),
            Improvement: partial(Improvement.objects.create, account=account, title="An improvement"),
        }
        return made[model]()

    def value(self, slot: Slot, name: str, number: int) -> Any:
        """Something that the field may hold, other for each number."""
        if name in slot.preset:
            return slot.preset[name]
        if slot.key == "gap" and name in {"owner", "due_on"}:
            return self.by if name == "owner" else TODAY + timedelta(days=number)
        target = slot.kind.model._meta.get_field(name)
        special = {"year": 1990 + number, "currency": "EUR", "roles": ["innovator"], "decision_roles": ["approver"]}
        if name in special:
            return special[name]
        if target.choices:
            return target.choices[0][0]
        if target.is_relation:
            return None if target.related_model is slot.kind.model else self.related(target.related_model, slot)
        return plain_value(target, number)

    def values(self, slot: Slot) -> dict[str, Any]:
        number = next(self.numbers)
        found = {name: self.value(slot, name, number) for name in slot.fields}
        return {**slot.preset, **found}

    # -------------------------------------------------------- the two sides

    def add(self, slot: Slot, side: str) -> models.Model:
        values = self.values(slot)
        if side == "plan" or slot.follows:  # what follows from an answer is made there
            return records.row_add(plan=self.plan, slot=slot, values=values, by=self.by)
        extra = {"plan": self.plan} if slot.key == "objective" else {}
        if side == "api":
            sent = {name: said(value) for name, value in {"account": self.plan.account, **values, **extra}.items()}
            answer = self.api.post(VIEWSETS[slot.kind.model], sent, format="json")
            assert answer.status_code == 201, (named(slot), answer.content)
            return slot.kind.model._default_manager.get(pk=answer.json()["id"])
        return records.WRITERS[slot.key].make(account=self.plan.account, values={**values, **extra}, by=self.by)

    def edit(self, slot: Slot, row: models.Model, side: str) -> tuple[str, Any]:
        """Give the row a new value in the first field that takes one; returns field and value."""
        name = next(name for name in slot.fields if is_plain(slot.kind.model, name))
        value = self.value(slot, name, next(self.numbers) % 5 + 6 * (not is_small(slot.kind.model, name)))
        if side == "plan":
            records.row_change(plan=self.plan, slot=slot, row=row, changes={name: value}, by=self.by)
        elif side == "api":
            address = f"{VIEWSETS[slot.kind.model]}{row.pk}/"
            answer = self.api.patch(address, {name: said(value)}, format="json")
            assert answer.status_code == 200, (named(slot), answer.content)
        else:
            records.WRITERS[slot.key].change(row=row, changes={name: value}, by=self.by)
        return name, value

    def remove(self, slot: Slot, row: models.Model, side: str) -> list[Any]:
        if side == "plan":
            return records.row_remove(plan=self.plan, slot=slot, row=row, by=self.by)
        if side == "api":
            last = AuditEvent.objects.latest("pk").pk
            answer = self.api.delete(f"{VIEWSETS[slot.kind.model]}{row.pk}/")
            assert answer.status_code == 204, (named(slot), answer.content)
            return list(AuditEvent.objects.filter(pk__gt=last))
        return records.WRITERS[slot.key].remove(row=row, by=self.by)

    # -------------------------------------------------------- what both must say

    def has(self, slot: Slot, row: models.Model) -> bool:
        return rows(slot, self.plan).filter(pk=row.pk).exists()

    def agree(self, model: type[models.Model]) -> None:
        """Rows, their names, the sheet and the standing say the same of every question with such records."""
        codes = sorted({slot.code for slot in ALL if slot.kind.model is model})
        page, names = sheet(self.plan, TODAY), summaries(self.plan, codes)
        for code in codes:
            there = sum(rows(slot, self.plan).count() for slot in answering(code))
            assert list(page.item(code).rows) == names.get(code, [])
            assert len(page.item(code).rows) == there
            assert page.item(code).is_done == bool(there)
        assert page.standing == standing_of(self.plan, TODAY)


def said(value: Any) -> Any:
    """As the API is told."""
    if isinstance(value, models.Model):
        return value.pk
    return value if isinstance(value, bool | list | None) else str(value)


def is_small(model: type[models.Model], name: str) -> bool:
    return isinstance(model._meta.get_field(name), models.PositiveSmallIntegerField)


def is_plain(model: type[models.Model], name: str) -> bool:
    names = {target.name for target in model._meta.get_fields()}
    if name not in names or name in {"year", "currency"}:
        return False
    target = model._meta.get_field(name)
    return not target.choices and not target.is_relation and not isinstance(target, models.JSONField)


def plain_value(target: models.Field, number: int) -> Any:
    if isinstance(target, models.DateField):
        return TODAY + timedelta(days=number)
    if isinstance(target, models.DecimalField):
        return Decimal(number)
    if isinstance(target, models.BooleanField):
        return True
    if isinstance(target, models.IntegerField):
        return number % 3 + 1
    return f"{target.name} {number}"


@pytest.fixture
def world(org) -> World:
    """Every question of a full plan is answered by its rows alone, as far as it has any."""
    plan = PlanFactory(account=org.account, variant="full")
    for question in Question.objects.filter(code__in=SLOTS):
        Answer.objects.create(
            plan=plan, question=question, status="answered", evidence="observed", author=org.administrator
        )
    api = APIClient()
    api.force_login(org.administrator)
    return World(plan, org.administrator, api)


@pytest.mark.parametrize("slot", ROWS, ids=named)
def test_a_row_is_the_record_from_either_side(world, slot) -> None:
    for side in SIDES:
        row = world.add(slot, side)
        assert world.has(slot, row), side
    world.agree(slot.kind.model)
    if any(is_plain(slot.kind.model, name) for name in slot.fields):
        for side in SIDES:
            name, value = world.edit(slot, row, side)
            (line,) = [line for line in slot_lines(slot, world.plan) if line.row.pk == row.pk]
            assert getattr(line.row, name) == value, side
            row = line.row
    for side in SIDES:
        row = slot.kind.model._default_manager.get(pk=row.pk)
        events = world.remove(slot, copy(row), side)  # a deleted one forgets its id
        assert not world.has(slot, row)
        stays = side == "plan" and slot.release is not None
        assert slot.kind.model._default_manager.filter(pk=row.pk).exists() == stays
        deletion_undo(events=events, by=world.by)
        assert world.has(slot, row)


@pytest.mark.parametrize("slot", SINGLES, ids=named)
def test_a_fact_is_a_row_once_it_says_something(world, slot) -> None:
    row = world.plan if slot.kind.plan_path else world.plan.account
    name = slot.fields[0]
    empty = None if slot.kind.model._meta.get_field(name).null else ""
    for side, value in (
        ("plan", world.value(slot, name, 7)),
        ("account", empty),
        ("account", world.by),
        ("plan", empty),
        ("api", world.by),
        ("api", empty),
    ):
        if value is world.by and not slot.kind.model._meta.get_field(name).is_relation:
            value = world.value(slot, name, 8)  # noqa: PLW2901
        row = slot.kind.model._default_manager.get(pk=row.pk)
        if side == "plan":
            records.row_change(plan=world.plan, slot=slot, row=row, changes={name: value}, by=world.by)
        elif side == "api":
            facts = "money-facts/" if slot.key == "facts" else ""
            address = f"{VIEWSETS[slot.kind.model]}{row.pk}/{facts}"
            answer = world.api.patch(address, {name: said(value)}, format="json")
            assert answer.status_code == 200, (named(slot), answer.content)
        else:
            records.WRITERS[slot.key].change(row=row, changes={name: value}, by=world.by)
        assert bool(slot_lines(slot, world.plan)) == (value != empty)
        world.agree(slot.kind.model)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "add", "edit", "remove", "undo"]),
        st.sampled_from(ROWS),
        st.sampled_from(SIDES),
        st.integers(0, 5),
    ),
    min_size=2,
    max_size=8,
)


def step(world: World, undoable: list[Any], what: str, slot: Slot, side: str, pick: int) -> None:  # noqa: PLR0917
    """One change of one slot; what there is of it is the picture, as the records of one slot are rows of others."""
    there = list(rows(slot, world.plan))
    if what == "add":
        assert world.has(slot, world.add(slot, side))
    elif what == "undo" and undoable:
        deletion_undo(events=undoable.pop(), by=world.by)
    elif there and what == "remove":
        row = there[pick % len(there)]
        undoable.append(world.remove(slot, copy(row), side))
        assert not world.has(slot, row)
    elif there and what == "edit" and any(is_plain(slot.kind.model, name) for name in slot.fields):
        row = there[pick % len(there)]
        name, value = world.edit(slot, row, side)
        assert getattr(slot.kind.model._default_manager.get(pk=row.pk), name) == value
        assert events_of(row).first().by == world.by
    world.agree(slot.kind.model)


@pytest.mark.slow
def test_record_and_answer_never_disagree(world) -> None:
    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def check(steps: list[tuple[str, Slot, str, int]]) -> None:
        with transaction.atomic():
            undoable: list[Any] = []
            for what, slot, side, pick in steps:
                step(world, undoable, what, slot, side, pick)
            transaction.set_rollback(True)

    check()
