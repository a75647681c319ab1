"""Invitations and reminders: to whom, when, once."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from scoring.models import Respondent, SurveyLink, Wave
from scoring.services import invitations, surveys
from scoring.services import waves as services
from tests.scoring.test_services_waves import answer, person

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 6, 15)


def plan(org, *names, mode=Wave.Mode.NAMED, opens_on=MONDAY, days=30):
    people = [person(org.account, name, ["approver"], email=f"{name.lower()}@customer.example") for name in names]
    values = {
        "name": "Spring", "mode": mode, "opens_on": opens_on, "closes_on": opens_on + timedelta(days=days),
        "by_mail": True, "asked_by": org.manager,
    }  # fmt: skip
    return services.wave_create(account=org.account, values=values, people=people, by=org.manager)


def run(days):
    return invitations.waves_run(today=MONDAY + timedelta(days=days))


def test_invitation_and_two_reminders_then_nothing(org):
    plan(org, "Ann")
    sent = [run(days)["sent"] for days in range(30)]
    assert [day for day, count in enumerate(sent) if count] == [0, 7, 14]  # Monday, and 5 and 10 working days on
    assert [m.subject.startswith("Reminder") for m in mail.outbox] == [False, True, True]
    assert "our last reminder" in mail.outbox[2].body
    assert len({m.extra_headers["Message-ID"] for m in mail.outbox}) == 3


def test_each_mail_is_sent_once_however_often_the_job_runs(org):
    plan(org, "Ann", "Bob")
    assert [run(0)["sent"] for _ in range(3)] == [2, 0, 0]
    assert sorted(m.to[0] for m in mail.outbox) == ["ann@customer.example", "bob@customer.example"]


def test_who_has_answered_is_left_alone(org):
    wave = plan(org, "Ann", "Bob")
    run(0)
    answer(org, wave, wave.respondents.get(stakeholder__name="Ann").stakeholder, [6] * 9)
    mail.outbox.clear()
    run(7)
    assert [m.to for m in mail.outbox] == [["bob@customer.example"]]


def test_after_days_without_a_run_only_the_last_reminder_goes_out(org):
    plan(org, "Ann")
    run(0)
    run(15)
    run(16)
    assert list(SurveyLink.objects.values_list("step", flat=True)) == ["invitation", "second"]


def test_the_mail_speaks_the_language_of_the_person_and_says_who_asks(org):
    wave = plan(org, "Ann", mode=Wave.Mode.CONFIDENTIAL)
    wave.respondents.update(language="zh-hans")
    run(0)
    sent = mail.outbox[0]
    assert sent.reply_to == [org.manager.email]
    assert org.manager.name in sent.body
    assert "http://testserver/survey/" in sent.body


def test_nobody_without_address_who_left_or_whose_link_was_taken_back_is_written_to(org):
    wave = plan(org, "Ann", "Bob", "Cid", "Dan")
    people = {row.stakeholder.name: row for row in wave.respondents.select_related("stakeholder")}
    type(people["Ann"].stakeholder).objects.filter(name="Ann").update(email="")
    type(people["Bob"].stakeholder).objects.filter(name="Bob").update(status="left")
    run(0)
    surveys.links_revoke(respondent=people["Cid"], by=org.manager)
    mail.outbox.clear()
    run(7)
    assert [m.to for m in mail.outbox] == [["dan@customer.example"]]


def test_a_mail_that_fails_is_tried_again_and_holds_up_nobody(org, monkeypatch):
    plan(org, "Ann", "Bob")
    send = invitations.EmailMessage.send

    def refuse(self):
        if self.to == ["ann@customer.example"]:
            raise OSError
        return send(self)

    monkeypatch.setattr(invitations.EmailMessage, "send", refuse)
    assert run(0) == {"closed": 0, "sent": 1, "failed": 1}
    assert not SurveyLink.objects.filter(respondent__stakeholder__name="Ann").exists()
    monkeypatch.setattr(invitations.EmailMessage, "send", send)
    assert run(0)["sent"] == 1


def test_a_wave_closes_the_morning_after_its_last_day(org):
    wave = plan(org, "Ann", days=3)
    assert [run(days)["closed"] for days in (3, 4, 5)] == [0, 1, 0]
    wave.refresh_from_db()
    assert wave.result["status"] == "not_reported"
    assert Respondent.objects.get().answered_at is None


def test_planning_for_today_invites_at_once(org, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        wave = plan(org, "Ann", opens_on=timezone.localdate())
    assert len(mail.outbox) == 1
    assert wave.respondents.get().invited_on == timezone.localdate()


def test_a_new_link_replaces_the_ones_before(client, org):
    plan(org, "Ann", opens_on=timezone.localdate())
    row = Respondent.objects.get()
    for _ in range(2):
        invitations.respondent_send(respondent=row, by=org.manager, today=timezone.localdate())
    old, new = (m.body.split("http://testserver")[1].split()[0] for m in mail.outbox)
    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)
