"""Gaps as rows: opened, seen again, closed, put off, found for one account after a change and for all at night."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AccountFigures, AccountGap, AuditEvent, Job, Stakeholder
from accounts.services import gap_runs, links, stakeholders
from accounts.services.gaps import gap_snooze, gap_wake, gaps_refresh, gaps_refresh_all
from accounts.tasks import refresh_all_gaps, refresh_gaps
from tests.accounts.test_stakeholders_gaps import TODAY, add, know, whole
from tests.factories import AccountFactory, LinkFactory, StakeholderFactory

__all__ = ["whole"]

LATER = TODAY + timedelta(days=30)


def run(account, today=TODAY):
    gaps_refresh(account_ids=[account.pk], today=today)
    return {row.slug: row for row in AccountGap.objects.open().filter(account=account)}


def snooze(gap, by, until=LATER, today=TODAY):
    changes = {"snoozed_until": until, "snooze_reason": "Waits for the fair"}
    gap_snooze(gap=gap, changes=changes, by=by, today=today)
    gap.refresh_from_db()
    return gap


def test_a_gap_is_opened_seen_again_closed_and_opened_anew(org):
    row = run(org.account)["G01"]
    assert (row.severity, row.opened_on, row.last_seen_on, row.closed_on) == ("red", TODAY, TODAY, None)
    seen = run(org.account, TODAY + timedelta(days=1))["G01"]
    assert (seen.pk, seen.opened_on, seen.last_seen_on) == (row.pk, TODAY, TODAY + timedelta(days=1))
    person = add(org.account, "Anna", influence=2, decision_roles=["economic_buyer"])
    assert "G01" not in run(org.account, TODAY + timedelta(days=2))
    row.refresh_from_db()
    assert row.closed_on == TODAY + timedelta(days=2)
    person.delete()
    assert run(org.account, TODAY + timedelta(days=3))["G01"].pk != row.pk
    assert AccountGap.objects.filter(account=org.account, rule="G01").count() == 2


def test_a_run_may_be_repeated(org):
    before = run(org.account)
    moments = {row.slug: row.updated_at for row in before.values()}
    assert {slug: row.updated_at for slug, row in run(org.account).items()} == moments


def test_the_row_names_people_colleagues_and_figures(org, whole):
    veto = add(whole, "Veto", influence=1, has_veto=True, stance=0)
    know(veto, org.member, is_primary=False)
    assert run(whole)["G05"].people == [veto.pk]
    for person in Stakeholder.objects.filter(account=whole, influence__gte=4):
        LinkFactory(stakeholder=person, user=org.leader, strength=5, last_contact_on=TODAY)
        person.links.exclude(user=org.leader).update(strength=1)
    assert run(whole)["G12"].facts == {"name": "Lars Leader", "names": ["Lars Leader"], "share": "80"}


def test_late_and_very_late_contacts_are_two_gaps_of_one_rule(org, whole):
    people = list(Stakeholder.objects.filter(account=whole, influence=4).order_by("name"))
    for person, days in zip(people, (46, 91), strict=True):
        person.links.update(last_contact_on=TODAY - timedelta(days=days))
    rows = run(whole)
    assert {slug: (row.severity, row.people) for slug, row in rows.items() if row.rule == "G06"} == {
        "G06-amber": ("amber", [people[0].pk]),
        "G06": ("red", [people[1].pk]),
    }


def test_a_change_of_people_is_stored_at_once_and_an_action_soon(org, django_capture_on_commit_callbacks):
    person = stakeholders.stakeholder_create(
        account=org.account, values={"name": "Anna", "decision_roles": ["approver"]}, by=org.manager
    )
    assert AccountGap.objects.open().filter(rule="G05", people=[person.pk]).exists()
    links.link_create(stakeholder=person, values={"user": org.manager, "is_primary": True}, by=org.manager)
    assert not AccountGap.objects.open().filter(rule="G05").exists()
    AccountGap.objects.all().delete()
    from planning.services.work import action_create  # noqa: PLC0415 -- a higher app tells

    with django_capture_on_commit_callbacks(execute=True):
        action_create(account=org.account, values={"title": "Call"}, by=org.manager)
    assert AccountGap.objects.open().filter(account=org.account, rule="G02").exists()


def test_what_is_put_off_comes_back_on_its_day(org):
    snooze(run(org.account)["G01"], org.manager)
    figures = AccountFigures.objects.get(pk=org.account.pk)
    everything = len(run(org.account))
    assert figures.gap_count == everything - 1
    asleep = AccountGap.objects.get(account=org.account, rule="G01")
    assert (asleep.is_snoozed(LATER - timedelta(days=1)), asleep.is_snoozed(LATER)) == (True, False)
    assert asleep not in AccountGap.objects.awake(LATER - timedelta(days=1))
    run(org.account, LATER)
    figures.refresh_from_db()
    assert asleep in AccountGap.objects.awake(LATER)
    assert figures.gap_count == everything


def test_what_is_put_off_comes_back_when_somebody_else_is_concerned(org, whole):
    first = add(whole, "First", influence=1, has_veto=True, stance=0)
    know(first, org.member, is_primary=False)
    row = snooze(run(whole)["G05"], org.manager)
    assert run(whole)["G05"].is_snoozed(TODAY)
    second = add(whole, "Second", influence=1, has_veto=True, stance=0)
    know(second, org.member, is_primary=False)
    worse = run(whole)["G05"]
    assert (worse.pk, worse.returned_on, worse.is_snoozed(TODAY)) == (row.pk, TODAY, False)


def test_what_is_put_off_stays_so_when_it_gets_better(org, whole):
    people = [add(whole, name, influence=1, has_veto=True, stance=0) for name in ("First", "Second")]
    for person in people:
        know(person, org.member, is_primary=False)
    snooze(run(whole)["G05"], org.manager)
    people[0].links.update(is_primary=True)
    assert (run(whole)["G05"].people, run(whole)["G05"].is_snoozed(TODAY)) == ([people[1].pk], True)


def test_a_circle_that_shrinks_is_worse(org, whole):
    first, second, _third = (person.links.get() for person in whole.stakeholders.order_by("name"))
    first.last_contact_on = TODAY - timedelta(days=91)
    first.rhythm_days = 500
    first.save()
    snooze(run(whole)["G04"], org.manager)
    assert run(whole)["G04"].is_snoozed(TODAY)
    second.last_contact_on = TODAY - timedelta(days=91)
    second.rhythm_days = 500
    second.save()
    assert not run(whole)["G04"].is_snoozed(TODAY)


def test_putting_off_and_showing_again_are_in_the_trail(org):
    row = snooze(run(org.account)["G02"], org.manager)
    put_off = AuditEvent.objects.get(verb="accountgap.put_off")
    assert (put_off.reason, put_off.is_sensitive, put_off.account_id) == ("Waits for the fair", True, org.account.pk)
    (event,) = gap_wake(gap=row, by=org.member, today=TODAY)
    row.refresh_from_db()
    assert (event.verb, row.snoozed_until, row.snooze_reason) == ("accountgap.shown_again", None, "")


@pytest.mark.parametrize("count", [1, 12])
def test_a_batch_takes_the_same_queries_however_many_accounts(org, count):
    for number in range(count):
        account = AccountFactory(manager=org.manager)
        for place in range(3):
            person = StakeholderFactory(account=account, name=f"{number} {place}", influence=5, stance=-1)
            LinkFactory(stakeholder=person, user=org.member, last_contact_on=TODAY)
    gaps_refresh_all(today=TODAY)
    with CaptureQueriesContext(connection) as queries:
        gaps_refresh_all(today=TODAY + timedelta(days=1))
    assert len([one for one in queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]) == 11


def test_the_nightly_task_looks_at_everybody_once(org, django_capture_on_commit_callbacks):
    others = AccountFactory.create_batch(3)
    with django_capture_on_commit_callbacks(execute=True):
        refresh_all_gaps()
    job = Job.objects.get(kind=gap_runs.KIND)
    assert (job.state, job.result) == (Job.State.DONE, {"accounts": 4})
    assert AccountGap.objects.open().filter(rule="G01").count() == 4
    assert set(AccountFigures.objects.filter(account__in=others).values_list("gaps_on", flat=True)) == {
        timezone.localdate()
    }
    with django_capture_on_commit_callbacks(execute=True):
        refresh_all_gaps()
    assert Job.objects.filter(kind=gap_runs.KIND).latest("pk").result == {"accounts": 0}


def test_a_killed_run_goes_on_where_it_was(org, monkeypatch):
    AccountFactory.create_batch(3)
    monkeypatch.setattr(gap_runs, "BATCH", 2)
    job = Job(kind=gap_runs.KIND, key=TODAY.isoformat())

    def killed(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        gap_runs.gaps_run(job, killed)
    assert AccountGap.objects.filter(rule="G01").count() == 2
    seen = []
    assert gap_runs.gaps_run(job, lambda done, total: seen.append((done, total))) == {"accounts": 2}
    assert (AccountGap.objects.filter(rule="G01").count(), seen) == (4, [(2, 2)])


def test_an_archived_account_is_left_alone(org):
    account = AccountFactory(archived_at=timezone.now())
    assert refresh_gaps([account.pk]) == 0
    assert gap_runs.gaps_run(Job(key=TODAY.isoformat()), lambda _done, _total: None) == {"accounts": 1}
    assert not AccountGap.objects.filter(account=account).exists()
