"""The API of links, interests, the process and the questions of a plan."""

import pytest
from rest_framework.test import APIClient

from accounts.models import AuditEvent, InfluenceLine, Interest, RelationshipLink
from planning.models import GateRecord
from reviews.models import ReviewTrigger
from tests.factories import (
    TODAY,
    AccountFactory,
    ContractFactory,
    ExitFactory,
    InterestFactory,
    PlanFactory,
    StakeholderFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask():
    def client(user) -> APIClient:
        api = APIClient()
        api.force_login(user)
        return api

    return client


def test_link_is_made_changed_with_its_version_and_removed(org, ask):
    person, api = StakeholderFactory(account=org.account), ask(org.member)
    data = {"stakeholder": person.pk, "user": org.member.pk, "strength": 3, "is_primary": True}
    made = api.post("/api/v1/links/", data, format="json")
    assert made.status_code == 201, made.content
    url = f"/api/v1/links/{made.json()['id']}/"
    assert api.patch(url, {"strength": 4, "version": 1}, format="json").json()["strength"] == 4
    assert api.patch(url, {"strength": 5, "version": 1}, format="json").status_code == 409
    assert AuditEvent.objects.filter(verb="relationshiplink.created", by=org.member).exists()
    assert api.delete(url).status_code == 204
    assert not RelationshipLink.objects.exists()


def test_link_to_a_person_of_an_account_that_one_may_not_write_is_refused(org, ask):
    person = StakeholderFactory(account=org.account)
    data = {"stakeholder": person.pk, "user": org.member.pk, "strength": 3}
    assert ask(org.auditor).post("/api/v1/links/", data, format="json").status_code == 403
    assert ask(org.stranger).post("/api/v1/links/", data, format="json").status_code == 400
    assert not RelationshipLink.objects.exists()


def test_interests_are_for_who_may_read_how_people_stand_to_us(org, ask):
    InterestFactory(stakeholder=StakeholderFactory(account=org.account), text="Wants the plant")
    found = {name: ask(getattr(org, name)).get("/api/v1/interests/").json()["count"] for name in ("member", "leader")}
    assert found == {"member": 1, "leader": 0}
    assert AuditEvent.objects.filter(verb__endswith=".read", by=org.member).exists()
    assert not AuditEvent.objects.filter(verb__endswith=".read", by=org.leader).exists()


def test_interest_is_written_by_the_team_alone(org, ask):
    data = {"stakeholder": StakeholderFactory(account=org.account).pk, "kind": "goal", "text": "Fewer stops"}
    assert ask(org.leader).post("/api/v1/interests/", data, format="json").status_code == 403
    assert ask(org.member).post("/api/v1/interests/", data, format="json").status_code == 201
    assert Interest.objects.get().text == "Fewer stops"


def test_lines_between_people_are_drawn_changed_and_removed_by_the_team_alone(org, ask):
    anna, bo = (StakeholderFactory(account=org.account, name=name) for name in ("Anna", "Bo"))
    data = {"source": anna.pk, "target": bo.pk, "kind": "conflicts", "note": "Name both at once"}
    assert ask(org.leader).post("/api/v1/influence-lines/", data, format="json").status_code == 403
    api = ask(org.member)
    made = api.post("/api/v1/influence-lines/", data, format="json")
    assert (made.status_code, made.json()["strength"]) == (201, 2), made.content
    url = f"/api/v1/influence-lines/{made.json()['id']}/"
    assert api.post("/api/v1/influence-lines/", data, format="json").status_code == 400
    changed = api.patch(url, {"strength": 3, "target": anna.pk, "version": 1}, format="json")
    assert (changed.json()["strength"], changed.json()["target"]) == (3, bo.pk)
    assert api.patch(url, {"strength": 1, "version": 1}, format="json").status_code == 409
    assert ask(org.leader).get(url).status_code == 404
    assert api.delete(url).status_code == 204
    assert not InfluenceLine.objects.exists()


def test_line_joins_two_people_of_one_customer(org, ask):
    anna, own = StakeholderFactory(account=org.account), StakeholderFactory(account=AccountFactory(manager=org.manager))
    for target in (anna, own):
        answer = ask(org.manager).post(
            "/api/v1/influence-lines/", {"source": anna.pk, "target": target.pk}, format="json"
        )
        assert (answer.status_code, list(answer.json())) == (400, ["target"])


def test_gates_exits_and_triggers_are_read_only(org, ask):
    plan = PlanFactory(account=org.account)
    checks = [{"id": "theme", "state": "yes"}]
    GateRecord.objects.create(
        plan=plan, from_stage="strategy", to_stage="research", direction="forward", checks=checks, by=org.manager
    )
    ExitFactory(account=org.account, plan=plan, serves_next=org.member, proposed_by=org.manager)
    ReviewTrigger.objects.create(account=org.account, kind="red", key="a", facts={"health": 30}, found_on=TODAY)
    api = ask(org.auditor)
    assert api.get(f"/api/v1/gates/?plan={plan.pk}").json()["results"][0]["checks"] == checks
    assert api.get("/api/v1/exits/").json()["results"][0]["serves_next"] == org.member.pk
    assert api.get("/api/v1/review-triggers/").json()["results"][0]["words"] == "health turned red: 30.0"
    writer = ask(org.administrator)
    assert {writer.post(f"/api/v1/{name}/", {}).status_code for name in ("gates", "exits", "review-triggers")} == {405}


def test_questions_of_a_plan_come_with_state_and_rows(org, ask):
    plan = PlanFactory(account=org.account)
    ContractFactory(account=org.account, name="Frame")
    StakeholderFactory(account=org.account, name="Anna", stance=2)
    found = {row["code"]: row for row in ask(org.leader).get(f"/api/v1/plans/{plan.pk}/questions/").json()}
    assert len(found) == 20
    assert (found["I8"]["rows"], found["I8"]["status"], found["I8"]["kind"]) == (["Frame"], "open", "date")
    assert (found["P4"]["is_hidden"], found["P4"]["rows"]) == (True, [])
