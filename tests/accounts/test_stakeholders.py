"""Changes to people, links and units: what is dated, signed, refused and restored."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEvent, RelationshipLink, Stakeholder, Unit
from accounts.selectors.stakeholders import Person, dependence, knowledge, map_thumbnail, people_of, reporting_cycle
from accounts.services import links, stakeholders, units
from accounts.services.deleting import StillUsed
from accounts.services.undo import CannotUndo, deletion_undo
from tests.factories import (
    AccountFactory,
    ActionFactory,
    CompetitorFactory,
    InteractionFactory,
    InterestFactory,
    LinkFactory,
    RevenueFactory,
    StakeholderFactory,
    UnitFactory,
)


@pytest.fixture
def person(org):
    return StakeholderFactory(account=org.account, name="Anna Berg", influence=5)


def test_a_new_stance_is_dated_and_signed(org, person):
    changes = {"stance": 1, "stance_evidence": "praised the pilot"}
    person = stakeholders.stakeholder_update(stakeholder=person, changes=changes, by=org.member, version=1)
    assert (person.stance, person.stance_on, person.stance_by) == (1, timezone.localdate(), org.member)
    assert AuditEvent.objects.get(object_type="accounts.stakeholder").is_sensitive


def test_an_untouched_stance_keeps_its_date_and_author(org, person):
    Stakeholder.objects.filter(pk=person.pk).update(stance=1, stance_by=org.manager, stance_on="2026-01-05")
    changes = {"name": "Anna Lind", "stance": 1, "stance_evidence": ""}
    person = stakeholders.stakeholder_update(stakeholder=person, changes=changes, by=org.member, version=1)
    assert (person.name, str(person.stance_on), person.stance_by) == ("Anna Lind", "2026-01-05", org.manager)


def test_a_stance_entered_with_a_new_person_is_signed_too(org):
    values = {"name": "Otto", "stance": -1}
    person = stakeholders.stakeholder_create(account=org.account, values=values, by=org.manager)
    assert (person.stance_on, person.stance_by) == (timezone.localdate(), org.manager)
    assert person.currency == org.account.currency


def test_character_is_dated_and_signed_when_any_of_it_changes(org, person):
    changes = {"rival_preferred": "Bellini", "character_evidence": "Asked for their price list"}
    person = stakeholders.stakeholder_update(stakeholder=person, changes=changes, by=org.member)
    assert (person.character_on, person.character_by) == (timezone.localdate(), org.member)
    Stakeholder.objects.filter(pk=person.pk).update(character_on="2026-01-05")
    again = {**changes, "stance": 1, "stance_evidence": "Praised the pilot"}
    person = stakeholders.stakeholder_update(stakeholder=person, changes=again, by=org.manager)
    assert (str(person.character_on), person.character_by, person.stance_by) == ("2026-01-05", org.member, org.manager)
    otto = stakeholders.stakeholder_create(
        account=org.account, values={"name": "Otto", "attitude": "late"}, by=org.manager
    )
    ada = stakeholders.stakeholder_create(account=org.account, values={"name": "Ada"}, by=org.manager)
    assert (otto.character_by, ada.character_by, ada.character_on) == (org.manager, None, None)


def test_a_status_is_dated_today_unless_a_day_is_given(org, person):
    person = stakeholders.stakeholder_update(stakeholder=person, changes={"status": "left"}, by=org.manager)
    assert person.status_on == timezone.localdate()
    changes = {"status": "moved", "status_on": "2026-02-03"}
    person = stakeholders.stakeholder_update(stakeholder=person, changes=changes, by=org.manager)
    assert person.status_on == "2026-02-03"


def test_confirming_a_stance_dates_it_today(org, person):
    day = timezone.localdate()
    person = stakeholders.stance_confirm(stakeholder=person, by=org.sponsor, today=day)
    assert (person.stance_on, person.stance_by) == (day, org.sponsor)
    assert AuditEvent.objects.get().verb == "stakeholder.stance_confirmed"


def test_the_reporting_line_never_runs_in_a_circle(org, person):
    boss = StakeholderFactory(account=org.account, name="Boss", reports_to=person)
    top = StakeholderFactory(account=org.account, name="Top", reports_to=boss)
    assert [one.name for one in reporting_cycle(person, top)] == ["Top", "Boss", "Anna Berg"]
    with pytest.raises(ValidationError, match="Anna Berg → Top → Boss → Anna Berg"):
        stakeholders.stakeholder_update(stakeholder=person, changes={"reports_to": top}, by=org.manager)
    with pytest.raises(ValidationError, match="themselves"):
        stakeholders.stakeholder_update(stakeholder=person, changes={"reports_to": person}, by=org.manager)
    assert reporting_cycle(top, person) == []


def test_deleting_a_person_takes_links_along_and_undo_brings_all_back(org, person):
    report = StakeholderFactory(account=org.account, reports_to=person)
    link = LinkFactory(stakeholder=person, user=org.member, strength=4, is_primary=True)
    interest = InterestFactory(stakeholder=person)
    pk = person.pk
    events = stakeholders.stakeholder_delete(stakeholder=person, by=org.manager)
    report.refresh_from_db()
    assert (report.reports_to, RelationshipLink.objects.count()) == (None, 0)
    restored = deletion_undo(events=events, by=org.manager)
    report.refresh_from_db()
    again = Stakeholder.objects.get(pk=pk)
    assert restored[0] == again
    assert (again.name, again.influence, report.reports_to) == ("Anna Berg", 5, again)
    assert again.links.get().pk == link.pk
    assert again.interests.get().text == interest.text
    assert AuditEvent.objects.filter(verb="stakeholder.restored").count() == 1


@pytest.mark.parametrize(
    "make",
    [
        lambda person: InteractionFactory(account=person.account).stakeholders.add(person),
        lambda person: ActionFactory(account=person.account, stakeholder=person),
    ],
)
def test_a_person_named_in_other_records_stays(org, person, make):
    make(person)
    with pytest.raises(StillUsed) as refusal:
        stakeholders.stakeholder_delete(stakeholder=person, by=org.manager)
    assert refusal.value.where in (["interactions"], ["actions"])
    assert Stakeholder.objects.filter(pk=person.pk).exists()


def test_undo_is_refused_when_the_owner_is_gone(org, person):
    link = LinkFactory(stakeholder=person, user=org.member)
    events = links.link_delete(link=link, by=org.manager)
    stakeholders.stakeholder_delete(stakeholder=person, by=org.manager)
    with pytest.raises(CannotUndo):
        deletion_undo(events=events, by=org.manager)


def test_a_new_keeper_relieves_the_old_one(org, person):
    old = LinkFactory(stakeholder=person, user=org.member, is_primary=True)
    new = links.link_create(
        stakeholder=person, values={"user": org.manager, "strength": 2, "is_primary": True}, by=org.manager
    )
    old.refresh_from_db()
    assert (old.is_primary, new.is_primary) == (False, True)
    links.link_update(link=old, changes={"is_primary": True}, by=org.manager)
    new.refresh_from_db()
    assert new.is_primary is False


def test_a_contact_dates_older_links_and_begins_missing_ones(org, person):
    day = timezone.localdate() - timedelta(days=3)
    old = LinkFactory(stakeholder=person, user=org.member, strength=3, last_contact_on=day - timedelta(days=9))
    newer = LinkFactory(stakeholder=person, user=org.sponsor, last_contact_on=day + timedelta(days=1))
    links.links_touch(stakeholders=[person], people=[org.member, org.sponsor, org.manager], on=day, by=org.manager)
    old.refresh_from_db()
    newer.refresh_from_db()
    begun = person.links.get(user=org.manager)
    assert (old.last_contact_on, old.strength) == (day, 3)
    assert newer.last_contact_on == day + timedelta(days=1)
    assert (begun.strength, begun.last_contact_on) == (1, day)


def test_deleting_a_unit_frees_its_people_and_undo_moves_them_back(org):
    unit = UnitFactory(account=org.account, name="Dairy")
    child = UnitFactory(account=org.account, parent=unit)
    person = StakeholderFactory(account=org.account, unit=unit)
    rival = CompetitorFactory(account=org.account, unit=unit)
    events = units.unit_delete(unit=unit, by=org.manager)
    for row in (child, person, rival):
        row.refresh_from_db()
    assert (child.parent, person.unit, rival.unit) == (None, None, None)
    deletion_undo(events=events, by=org.manager)
    for row in (child, person, rival):
        row.refresh_from_db()
    dairy = Unit.objects.get(name="Dairy")
    assert (child.parent, person.unit, rival.unit) == (dairy, dairy, dairy)


def test_a_unit_with_revenue_stays(org):
    unit = UnitFactory(account=org.account)
    RevenueFactory(account=org.account, unit=unit)
    with pytest.raises(StillUsed):
        units.unit_delete(unit=unit, by=org.manager)


def test_a_unit_never_belongs_to_itself(org):
    unit = UnitFactory(account=org.account)
    below = UnitFactory(account=org.account, parent=unit)
    with pytest.raises(ValidationError):
        units.unit_update(unit=unit, changes={"parent": below}, by=org.manager)


def test_dependence_and_knowledge_weigh_by_influence(org, person):
    other = StakeholderFactory(account=org.account, influence=3, stance=1)
    left = StakeholderFactory(account=org.account, influence=5, status="left", stance=2)
    LinkFactory(stakeholder=person, user=org.member, strength=4)
    LinkFactory(stakeholder=other, user=org.manager, strength=5)
    LinkFactory(stakeholder=left, user=org.manager, strength=5)
    people = people_of([org.account.pk])[org.account.pk]
    most = dependence(people)
    assert (most.user, round(most.share, 4), most.is_risk) == (org.member, round(100 * 20 / 35, 4), False)
    assert (knowledge(people).share, knowledge(people).judged, knowledge(people).active) == (37.5, 1, 2)


def test_nothing_is_known_of_an_account_without_people():
    assert dependence([]) is None
    assert knowledge([]).share is None


def test_rhythm_follows_the_owner_then_the_influence(org):
    wanted = [(5, 30), (4, 45), (3, 60), (2, 90), (None, 90)]
    for influence, days in wanted:
        assert Person(Stakeholder(influence=influence), ()).rhythm_days == days
    link = RelationshipLink(is_primary=True, rhythm_days=14)
    assert Person(Stakeholder(influence=5), (link,)).rhythm_days == 14


def test_the_thumbnail_is_for_who_may_see_stances(org, person):
    Stakeholder.objects.filter(pk=person.pk).update(stance=2)
    points = map_thumbnail(org.account, org.manager)
    assert [(point.name, point.stance, point.influence) for point in points] == [("Anna Berg", 2, 5)]
    assert map_thumbnail(org.account, org.leader) is None


@pytest.mark.parametrize("rows", [1, 3])
def test_people_are_read_in_two_queries_or_three(org, rows, django_assert_num_queries):
    other = LinkFactory(stakeholder__account=AccountFactory(), user=org.member).stakeholder.account
    for _ in range(rows):
        LinkFactory(stakeholder__account=org.account, user=org.member)
    with django_assert_num_queries(2):
        alone = people_of([org.account.pk])[org.account.pk]
    with django_assert_num_queries(3):
        found = people_of([org.account.pk, other.pk])
    assert [person.links for person in alone] == [person.links for person in found[org.account.pk]]
    assert {link.user.name for person in alone for link in person.links} == {org.member.name}
    assert (len(alone), len(found[other.pk])) == (rows, 1)
