from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Notice, TeamRole
from planning.models import Answer, Plan, Question
from planning.selectors.answers import answer_history
from planning.services import answers as services
from tests.factories import MemberFactory, PlanFactory

pytestmark = pytest.mark.django_db

SCRIPT = {"X-Autosave": "1", "Accept": "application/json"}


def save_url(plan, code="P4"):
    return reverse("planning:answer-save", args=[plan.pk, code])


def save(client, plan, code="P4", **values):
    return client.post(save_url(plan, code), {"version": "0", **values}, headers=SCRIPT)


# ---------------------------------------------------------------- saving


def test_autosave_keeps_the_text_and_tells_the_version(client, org, plan):
    client.force_login(org.manager)
    reply = save(client, plan, text="Ms Li speaks for us", evidence="stated")
    assert (reply.json()["state"], reply.json()["version"]) == ("saved", 1)
    row = Answer.objects.get(plan=plan)
    assert (row.text, row.status, row.author) == ("Ms Li speaks for us", "answered", org.manager)
    assert row.review_by == timezone.localdate() + timedelta(days=180)


def test_autosave_sends_the_parts_of_the_page_that_follow(client, org, plan):
    client.force_login(org.manager)
    parts = save(client, plan, text="Ms Li", evidence="assumed").json()["html"]
    assert "Ms Li" in parts["#line-P4"]
    assert "1 of 20" in parts["#plan-progress"]
    assert "1/4" in parts["#count-P"]
    assert "#plan-progress" not in save(client, plan, text="Ms Li!", evidence="assumed", version="1").json()["html"]


@pytest.mark.parametrize("code", ["T1", "N1", "U1", "V7"])
@pytest.mark.parametrize("who", ["manager", "member", "leader", "administrator"])
def test_a_save_takes_at_most_ten_statements(client, org, plan, at_most, who, code):  # noqa: PLR0917 -- fixtures and a table
    client.force_login(getattr(org, who))
    told = (
        {"text": "First"},
        {"text": "First, longer"},
        {"text": "First, longer", "evidence": "assumed"},
        {"text": "", "evidence": "assumed"},
        {"text": "Second", "evidence": "stated"},
        {"text": "", "not_relevant_reason": "They buy through a partner"},
        {"text": ""},
    )
    for version, values in enumerate(told):
        with at_most(10):
            assert save(client, plan, code=code, version=str(version), **values).status_code == 200


def test_saving_raises_completeness_and_assumption_halves_it(client, org, plan):
    client.force_login(org.manager)
    save(client, plan, text="Ms Li")
    org.account.figures.refresh_from_db()
    assert org.account.figures.completeness == pytest.approx(5.0)
    save(client, plan, text="Ms Li", evidence="assumed", version="1")
    org.account.figures.refresh_from_db()
    assert org.account.figures.completeness == pytest.approx(2.5)


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
    reply = save(client, plan, code="I5", choice="Delighted")
    assert reply.status_code == 422
    assert "choice" in reply.json()["errors"]
    assert save(client, plan, code="I5", choice="Content").status_code == 200


def test_every_save_is_in_the_trail_with_old_and_new(client, org, plan):
    client.force_login(org.manager)
    save(client, plan, code="T1", text="First")
    save(client, plan, code="T1", text="Second", version="1")
    event = AuditEvent.objects.filter(verb="answer.saved").get()
    assert event.changes["text"] == ["First", "Second"]
    assert (event.by, event.account, event.object_label) == (org.manager, org.account, "T1")
    assert not event.is_sensitive


@pytest.mark.parametrize(("role", "status"), [("auditor", 403), ("sponsor", 403), ("stranger", 404), ("member", 200)])
def test_who_may_answer(client, org, plan, role, status):
    client.force_login(getattr(org, role))
    assert save(client, plan, code="T1", text="x").status_code == status


def test_unknown_question_is_not_found(client, org, plan):
    client.force_login(org.manager)
    assert save(client, plan, code="Z9", text="x").status_code == 404


def test_a_closed_cycle_takes_no_answers(client, org, plan):
    Plan.objects.filter(pk=plan.pk).update(status="closed")
    client.force_login(org.manager)
    reply = save(client, plan, text="Too late")
    assert reply.status_code == 422
    assert "closed" in reply.json()["errors"]["text"][0]
    assert not Answer.objects.exists()


def test_the_button_saves_without_script(client, org, plan):
    client.force_login(org.manager)
    reply = client.post(save_url(plan, "T1"), {"version": "0", "text": "By hand"})
    assert reply.status_code == 302
    assert reply.url.endswith("?q=T1#T1")
    assert Answer.objects.get().text == "By hand"


def test_refused_without_script_the_page_keeps_what_was_typed(client, org, plan):
    client.force_login(org.manager)
    reply = client.post(save_url(plan, "T1"), {"text": "Typed words", "review_by": "someday"})
    assert reply.status_code == 422
    assert b"Typed words" in reply.content


# ---------------------------------------------------------------- history


def test_saves_within_ten_minutes_are_one_sitting(client, org, plan, monkeypatch):
    client.force_login(org.manager)
    save(client, plan, text="a")
    save(client, plan, text="ab", version="1")
    client.force_login(org.member)
    save(client, plan, text="abc", version="2")
    later = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr("accounts.models.trail.timezone.now", lambda: later)
    row = Answer.objects.get()
    found = answer_history(row)
    assert [(sitting.by, sitting.text) for sitting in found] == [(org.member, "abc"), (org.manager, "ab")]


def test_a_pause_of_more_than_ten_minutes_begins_a_new_sitting(org, plan, question, time_machine):
    for minutes, words in ((0, "a"), (9, "ab"), (20, "abc")):
        time_machine(minutes)
        services.answer_save(plan=plan, question=question, values={"text": words}, by=org.manager, today=plan.starts_on)
    assert [sitting.text for sitting in answer_history(Answer.objects.get())] == ["abc", "ab"]


@pytest.fixture
def time_machine(monkeypatch):
    """Move the clock of the trail."""
    start = timezone.now()

    def go(minutes):
        monkeypatch.setattr(AuditEvent._meta.get_field("at"), "default", lambda: start + timedelta(minutes=minutes))
        AuditEvent._meta.get_field("at").__dict__.pop("_get_default", None)

    yield go
    monkeypatch.undo()
    AuditEvent._meta.get_field("at").__dict__.pop("_get_default", None)


# ---------------------------------------------------------------- reviews of answers


def test_what_is_written_anew_is_not_out_of_date(org, plan, answer):
    today = timezone.localdate()
    (row,) = answer(plan, "T1", review_by=today - timedelta(days=1))
    values = {"text": "Known anew", "review_by": row.review_by}
    saved = services.answer_save(plan=plan, question=row.question, values=values, by=org.manager, today=today)
    assert saved.answer.review_by == today + timedelta(days=180)


def test_a_changed_review_day_alone_keeps_author_and_day(org, plan, answer):
    today = timezone.localdate()
    (row,) = answer(plan, "T1", author=org.member, answered_on=today - timedelta(days=30))
    values = {"text": "Known", "review_by": today + timedelta(days=7)}
    saved = services.answer_save(plan=plan, question=row.question, values=values, by=org.manager, today=today).answer
    assert (saved.author, saved.answered_on) == (org.member, today - timedelta(days=30))
    assert saved.review_by == today + timedelta(days=7)


def test_still_right_moves_the_review_day(client, org, plan, answer):
    today = timezone.localdate()
    (row,) = answer(plan, "T1", review_by=today - timedelta(days=1))
    client.force_login(org.member)
    client.post(reverse("planning:answer-confirm", args=[row.pk]))
    row.refresh_from_db()
    assert row.review_by == today + timedelta(days=180)
    assert AuditEvent.objects.filter(verb="answer.confirmed").exists()


@pytest.mark.parametrize(("role", "status"), [("auditor", 403), ("sponsor", 403), ("stranger", 404), ("member", 302)])
def test_who_may_confirm(client, org, plan, answer, role, status):  # noqa: PLR0917 -- fixtures and a table
    (row,) = answer(plan, "T1")
    client.force_login(getattr(org, role))
    assert client.post(reverse("planning:answer-confirm", args=[row.pk])).status_code == status


# ---------------------------------------------------------------- giving questions to people


def test_given_question_needs_a_day_and_tells_the_person(client, org, plan):
    client.force_login(org.manager)
    url = reverse("planning:answer-assign", args=[plan.pk, "P4"])
    assert client.post(url, {"assigned_to": org.member.pk}).status_code == 422
    assert client.post(url, {"assigned_to": org.member.pk, "due_on": "2026-07-01"}).status_code == 302
    assert Answer.objects.get(plan=plan).assigned_to == org.member
    notice = Notice.objects.get(user=org.member)
    assert "P4" in notice.text
    assert notice.url.endswith("?q=P4#P4")


def test_a_question_can_be_taken_back(client, org, plan, question):
    services.answer_assign(plan=plan, question=question, user=org.member, due_on=plan.ends_on, by=org.manager)
    client.force_login(org.member)
    client.post(reverse("planning:answer-assign", args=[plan.pk, "P4"]), {"assigned_to": "", "due_on": ""})
    row = Answer.objects.get(plan=plan)
    assert (row.assigned_to, row.due_on) == (None, None)


def test_open_questions_go_to_who_holds_the_role(client, org, plan, answer):
    answer(plan, "P2")
    expert = MemberFactory(account=org.account, roles=[TeamRole.RELATIONSHIP_LEAD]).user
    client.force_login(org.manager)
    url = reverse("planning:answers-assign", args=[plan.pk])
    form = client.get(url).context["form"]
    assert form.initial["P"] == expert
    assert form.initial["T"] == org.manager
    values = {"due_on": "2026-07-01", "P": expert.pk, "C": ""}
    assert client.post(url, values).status_code == 302
    given = Answer.objects.filter(assigned_to=expert).values_list("question__code", flat=True)
    assert sorted(given) == ["P4", "P5", "P9"]
    assert Notice.objects.filter(user=expert).count() == 1
    assert not Answer.objects.filter(question__category="C").exists()


@pytest.mark.parametrize(("role", "status"), [("member", 403), ("sponsor", 403), ("stranger", 404), ("manager", 422)])
def test_who_may_give_all_questions_away(client, org, plan, role, status):
    client.force_login(getattr(org, role))
    assert client.post(reverse("planning:answers-assign", args=[plan.pk]), {"due_on": ""}).status_code == status


# ---------------------------------------------------------------- what is sensitive


def test_answers_about_persons_are_hidden_from_who_may_not_read_them(client, org, plan, answer):
    answer(plan, "P4", text="Li hates the boss")
    client.force_login(org.leader)
    page = client.get(plan.get_absolute_url(), {"q": "P4"})
    assert b"Li hates the boss" not in page.content
    assert page.context["opened"].is_hidden
    assert "form" not in page.context
    client.force_login(org.sponsor)
    assert b"Li hates the boss" in client.get(plan.get_absolute_url(), {"q": "P4"}).content


def test_who_may_not_read_an_answer_may_not_write_it(client, org, plan, answer):
    client.force_login(org.leader)
    assert save(client, plan, code="P4", text="x").status_code == 403
    assert save(client, plan, code="T1", text="x").status_code == 200
    (row,) = answer(plan, "P5")
    assert client.post(reverse("planning:answer-confirm", args=[row.pk])).status_code == 403


def test_their_events_are_sensitive_and_their_history_closed(client, org, plan):
    client.force_login(org.manager)
    save(client, plan, code="P5", text="Mr Ott fears for his say")
    event = AuditEvent.objects.get(verb="answer.created")
    assert event.is_sensitive
    url = reverse("accounts:record-history", args=["planning.answer", Answer.objects.get().pk])
    client.force_login(org.leader)
    assert client.get(url).status_code == 403


# ---------------------------------------------------------------- variants and cycles


def test_switching_the_variant_keeps_every_answer(client, org, plan, answer):
    Plan.objects.filter(pk=plan.pk).update(variant="full")
    answer(plan)
    client.force_login(org.manager)
    page = client.get(reverse("planning:plan-settings", args=[plan.pk]))
    values = {name: value for name, value in page.context["form"].initial.items() if value is not None}
    client.post(reverse("planning:plan-settings", args=[plan.pk]), {**values, "variant": "light"})
    plan.refresh_from_db()
    assert (plan.variant, plan.answers.count()) == ("light", 57)
    assert len(client.get(plan.get_absolute_url()).context["sheet"].items) == 20


def test_the_next_cycle_starts_empty_and_offers_the_last_answers(client, org, plan, answer):
    answer(plan, "N1", text="Scrap below two per cent")
    Plan.objects.filter(pk=plan.pk).update(status="closed")
    fresh = PlanFactory(account=org.account, name="2027")
    client.force_login(org.manager)
    page = client.get(fresh.get_absolute_url(), {"q": "N1"})
    offered = page.context["suggestions"][-1]
    assert (offered.text, offered.source) == ("Scrap below two per cent", "Cycle 2026")
    assert not fresh.answers.exists()


def test_use_this_puts_the_suggestion_into_the_form_without_saving(client, org, plan):
    client.force_login(org.manager)
    Plan.objects.filter(pk=plan.pk).update(variant="full")
    org.account.team_members.update(skills="Welding", roles=TeamRole.values)
    page = client.get(plan.get_absolute_url(), {"q": "T5", "use": "1"})
    assert page.context["form"].initial["text"] == "Mina Member brings: Welding"
    assert not Question.objects.get(code="T5").answers.exists()
