"""What would happen if somebody left: computed beforehand, and the same as what is found afterwards."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Stakeholder
from accounts.selectors.gaps import relationship_gaps
from accounts.services.parting import stakeholder_leave
from accounts.services.rows import StaleRow
from scoring.selectors.facts_people import relationship_scores
from scoring.selectors.person_leaves import person_leaves
from tests.factories import LinkFactory, StakeholderFactory

TODAY = timezone.localdate()


@pytest.fixture
def people(org):
    """A chief with a report and a peer, all judged and known to the account manager."""

    def add(name, influence, stance, **facts):
        person = StakeholderFactory(
            account=org.account, name=name, influence=influence, stance=stance, stance_on=TODAY, influence_on=TODAY,
            stance_by=org.manager, **facts,
        )  # fmt: skip
        LinkFactory(stakeholder=person, user=org.manager, strength=4, last_contact_on=TODAY, is_primary=True)
        return person

    chief = add("Carla Chief", 5, 2, decision_roles=["economic_buyer"])
    return {
        "chief": chief,
        "second": add("Siri Second", 4, 1, reports_to=chief),
        "user": add("Uri User", 3, 0),
        "other": add("Otto Other", 2, 0),
    }


def url(person):
    return reverse("scoring:person-leaves", args=[person.pk])


def figures(found):
    return {str(line.label): (line.now, line.then) for line in found.figures}


def test_what_is_foretold_is_what_comes(org, people):
    before = {gap.slug for gap in relationship_gaps([org.account.pk], TODAY)[org.account.pk]}
    foretold = person_leaves(people["chief"], TODAY, is_open=True)
    assert figures(foretold)["Relationship R"][0] == relationship_scores([org.account.pk], TODAY)[org.account.pk].value
    stakeholder_leave(stakeholder=people["chief"], on=TODAY, successor=None, by=org.manager)
    after = {gap.slug for gap in relationship_gaps([org.account.pk], TODAY)[org.account.pk]}
    assert {gap.slug for gap in foretold.opened} == after - before
    assert {gap.slug for gap in foretold.closed} == before - after
    assert figures(foretold)["Relationship R"][1] == relationship_scores([org.account.pk], TODAY)[org.account.pk].value


def test_asking_writes_nothing_about_the_person(org, people):
    version = Stakeholder.objects.get(pk=people["chief"].pk).version
    person_leaves(people["chief"], TODAY, is_open=True)
    row = Stakeholder.objects.get(pk=people["chief"].pk)
    assert (row.status, row.version) == ("active", version)
    assert not AuditEvent.objects.filter(object_id=str(row.pk), object_type="accounts.stakeholder").exists()


def test_parts_add_up_to_r_and_the_leaver_comes_first(people):
    found = person_leaves(people["second"], TODAY, is_open=True)
    assert found.parts[0].name == "Siri Second"
    assert found.parts[0].then is None
    now, then = figures(found)["Relationship R"]
    assert sum(line.now for line in found.parts) == pytest.approx(now)
    assert sum(line.then or 0 for line in found.parts) == pytest.approx(then)


def test_what_is_lost_and_who_could_succeed(org, people):
    found = person_leaves(people["chief"], TODAY, is_open=True)
    assert found.roles == ("Economic buyer",)
    assert [(link.name, link.strength, link.is_primary, link.others) for link in found.links] == [
        ("Mara Manager", 4, True, 3)
    ]
    assert [row.name for row in found.reports] == ["Siri Second"]
    assert [(one.name, one.reasons) for one in found.successors] == [("Siri Second", ("reports to the person",))]
    assert "G01" in {gap.id for gap in found.opened}
    assert "G13" in {gap.id for gap in found.later}


def test_who_may_not_read_stances_gets_no_r_and_no_sensitive_gap(org, people):
    found = person_leaves(people["chief"], TODAY, is_open=False)
    assert "Relationship R" not in figures(found)
    assert found.parts is None
    assert not any(gap.is_sensitive for gap in (*found.opened, *found.closed, *found.later))
    assert found.hidden_gaps > 0


def test_page_shows_now_and_then_to_the_team_and_less_to_the_leader(client, org, people):
    client.force_login(org.manager)
    page = client.get(url(people["chief"])).content.decode()
    assert "Relationship R" in page
    assert "Mark as left" in page
    client.force_login(org.leader)
    page = client.get(url(people["chief"])).content.decode()
    assert "Relationship R" not in page
    assert "What makes up R" not in page


@pytest.mark.parametrize("more", [0, 20])
def test_page_reads_with_the_same_queries_for_few_and_many(client, org, people, django_assert_num_queries, more):
    for person in StakeholderFactory.create_batch(more, account=org.account, influence=3, stance=0):
        LinkFactory(stakeholder=person, user=org.member)
    client.force_login(org.manager)
    client.get(url(people["chief"]))
    with django_assert_num_queries(9):
        client.get(url(people["chief"]))


def test_marking_gives_the_reports_to_the_successor_and_can_be_undone(client, org, people):
    client.force_login(org.manager)
    row = Stakeholder.objects.get(pk=people["chief"].pk)
    third = StakeholderFactory(account=org.account, name="Tilda", reports_to=row)
    data = {"on": TODAY.isoformat(), "successor": people["second"].pk, "version": row.version}
    answer = client.post(url(row), data, follow=True)
    row.refresh_from_db()
    third.refresh_from_db()
    assert (row.status, row.status_on, third.reports_to_id) == ("left", TODAY, people["second"].pk)
    assert Stakeholder.objects.get(pk=people["second"].pk).reports_to_id is None
    (message,) = answer.context["messages"]
    client.post(message.extra_tags)
    row.refresh_from_db()
    third.refresh_from_db()
    assert (row.status, row.status_on, third.reports_to_id) == ("active", None, row.pk)


def test_day_that_is_to_come_is_refused_and_kept(client, org, people):
    client.force_login(org.manager)
    day = (TODAY + timedelta(days=3)).isoformat()
    answer = client.post(url(people["chief"]), {"on": day})
    assert answer.status_code == 422
    assert f'value="{day}"' in answer.content.decode()
    assert Stakeholder.objects.get(pk=people["chief"].pk).status == "active"


def test_leader_without_the_map_may_mark_and_reader_may_not(client, org, people):
    client.force_login(org.sponsor)
    assert client.post(url(people["chief"]), {"on": TODAY.isoformat()}).status_code == 403
    client.force_login(org.stranger)
    assert client.get(url(people["chief"])).status_code == 404


def test_status_that_somebody_else_changed_is_a_conflict(org, people):
    chief = Stakeholder.objects.get(pk=people["chief"].pk)
    Stakeholder.objects.filter(pk=chief.pk).update(status="unverified", version=chief.version + 1)
    with pytest.raises(StaleRow):
        stakeholder_leave(stakeholder=chief, on=TODAY, successor=None, by=org.manager, version=chief.version)


def test_who_is_gone_leads_to_their_page(client, org, people):
    Stakeholder.objects.filter(pk=people["chief"].pk).update(status="moved")
    client.force_login(org.manager)
    assert client.get(url(people["chief"])).url == people["chief"].get_absolute_url()
