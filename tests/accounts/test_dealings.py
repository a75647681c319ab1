"""Issues and interactions: opened and closed, checked, noted with the people in them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Interaction, Issue
from accounts.services import dealings
from accounts.services.undo import deletion_undo
from tests.factories import InteractionFactory, IssueFactory, LinkFactory, StakeholderFactory, UserFactory


def at(name, *args):
    return reverse(f"accounts:{name}", args=args)


@pytest.fixture
def today():
    return timezone.localdate()


def test_an_issue_is_closed_today_and_opened_again(client, org, today):
    issue = IssueFactory(account=org.account, opened_on=today - timedelta(days=3))
    client.force_login(org.member)
    client.post(at("issue-close", issue.pk))
    issue.refresh_from_db()
    assert issue.closed_on == today
    client.post(at("issue-reopen", issue.pk))
    issue.refresh_from_db()
    assert issue.closed_on is None
    assert set(AuditEvent.objects.values_list("verb", flat=True)) == {"issue.closed", "issue.reopened"}


def test_a_closed_issue_keeps_its_day(org, today):
    issue = IssueFactory(account=org.account, opened_on=today - timedelta(days=9), closed_on=today - timedelta(days=2))
    assert dealings.issue_close(issue=issue, on=today, by=org.member).closed_on == today - timedelta(days=2)


def test_an_issue_never_closes_before_it_was_opened(org, today):
    issue = IssueFactory(account=org.account, opened_on=today)
    assert dealings.issue_close(issue=issue, on=today - timedelta(days=4), by=org.member).closed_on == today


def test_an_issue_form_checks_its_days(client, org, today):
    issue = IssueFactory(account=org.account, opened_on=today)
    client.force_login(org.manager)
    form = {"title": "Late", "severity": "minor", "opened_on": today, "closed_on": today - timedelta(days=1)}
    answer = client.post(at("issue-edit", issue.pk), form)
    assert answer.context["form"].errors["closed_on"] == ["It cannot be closed before it was opened."]


def test_the_list_of_issues_is_checked_on_a_day(client, org, today):
    client.force_login(org.manager)
    assert "Nobody has checked this list yet" in client.get(at("issue-list", org.account.pk)).content.decode()
    client.post(at("issues-check", org.account.pk))
    org.account.refresh_from_db()
    assert org.account.issues_checked_on == today
    assert "was last checked" in client.get(at("issue-list", org.account.pk)).content.decode()
    client.force_login(org.auditor)
    assert client.post(at("issues-check", org.account.pk)).status_code == 403


def test_issues_show_the_open_and_severe_first(client, org, today):
    IssueFactory(account=org.account, title="Small", opened_on=today - timedelta(days=9))
    IssueFactory(account=org.account, title="Grave", severity="critical")
    IssueFactory(account=org.account, title="Past", closed_on=today, opened_on=today)
    client.force_login(org.auditor)
    url = at("issue-list", org.account.pk)
    for query, titles in (
        ({}, ["Grave", "Small"]),
        ({"status": "closed"}, ["Past"]),
        ({"status": "all"}, ["Grave", "Small", "Past"]),
        ({"severity": "critical"}, ["Grave"]),
    ):
        assert [issue.title for issue in client.get(url, query).context["page"].rows] == titles


def test_a_two_way_talk_refreshes_the_links_of_everybody_in_it(client, org, today):
    anna, bo = (StakeholderFactory(account=org.account, name=name) for name in ("Anna", "Bo"))
    link = LinkFactory(stakeholder=anna, user=org.member, last_contact_on=today - timedelta(days=50))
    client.force_login(org.manager)
    form = {
        "kind": "call",
        "happened_on": today,
        "summary": "They liked it",
        "is_two_way": "on",
        "people": [org.manager.pk, org.member.pk],
        "stakeholders": [anna.pk, bo.pk],
    }
    assert client.post(at("interaction-create", org.account.pk), form).status_code == 302
    link.refresh_from_db()
    talk = Interaction.objects.get()
    assert (talk.author, talk.people.count(), talk.stakeholders.count()) == (org.manager, 2, 2)
    assert (link.last_contact_on, link.strength) == (today, 3)
    assert bo.links.get(user=org.member).strength == 1


def test_a_message_without_an_answer_is_no_contact(org, today):
    anna = StakeholderFactory(account=org.account)
    values = {"kind": "message", "happened_on": today, "summary": "Wrote", "is_two_way": False}
    dealings.interaction_create(
        account=org.account, values=values, by=org.manager, people=[org.manager], stakeholders=[anna]
    )
    assert not anna.links.exists()


def test_people_added_later_are_refreshed_too(org, today):
    anna = StakeholderFactory(account=org.account)
    talk = InteractionFactory(account=org.account, happened_on=today)
    dealings.interaction_update(
        interaction=talk, changes={"summary": "More"}, by=org.manager, people=[org.manager], stakeholders=[anna]
    )
    assert anna.links.get().last_contact_on == today
    dealings.interaction_update(interaction=talk, changes={"summary": "Again"}, by=org.manager)
    assert talk.people.get() == org.manager


def test_a_deleted_talk_comes_back_with_its_people(org):
    anna = StakeholderFactory(account=org.account)
    talk = InteractionFactory(account=org.account)
    talk.people.add(org.manager)
    talk.stakeholders.add(anna)
    events = dealings.interaction_delete(interaction=talk, by=org.manager)
    deletion_undo(events=events, by=org.manager)
    again = Interaction.objects.get()
    assert (again.people.get(), again.stakeholders.get()) == (org.manager, anna)


def test_a_note_starts_with_today_and_its_author(client, org, today):
    anna = StakeholderFactory(account=org.account)
    client.force_login(org.leader)
    form = client.get(at("interaction-create", org.account.pk), {"stakeholders": anna.pk}).context["form"]
    assert (form["happened_on"].value(), form["people"].value()) == (today, [org.leader.pk])
    assert str(form["stakeholders"]).count("checked") == 1


def test_strangers_cannot_be_put_into_a_note(client, org, today):
    client.force_login(org.manager)
    form = {"kind": "call", "happened_on": today, "summary": "x", "people": [UserFactory().pk]}
    form["stakeholders"] = [StakeholderFactory().pk]
    answer = client.post(at("interaction-create", org.account.pk), form)
    assert sorted(answer.context["form"].errors) == ["people", "stakeholders"]


def test_interactions_are_narrowed_and_read(client, org):
    anna = StakeholderFactory(account=org.account, name="Anna Berg")
    talk = InteractionFactory(account=org.account, summary="Pilot went well", kind="visit")
    talk.stakeholders.add(anna)
    InteractionFactory(account=org.account, summary="Something else", kind="call")
    client.force_login(org.auditor)
    url = at("interaction-list", org.account.pk)
    for query in ({"q": "pilot"}, {"kind": "visit"}, {"stakeholder": anna.pk}):
        assert [row.pk for row in client.get(url, query).context["page"].rows] == [talk.pk]
    html = client.get(at("interaction-detail", talk.pk)).content.decode()
    assert ("Pilot went well" in html, "Anna Berg" in html) == (True, True)
    client.force_login(org.stranger)
    assert client.get(url).status_code == 404
    assert client.get(at("interaction-detail", talk.pk)).status_code == 404


def test_long_lists_come_in_pages(client, org):
    IssueFactory.create_batch(51, account=org.account)
    InteractionFactory.create_batch(26, account=org.account, author=org.member)
    client.force_login(org.manager)
    issues = client.get(at("issue-list", org.account.pk), {"page": 2}).context["page"]
    talks = client.get(at("interaction-list", org.account.pk), {"page": 2}).context["page"]
    assert (len(issues.rows), issues.first, issues.previous) == (1, 51, 1)
    assert (len(talks.rows), talks.total) == (1, 26)


@pytest.mark.parametrize("rows", [1, 3])
def test_query_counts_of_lists(client, org, rows, django_assert_num_queries):
    for _ in range(rows):
        IssueFactory(account=org.account, owner=UserFactory())
        talk = InteractionFactory(account=org.account)
        talk.people.add(UserFactory())
        talk.stakeholders.add(StakeholderFactory(account=org.account))
    client.force_login(org.manager)
    client.get(at("issue-list", org.account.pk))
    with django_assert_num_queries(4):
        client.get(at("issue-list", org.account.pk))
    with django_assert_num_queries(7):
        client.get(at("interaction-list", org.account.pk))


def test_nobody_who_only_reads_closes_an_issue(client, org):
    issue = IssueFactory(account=org.account)
    client.force_login(org.auditor)
    assert client.post(at("issue-close", issue.pk)).status_code == 403
    client.force_login(org.stranger)
    assert client.post(at("issue-close", issue.pk)).status_code == 404
    assert Issue.objects.get().closed_on is None


def test_people_who_left_are_offered_only_where_they_took_part(client, org):
    gone = StakeholderFactory(account=org.account, status="left")
    talk = InteractionFactory(account=org.account)
    talk.stakeholders.add(gone)
    client.force_login(org.manager)
    new = client.get(at("interaction-create", org.account.pk)).context["form"]
    old = client.get(at("interaction-edit", talk.pk)).context["form"]
    assert (list(new.fields["stakeholders"].queryset), list(old.fields["stakeholders"].queryset)) == ([], [gone])
