"""Whatever is written, and on whichever side, the rows of an answer are the records: a property of random edits."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from accounts.models import Need
from accounts.services import contracts, knowledge, stakeholders
from planning.models import Answer, Plan, Question
from planning.selectors.questions import sheet, standing_of
from planning.selectors.records import lines, row_names, slot_of
from planning.services import records, unknowns, work
from tests.factories import TODAY, PlanFactory


@dataclass(frozen=True)
class Sort:
    """A kind of record: its question, the field of its name, its API, its own services, what makes it a row or none."""

    code: str
    name: str
    api: str
    make: Any
    change: Any
    remove: Any
    inside: dict[str, Any] = field(default_factory=dict)
    outside: dict[str, Any] = field(default_factory=dict)
    stays: bool = False  # to remove the row is not to delete the record


def _called(noun: str, service: Any) -> Any:
    return lambda row, **rest: service(**{noun: row}, **rest)


def _need(model: Any) -> Any:
    return partial(knowledge.knowledge_create, model=model)


def sorts() -> dict[str, Sort]:
    people = stakeholders
    return {
        "need": Sort("N3", "title", "needs", _need(Need), _called("row", knowledge.knowledge_update),
                     _called("row", knowledge.knowledge_delete), {"status": "open"}, {"status": "met"}),
        "contract": Sort("I8", "name", "contracts", contracts.contract_create,
                         _called("contract", contracts.contract_update),
                         _called("contract", contracts.contract_delete), {"status": "active"}, {"status": "ended"}),
        "competitor": Sort("C1", "name", "competitors", contracts.competitor_create,
                           _called("competitor", contracts.competitor_update),
                           _called("competitor", contracts.competitor_delete), {"status": "present"},
                           {"status": "entering"}),
        "risk": Sort("U4", "title", "risks", work.risk_create, _called("risk", work.risk_update),
                     _called("risk", work.risk_delete), {"status": "open"}, {"status": "closed"}),
        "assumption": Sort("U1", "title", "assumptions", unknowns.assumption_create,
                           _called("assumption", unknowns.assumption_update),
                           _called("assumption", unknowns.assumption_delete), {"status": "open"},
                           {"status": "confirmed"}),
        "stakeholder": Sort("P4", "name", "stakeholders", people.stakeholder_create,
                            _called("stakeholder", people.stakeholder_update),
                            _called("stakeholder", people.stakeholder_delete), {"stance": 2}, {"stance": -1},
                            stays=True),
    }  # fmt: skip


@dataclass
class World:
    """The plan, and beside it a plain picture of what should be there: by kind and id, name and whether it is a row."""

    plan: Plan
    by: Any
    api: APIClient
    there: dict[str, dict[int, tuple[str, bool]]]
    made: int = 0

    def row(self, kind: str, pick: int) -> Any:
        """One of the records, None when there is none."""
        ids = sorted(self.there[kind])
        return slot_of(sorts()[kind].code, kind).kind.model.objects.get(pk=ids[pick % len(ids)]) if ids else None

    def add(self, kind: str, side: str) -> None:
        sort, self.made = sorts()[kind], self.made + 1
        name = f"{kind} {self.made}"
        values = {sort.name: name, **sort.inside}
        if side == "plan":
            pk = records.row_add(plan=self.plan, slot=slot_of(sort.code, kind), values=values, by=self.by).pk
        elif side == "account":
            pk = sort.make(account=self.plan.account, values=values, by=self.by).pk
        else:
            answer = self.api.post(f"/api/v1/{sort.api}/", {"account": self.plan.account_id, **values}, format="json")
            pk = answer.json()["id"]
        self.there[kind][pk] = (name, True)

    def set(self, kind: str, side: str, pick: int, *, inside: bool) -> None:
        row = self.row(kind, pick)
        if row is None:
            return
        sort, self.made = sorts()[kind], self.made + 1
        name = f"{kind} {self.made}"
        changes = {sort.name: name, **(sort.inside if inside else sort.outside)}
        if side == "plan" and self.there[kind][row.pk][1]:
            records.row_change(plan=self.plan, slot=slot_of(sort.code, kind), row=row, changes=changes, by=self.by)
        elif side == "api":
            answer = self.api.patch(f"/api/v1/{sort.api}/{row.pk}/", changes, format="json")
            assert answer.status_code == 200, answer.content
        else:
            sort.change(row, changes=changes, by=self.by)
        self.there[kind][row.pk] = (name, inside)

    def remove(self, kind: str, side: str, pick: int) -> None:
        row = self.row(kind, pick)
        if row is None:
            return
        sort, pk = sorts()[kind], row.pk
        name, inside = self.there[kind][pk]
        if side == "plan" and inside:
            records.row_remove(plan=self.plan, slot=slot_of(sort.code, kind), row=row, by=self.by)
            if sort.stays:
                self.there[kind][pk] = (name, False)
                return
        elif side == "api":
            assert self.api.delete(f"/api/v1/{sort.api}/{pk}/").status_code == 204
        else:
            sort.remove(row, by=self.by)
        del self.there[kind][pk]

    def agree(self) -> None:
        """Rows, their names, the state of the answer, the standing of the plan and the API say the same."""
        page = sheet(self.plan, TODAY)
        for kind, sort in sorts().items():
            wanted = sorted(name for name, inside in self.there[kind].values() if inside)
            assert sorted(line.title for line in lines(self.plan, sort.code)) == wanted
            assert sorted(row_names(self.plan, sort.code)) == wanted
            item = page.item(sort.code)
            assert sorted(item.rows) == wanted
            assert item.is_done == bool(wanted)
        assert standing_of(self.plan, TODAY) == page.standing

    def api_agrees(self) -> None:
        """The lists of the API hold every record, a row or not."""
        for kind, sort in sorts().items():
            found = self.api.get(f"/api/v1/{sort.api}/?account={self.plan.account_id}&page_size=200").json()["results"]
            assert sorted(row[sort.name] for row in found) == sorted(name for name, _in in self.there[kind].values())


KINDS = st.sampled_from(["need", "contract", "competitor", "risk", "assumption", "stakeholder"])
SIDES = st.sampled_from(["plan", "account", "api"])
STEPS = st.lists(st.tuples(st.sampled_from(["add", "add", "in", "out", "remove"]), KINDS, SIDES, st.integers(0, 5)),
                 min_size=1, max_size=8)  # fmt: skip


@pytest.mark.slow
def test_record_and_answer_never_disagree(org) -> None:
    plan = PlanFactory(account=org.account)
    for question in Question.objects.filter(code__in=[sort.code for sort in sorts().values()]):
        Answer.objects.create(plan=plan, question=question, status="answered", evidence="observed", author=org.member)
    api = APIClient()
    api.force_login(org.member)

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def check(steps: list[tuple[str, str, str, int]]) -> None:
        with transaction.atomic():
            world = World(plan, org.member, api, {kind: {} for kind in sorts()})
            for what, kind, side, pick in steps:
                if what == "add":
                    world.add(kind, side)
                elif what == "remove":
                    world.remove(kind, side, pick)
                else:
                    world.set(kind, side, pick, inside=what == "in")
                world.agree()
            world.api_agrees()
            transaction.set_rollback(True)

    check()
