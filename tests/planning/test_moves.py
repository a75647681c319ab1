from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import Need, Notice
from accounts.services.undo import deletion_undo
from planning.models import Action, Answer, Origin, Question, Resource, Risk
from planning.origins import note_of
from planning.selectors.gates import facts_of
from planning.selectors.origins import made_of
from planning.services import moves, resources
from planning.services.work import action_create, action_update
from tests.factories import (
    ActionFactory,
    ContractFactory,
    InteractionFactory,
    ObjectiveFactory,
    ResourceFactory,
    ReviewFactory,
    RiskFactory,
)
from tests.planning.conftest import TODAY

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 6, 19)  # of the week of TODAY, a Monday


def test_actions_cannot_wait_for_each_other_in_a_circle(org):
    first, second, third = ActionFactory.create_batch(3, account=org.account)
    action_update(action=second, changes={"waits_for": first}, by=org.manager)
    action_update(action=third, changes={"waits_for": second}, by=org.manager)
    with pytest.raises(ValidationError, match="already waits for this one"):
        action_update(action=first, changes={"waits_for": third}, by=org.manager)


def test_an_action_waits_only_for_one_of_its_account(org):
    with pytest.raises(ValidationError, match="another account"):
        action_create(account=org.account, values={"title": "T", "waits_for": ActionFactory()}, by=org.manager)


def test_an_action_is_blocked_until_the_other_is_done(org):
    first = ActionFactory(account=org.account)
    second = ActionFactory(account=org.account, waits_for=first)
    assert second.is_blocked
    first.done_on = TODAY
    assert not second.is_blocked


@pytest.mark.parametrize(
    ("to", "due_on", "done_on"),
    [("week", FRIDAY, None), ("later", date(2026, 6, 26), None), ("done", date(2026, 5, 1), TODAY)],
)
def test_moving_a_card_changes_day_or_state_and_can_be_undone(org, to, due_on, done_on):
    action = ActionFactory(account=org.account, due_on=date(2026, 5, 1))
    events = moves.action_move(action=action, to=to, by=org.manager, today=TODAY)
    action.refresh_from_db()
    assert (action.due_on, action.done_on) == (due_on, done_on)
    deletion_undo(events=events, by=org.manager)
    action.refresh_from_db()
    assert (action.due_on, action.done_on) == (date(2026, 5, 1), None)


def test_objectives_and_risks_move_too(org, plan):
    objective, risk = ObjectiveFactory(plan=plan), RiskFactory(account=org.account)
    moves.objective_move(objective=objective, to="done", by=org.manager, today=TODAY)
    moves.risk_move(risk=risk, to="week", by=org.manager, today=TODAY)
    objective.refresh_from_db()
    risk.refresh_from_db()
    assert (objective.status, objective.closed_on, risk.check_on) == ("reached", TODAY, FRIDAY)


def test_a_card_dropped_on_an_objective_belongs_to_it(client, org, plan):
    objective, action = ObjectiveFactory(plan=plan), ActionFactory(account=org.account)
    client.force_login(org.member)
    client.post(reverse("planning:action-move", args=[action.pk]), {"to": f"objective:{objective.pk}"})
    action.refresh_from_db()
    assert action.objective == objective


def test_days_of_many_actions_move_at_once(client, org, plan):
    today = timezone.localdate()
    rows = [ActionFactory(account=org.account, due_on=today - timedelta(days=days)) for days in (1, 2)]
    foreign = ActionFactory(due_on=today)
    client.force_login(org.member)
    values = {"ids": [row.pk for row in [*rows, foreign]], "days": "7"}
    client.post(reverse("planning:actions-reschedule", args=[org.account.pk]), values)
    found = set(Action.objects.filter(account=org.account).values_list("due_on", flat=True))
    assert found == {today + timedelta(days=6), today + timedelta(days=5)}
    assert Action.objects.get(pk=foreign.pk).due_on == today


@pytest.mark.parametrize("rows", [1, 3])
def test_board_and_calendar_take_the_same_queries_with_1_and_3_rows(
    client, org, plan, rows, django_assert_max_num_queries
):
    today = timezone.localdate()
    objectives = ObjectiveFactory.create_batch(rows, plan=plan, due_on=today, owner=org.member)
    for objective in objectives:
        first = ActionFactory(account=org.account, due_on=today, owner=org.member)
        ActionFactory(account=org.account, due_on=today, objective=objective, waits_for=first)
        RiskFactory(account=org.account, check_on=today, owner=org.member)
        ResourceFactory(plan=plan, needed_on=today)
        ContractFactory(account=org.account, ends_on=today)
        ReviewFactory(account=org.account, due_on=today, lead=org.manager)
    client.force_login(org.manager)
    with django_assert_max_num_queries(15):
        board = client.get(reverse("planning:plan-board", args=[plan.pk]))
    with django_assert_max_num_queries(19):
        calendar = client.get(reverse("planning:plan-calendar", args=[plan.pk]))
    cards = {column.key: len(column.cards) for column in board.context["columns"]}
    assert cards == {"overdue": 0, "week": 5 * rows, "later": 0, "done": 0}
    assert calendar.context["calendar"].count == 7 * rows


def test_resources_stand_on_the_board_until_a_month_after_their_decision(client, org, plan):
    today = timezone.localdate()
    decided = {"status": "granted", "decided_by": org.sponsor, "hours": 80, "granted_hours": 40}
    ResourceFactory(plan=plan, title="Late", needed_on=today - timedelta(days=1), hours=20)
    ResourceFactory(plan=plan, title="Granted", decided_on=today, **decided)
    ResourceFactory(plan=plan, title="Long ago", decided_on=today - timedelta(days=31), **decided)
    client.force_login(org.manager)
    page = client.get(reverse("planning:plan-board", args=[plan.pk]), {"kind": "resource"})
    found = {(column.key, card.title, card.note) for column in page.context["columns"] for card in column.cards}
    assert found == {("overdue", "Late", "Asked for · 20 hours"), ("done", "Granted", "Granted · 40 hours")}


def test_who_decides_is_told_and_who_asked_hears_the_decision(org, plan):
    values = {"title": "An engineer", "kind": "hours", "hours": 80}
    resource = resources.resource_ask(plan=plan, values=values, by=org.manager)
    assert Notice.objects.get().user == org.sponsor
    resource = resources.resource_decide(
        resource=resource, status="granted", values={"granted_hours": 40}, by=org.sponsor, today=TODAY
    )
    assert (resource.granted_hours, resource.decided_by, resource.decided_on) == (40, org.sponsor, TODAY)
    assert Notice.objects.filter(user=org.manager, kind="resource").exists()


def test_what_is_decided_is_decided_once(org, plan):
    resource = ResourceFactory(plan=plan)
    resources.resource_decide(resource=resource, status="refused", values={}, by=org.sponsor, today=TODAY)
    with pytest.raises(ValidationError, match="decided already"):
        resources.resource_decide(resource=resource, status="granted", values={}, by=org.leader, today=TODAY)


def test_the_standing_of_resources_serves_the_gate(org, plan):
    assert not facts_of(plan, TODAY).resources.is_decided
    ResourceFactory(plan=plan, title="Waits")
    ResourceFactory(plan=plan, status="withdrawn")
    assert facts_of(plan, TODAY).resources.first_undecided == "Waits"
    Resource.objects.filter(title="Waits").update(status="granted", decided_on=TODAY, decided_by=org.sponsor)
    assert facts_of(plan, TODAY).resources.is_decided


def test_a_refusal_without_reason_is_refused(client, org, plan):
    resource = ResourceFactory(plan=plan)
    client.force_login(org.sponsor)
    answer = client.post(reverse("planning:resource-decide", args=[resource.pk]), {"status": "refused"})
    assert answer.status_code == 422
    resource.refresh_from_db()
    assert resource.is_open


def test_the_api_decides_too(client, org, plan):
    resource = ResourceFactory(plan=plan, kind="money", amount=500)
    url = reverse("resource-decide", args=[resource.pk])
    client.force_login(org.manager)
    assert client.post(url, {"status": "granted"}, "application/json").status_code == 403
    client.force_login(org.sponsor)
    assert client.post(url, {"status": "granted"}, "application/json").json()["granted_amount"] == "500.00"


# ---------------------------------------------------------------- notes


@pytest.mark.parametrize("what", ["action", "risk", "need"])
def test_words_of_a_note_become_a_record_that_leads_back(client, org, plan, what):
    note = InteractionFactory(account=org.account, author=org.manager, summary="Parts are late.\nThey want a talk.")
    client.force_login(org.member)
    url = reverse(
        "planning:note-make", args=["accounts.interaction", note.pk, what], query={"quote": "Parts are late."}
    )
    page = client.get(url)
    assert page.context["form"].initial["title"] == "Parts are late."
    values = {"title": "Parts are late.", "kind": {"action": "general", "risk": "delivery"}.get(what, ""), "currency": "EUR",
              "status": "open"}  # fmt: skip
    client.post(url, values)
    row = {"action": Action, "risk": Risk, "need": Need}[what].objects.get()
    origin = Origin.objects.get()
    assert (origin.source_id, origin.target_id, origin.quote) == (note.pk, row.pk, "Parts are late.")
    found = made_of(note_of("accounts.interaction", note.pk, org.member), org.member)
    assert [one.title for one in found] == ["Parts are late."]


def test_words_of_a_note_are_added_to_an_answer(client, org, plan):
    note = InteractionFactory(account=org.account, author=org.manager, summary="Downtime costs them most.")
    old = Answer.objects.create(
        plan=plan, question=Question.objects.get(code="N3"), text="Spare parts.", status="answered", evidence="assumed"
    )
    client.force_login(org.member)
    url = reverse("planning:note-make", args=["accounts.interaction", note.pk, "answer"])
    client.post(url, {"question": old.question_id, "text": "Downtime costs them most.", "evidence": "stated"})
    old.refresh_from_db()
    assert (old.text, old.evidence) == ("Spare parts.\nDowntime costs them most.", "stated")


def test_notes_of_other_accounts_make_nothing(client, org):
    note = InteractionFactory(account=org.account, author=org.manager)
    client.force_login(org.stranger)
    assert client.get(reverse("planning:note-make", args=["accounts.interaction", note.pk, "risk"])).status_code == 404


def test_a_sensitive_answer_is_a_note_only_for_who_may_read_it(org, plan, answer):
    row = answer(plan, "P5")[0]
    assert note_of("planning.answer", row.pk, org.member).text == "Known"
    assert note_of("planning.answer", row.pk, org.leader) is None
