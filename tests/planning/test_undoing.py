from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from planning.models import Action, Answer, Plan, Question
from planning.services import answers as services
from planning.services import work
from tests.planning.test_answers import SCRIPT, save, time_machine  # noqa: F401 -- a fixture

pytestmark = pytest.mark.django_db


def undo(client, plan, **values):
    return client.post(reverse("planning:change-undo", args=[plan.pk]), values, headers=SCRIPT)


def test_what_was_typed_in_one_go_is_taken_back_as_a_new_change(client, org, plan):
    client.force_login(org.manager)
    for version, words in enumerate(("a", "ab", "abc")):
        save(client, plan, code="T1", text=words, version=str(version))
    body = undo(client, plan).json()
    row = Answer.objects.get()
    assert (row.text, row.status, row.author, row.version) == ("", "open", None, 4)
    assert body["answers"][0]["values"]["text"] == ""
    assert "0 of 20" in body["html"]["#plan-progress"]
    assert AuditEvent.objects.get(verb="answer.undone").changes["text"] == ["abc", ""]
    org.account.figures.refresh_from_db()
    assert org.account.figures.completeness == 0


def test_undo_goes_back_step_by_step_and_says_when_there_is_nothing_left(client, org, plan, time_machine):  # noqa: F811
    client.force_login(org.manager)
    for minutes, words in ((-20, "one"), (-10, "two")):
        time_machine(minutes)
        save(client, plan, code="T1", text=words, version=str(Answer.objects.count()))
    time_machine(0)
    assert [undo(client, plan).status_code for _step in range(3)] == [200, 200, 409]
    assert Answer.objects.get().text == ""
    texts = [event.changes["text"] for event in AuditEvent.objects.filter(verb="answer.undone").order_by("pk")]
    assert texts == [["two", "one"], ["one", ""]]


def test_what_was_undone_is_done_again_and_undone_again(client, org, plan):
    client.force_login(org.manager)
    save(client, plan, code="T1", text="Words")
    again = undo(client, plan).json()["again"]
    body = undo(client, plan, event=again).json()
    assert Answer.objects.get().text == "Words"
    assert body["text"] == "T1 is as it was before."
    undo(client, plan)
    assert Answer.objects.get().text == ""
    assert undo(client, plan).status_code == 409


def test_not_relevant_and_assignment_are_taken_back(client, org, plan):
    client.force_login(org.manager)
    save(client, plan, code="T1", not_relevant_reason="They buy nothing there")
    question = Question.objects.get(code="T2")
    services.answer_assign(plan=plan, question=question, user=org.member, due_on=plan.ends_on, by=org.manager)
    undo(client, plan)
    assert Answer.objects.get(question=question).assigned_to is None
    undo(client, plan)
    assert set(Answer.objects.values_list("status", "not_relevant_reason")) == {("open", "")}


def test_what_somebody_else_changed_since_stays(client, org, plan):
    client.force_login(org.manager)
    save(client, plan, code="T1", text="Mine")
    client.force_login(org.member)
    save(client, plan, code="T1", text="Theirs", version="1")
    client.force_login(org.manager)
    reply = undo(client, plan)
    assert (reply.status_code, Answer.objects.get().text) == (409, "Theirs")


def test_words_of_others_between_mine_are_not_swept_away(client, org, plan):
    client.force_login(org.manager)
    save(client, plan, code="T1", text="A")
    client.force_login(org.member)
    save(client, plan, code="T1", text="AB", version="1")
    client.force_login(org.manager)
    save(client, plan, code="T1", text="ABC", version="2")
    undo(client, plan)
    assert Answer.objects.get().text == "AB"


def test_an_action_is_taken_back_and_a_deleted_one_comes_back(client, org, plan, django_capture_on_commit_callbacks):
    client.force_login(org.manager)
    action = work.action_create(account=org.account, values={"title": "Call Ms Li"}, by=org.manager)
    assert undo(client, plan).json() == {"reload": True}
    assert not Action.objects.exists()
    action = work.action_create(account=org.account, values={"title": "Call Ms Li"}, by=org.manager)
    work.action_delete(action=action, by=org.manager)
    with django_capture_on_commit_callbacks(execute=True):
        undo(client, plan)
    assert Action.objects.get().title == "Call Ms Li"
    org.account.figures.refresh_from_db()
    assert org.account.figures.open_actions == 1


def test_only_my_own_and_only_of_the_last_half_hour(client, org, plan, time_machine):  # noqa: F811
    time_machine(-40)
    client.force_login(org.manager)
    save(client, plan, code="T1", text="Long ago")
    time_machine(0)
    client.force_login(org.member)
    assert undo(client, plan).status_code == 409
    client.force_login(org.manager)
    assert undo(client, plan).status_code == 409
    assert Answer.objects.get().text == "Long ago"


def test_without_script_undo_is_a_button_of_the_message(client, org, plan):
    client.force_login(org.manager)
    client.post(reverse("planning:answer-save", args=[plan.pk, "T1"]), {"version": "0", "text": "By hand"})
    page = client.get(plan.get_absolute_url())
    address = reverse("planning:change-undo", args=[plan.pk])
    assert f'action="{address}"' in page.content.decode()
    assert client.post(address).url == plan.get_absolute_url()
    assert Answer.objects.get().text == ""


def test_a_closed_cycle_stays_as_it_is(client, org, plan):
    client.force_login(org.manager)
    save(client, plan, code="T1", text="Words")
    Plan.objects.filter(pk=plan.pk).update(status="closed")
    assert undo(client, plan).status_code == 409
    assert Answer.objects.get().text == "Words"


# ---------------------------------------------------------------- history


def test_the_history_shows_one_entry_a_sitting_with_its_words(client, org, plan, time_machine):  # noqa: F811
    client.force_login(org.manager)
    for minutes, words in ((-50, "They want"), (-45, "They want price"), (-20, "They want two price lists")):
        time_machine(minutes)
        save(client, plan, code="T1", text=words, version=str(AuditEvent.objects.count()))
    time_machine(0)
    page = client.get(reverse("planning:answer-history", args=[plan.pk, "T1"]))
    second, first = page.context["sittings"]
    assert [(piece.kind, piece.text) for piece in second.pieces] == [
("same", "They want"), ("added", " two"), ("same", " price"), ("added", " lists"),
    ]  # fmt: skip
    assert (first.text, first.ended_at - first.began_at) == ("They want price", timedelta(minutes=5))
    assert "<ins> two</ins> price<ins> lists</ins>" in page.content.decode()


def test_an_earlier_text_is_brought_back_as_a_new_change(client, org, plan, time_machine):  # noqa: F811
    client.force_login(org.manager)
    for minutes, words in ((-50, "First"), (-45, "First text"), (-20, "Second")):
        time_machine(minutes)
        save(client, plan, code="T1", text=words, version=str(AuditEvent.objects.count()))
    time_machine(0)
    row = Answer.objects.get()
    event = AuditEvent.objects.filter(changes__text__1="First text").get()
    client.post(reverse("planning:answer-restore", args=[row.pk]), {"event": event.pk})
    row.refresh_from_db()
    assert (row.text, row.version, row.answered_on) == ("First text", 4, timezone.localdate())
    assert AuditEvent.objects.latest("pk").verb == "answer.text_restored"


def test_the_history_of_what_is_said_about_persons_is_not_for_everybody(client, org, plan):
    client.force_login(org.manager)
    save(client, plan, code="P4", text="Ms Li")
    address = reverse("planning:answer-history", args=[plan.pk, "P4"])
    client.force_login(org.auditor)
    assert client.get(address).status_code == 403
    client.force_login(org.sponsor)
    assert client.get(address).status_code == 200
