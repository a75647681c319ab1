import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from planning.models import Answer, Plan, Question
from planning.services import answers as services

pytestmark = pytest.mark.django_db

SCRIPT = {"X-Autosave": "1", "Accept": "application/json"}


def save(client, plan, code="P4", **values):
    url = reverse("planning:answer-save", args=[plan.pk, code])
    return client.post(url, {"version": "0", **values}, headers=SCRIPT)


def test_autosave_keeps_the_text_and_tells_the_version(client, org, plan, django_assert_max_num_queries):
    client.force_login(org.manager)
    with django_assert_max_num_queries(20):
        answer = save(client, plan, text="Ms Li speaks for us", evidence="stated")
    assert answer.json()["state"] == "saved"
    assert answer.json()["version"] == 1
    row = Answer.objects.get(plan=plan)
    assert (row.text, row.status, row.author) == ("Ms Li speaks for us", "answered", org.manager)


def test_saving_raises_completeness(client, org, plan):
    client.force_login(org.manager)
    save(client, plan, text="Ms Li")
    org.account.figures.refresh_from_db()
    assert org.account.figures.completeness == pytest.approx(5.0)


def test_two_people_typing_get_both_texts(client, org, plan):
    client.force_login(org.manager)
    save(client, plan, text="First")
    save(client, plan, text="First, longer", version="1")
    client.force_login(org.member)
    answer = save(client, plan, text="Second", version="1")
    body = answer.json()
    assert answer.status_code == 409
    assert (body["mine"], body["theirs"], body["by"], body["version"]) == ("Second", "First, longer", "Mara Manager", 2)
    assert Answer.objects.get(plan=plan).text == "First, longer"


def test_conflict_without_script_keeps_what_was_typed_on_the_page(client, org, plan):
    client.force_login(org.manager)
    save(client, plan, text="First")
    url = reverse("planning:answer-save", args=[plan.pk, "P4"])
    page = client.post(url, {"version": "0", "text": "Second"})
    assert page.status_code == 409
    assert b"First" in page.content
    assert b"Second" in page.content


def test_an_assignment_in_between_is_no_conflict(client, org, plan, question):
    services.answer_assign(plan=plan, question=question, user=org.member, due_on=plan.ends_on, by=org.manager)
    client.force_login(org.member)
    assert save(client, plan, text="Known now").status_code == 200


def test_emptied_answer_is_open_again(client, org, plan):
    client.force_login(org.manager)
    save(client, plan, text="First")
    save(client, plan, text="", version="1")
    assert Answer.objects.get(plan=plan).status == "open"


def test_not_relevant_needs_its_reason_and_counts_as_done(client, org, plan):
    client.force_login(org.manager)
    save(client, plan, not_relevant_reason="They buy through a partner")
    assert Answer.objects.get(plan=plan).status == "not_relevant"
    org.account.figures.refresh_from_db()
    assert org.account.figures.completeness == pytest.approx(5.0)


def test_unknown_choice_is_refused_by_name(client, org, plan):
    Plan.objects.filter(pk=plan.pk).update(variant="full")
    client.force_login(org.manager)
    answer = save(client, plan, code="I5", choice="Delighted")
    assert answer.status_code == 422
    assert "choice" in answer.json()["errors"]


def test_every_save_is_in_the_trail_with_old_and_new(client, org, plan):
    client.force_login(org.manager)
    save(client, plan, text="First")
    save(client, plan, text="Second", version="1")
    event = AuditEvent.objects.filter(verb="answer.saved").get()
    assert event.changes["text"] == ["First", "Second"]
    assert (event.by, event.account) == (org.manager, org.account)


@pytest.mark.parametrize(("role", "status"), [("auditor", 403), ("sponsor", 403), ("stranger", 404), ("member", 200)])
def test_who_may_answer(client, org, plan, role, status):
    client.force_login(getattr(org, role))
    assert save(client, plan, text="x").status_code == status


def test_unknown_question_is_not_found(client, org, plan):
    client.force_login(org.manager)
    assert save(client, plan, code="Z9", text="x").status_code == 404


def test_given_question_needs_a_day(client, org, plan):
    client.force_login(org.manager)
    url = reverse("planning:answer-assign", args=[plan.pk, "P4"])
    assert client.post(url, {"assigned_to": org.member.pk}).status_code == 422
    assert client.post(url, {"assigned_to": org.member.pk, "due_on": "2026-07-01"}).status_code == 302
    assert Answer.objects.get(plan=plan).assigned_to == org.member


def test_switching_the_variant_keeps_every_answer(org, plan):
    Plan.objects.filter(pk=plan.pk).update(variant="full")
    for question in Question.objects.all():
        Answer.objects.create(plan=plan, question=question, status="answered", text=question.code)
    Plan.objects.filter(pk=plan.pk).update(variant="light")
    assert Answer.objects.filter(plan=plan).count() == 57
