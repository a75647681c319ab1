"""The map's four views, its past, lines between people, places in the grid, moves: who sees what, and what is kept."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, InfluenceLine, RelationshipLink, Stakeholder
from accounts.selectors.map_past import end_of
from accounts.selectors.map_scene import entity_names
from accounts.services import influence, moves, stakeholders
from kam.demo.history import changed, entered
from tests.factories import (
    AccountFactory,
    InfluenceLineFactory,
    LinkFactory,
    MemberFactory,
    StakeholderFactory,
    UnitFactory,
)

VIEWS = ("org", "influence", "grid", "coverage")


def map_of(org):
    return reverse("accounts:account-map", args=[org.account.pk])


def days_ago(days):
    return timezone.localdate() - timedelta(days=days)


@pytest.fixture
def people(org):
    """A chief, who has become kinder, a buyer who came later, a colleague who left, and a conflict of this month."""
    chief = Stakeholder(account=org.account, name="Carla Chief", influence=5, stance=-1)
    entered(chief, on=days_ago(400), by=org.manager)
    changed(chief, on=days_ago(30), by=org.manager, stance=1)
    buyer = Stakeholder(account=org.account, name="Ben Buyer", influence=3, stance=0, reports_to=chief)
    entered(buyer, on=days_ago(90), by=org.manager)
    gone = Stakeholder(account=org.account, name="Gil Gone", influence=4)
    entered(gone, on=days_ago(400), by=org.manager)
    changed(gone, on=days_ago(20), by=org.manager, status="left")
    link = RelationshipLink(stakeholder=chief, user=org.member, strength=4, wanted_strength=5, is_primary=True)
    entered(link, on=days_ago(100), by=org.manager)
    line = InfluenceLine(source=buyer, target=chief, kind="conflicts", note="never together")
    entered(line, on=days_ago(10), by=org.manager)
    return chief, buyer, gone


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_draws_people_with_a_table_of_the_same(client, org, people, view):
    client.force_login(org.member)
    answer = client.get(map_of(org), {"view": view})
    found = answer.context["map"]
    assert (found.view, found.picture.is_empty, found.drawn) == (view, False, 2)
    assert "Carla Chief" in repr(found.picture.table.rows)
    assert "data-canvas" in answer.content.decode()


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("role", ["leader", "auditor"])
def test_who_may_not_see_stances_finds_neither_them_nor_lines(client, org, people, role, view):
    client.force_login(getattr(org, role))
    html = client.get(map_of(org), {"view": view, "since": days_ago(200).isoformat()}).content.decode()
    assert "Carla Chief" in html
    assert not [word for word in ("Supporter", "stance better", "never together", "in conflict") if word in html]


def test_the_card_of_a_person_leads_to_their_page_and_to_what_if_they_leave(client, org, people):
    client.force_login(org.member)
    cards = client.get(map_of(org), {"status": "all"}).context["map"].cards
    chief, _buyer, gone = people
    leaves = ["If this person leaves", reverse("scoring:person-leaves", args=[chief.pk])]
    assert cards[str(chief.pk)]["links"] == [["Open the person", chief.get_absolute_url()], leaves]
    assert cards[str(gone.pk)]["links"] == [["Open the person", gone.get_absolute_url()]]


def test_the_map_of_a_past_day_is_the_map_of_then(client, org, people):
    client.force_login(org.member)
    found = client.get(map_of(org), {"view": "grid", "on": days_ago(200).isoformat()}).context["map"]
    assert {chip.person.name: (chip.person.stance, chip.person.strength) for chip in found.picture.chips} == {
        "Carla Chief": (-1, None),
        "Gil Gone": (None, None),
    }
    later = client.get(map_of(org), {"view": "influence", "on": days_ago(50).isoformat()}).context["map"]
    assert {node.person.name: node.person.strength for node in later.picture.nodes} == {
        "Carla Chief": 4,
        "Ben Buyer": None,
        "Gil Gone": None,
    }
    assert [wire.kind for wire in later.picture.wires] == ["tie"]


def test_changes_between_two_days_are_marked_and_listed(client, org, people):
    client.force_login(org.member)
    found = client.get(map_of(org), {"since": days_ago(200).isoformat()}).context["map"]
    assert {(change.name, change.mark.kind) for change in found.changes} == {
        ("Carla Chief", "stance_up"),
        ("Carla Chief", "line"),
        ("Ben Buyer", "joined"),
        ("Ben Buyer", "line"),
        ("Gil Gone", "left"),
    }
    between = {"since": days_ago(200).isoformat(), "on": days_ago(60).isoformat()}
    found = client.get(map_of(org), between).context["map"]
    assert [(change.name, change.mark.kind) for change in found.changes] == [("Ben Buyer", "joined")]


def test_who_was_deleted_since_stands_on_the_map_of_then(client, org, people):
    _chief, buyer, _gone = people
    moment = datetime.now(tz=timezone.get_current_timezone())
    stakeholders.stakeholder_delete(stakeholder=buyer, by=org.manager)
    assert AuditEvent.objects.filter(verb="influenceline.deleted", at__gt=moment).count() == 1
    client.force_login(org.member)
    found = client.get(map_of(org), {"on": days_ago(5).isoformat(), "view": "influence"}).context["map"]
    assert "Ben Buyer" in {node.person.name for node in found.picture.nodes}
    assert {wire.kind for wire in found.picture.wires} == {"tie", "conflicts"}
    assert "Ben Buyer" not in client.get(map_of(org)).content.decode()


@pytest.mark.parametrize(
    ("on", "since", "words"),
    [(-2, None, "still to come"), (None, 0, "before the one that is shown"), (20, 10, "before the one that is shown")],
)
def test_days_that_make_no_sense_are_told(client, org, people, on, since, words):  # noqa: PLR0917 -- cases
    client.force_login(org.member)
    given = {"on": on, "since": since}
    query = {name: days_ago(value).isoformat() for name, value in given.items() if value is not None}
    answer = client.get(map_of(org), query)
    assert (answer.status_code, words in answer.content.decode()) == (200, True)


@pytest.mark.parametrize("count", [1, 150])
@pytest.mark.parametrize(("query", "queries"), [({}, 10), ({"since": "2020-01-01"}, 11)])
def test_a_map_of_150_people_takes_twelve_queries_at_most(  # noqa: PLR0917 -- cases
    client, org, count, query, queries, django_assert_num_queries
):
    unit = UnitFactory(account=org.account, kind="entity")
    rows = StakeholderFactory.create_batch(count, account=org.account, unit=unit, influence=4, stance=1)
    for row in rows[:20]:
        LinkFactory(stakeholder=row, user=org.member, is_primary=True)
    if count > 1:
        InfluenceLineFactory(source=rows[0], target=rows[1])
    client.force_login(org.member)
    client.get(map_of(org), query)
    with django_assert_num_queries(queries):
        answer = client.get(map_of(org), query)
    assert answer.context["map"].drawn == count


def test_units_belong_to_the_legal_entity_above_them_even_in_a_circle(org):
    entity = UnitFactory(account=org.account, name="North GmbH", kind="entity")
    plant = UnitFactory(account=org.account, name="Plant", parent=entity)
    one, two = UnitFactory(account=org.account), UnitFactory(account=org.account)
    one.parent, two.parent = two, one
    units = {unit.pk: unit for unit in (entity, plant, one, two)}
    assert entity_names(units) == {entity.pk: "North GmbH", plant.pk: "North GmbH"}


def test_a_legal_entity_chosen_shows_the_people_of_all_units_below_it(client, org):
    north = UnitFactory(account=org.account, name="North GmbH", kind="entity")
    plant = UnitFactory(account=org.account, name="Plant", parent=north)
    for name, unit in (
        ("At the head", north),
        ("In the hall", UnitFactory(account=org.account, parent=plant)),
        ("No", None),
    ):
        StakeholderFactory(account=org.account, name=name, unit=unit)
    client.force_login(org.member)
    answer = client.get(map_of(org), {"unit": north.pk})
    assert sorted(line.name for line in answer.context["map"].lines) == ["At the head", "In the hall"]
    assert [label.lstrip("\u2003") for _value, label in answer.context["form"].fields["unit"].choices][1:3] == [
        "North GmbH",
        "Plant",
    ]
    assert client.get(map_of(org), {"unit": plant.pk}).context["map"].drawn == 1


def test_a_new_place_in_the_grid_needs_evidence_and_can_be_undone(client, org, people):
    chief = people[0]
    client.force_login(org.member)
    url = reverse("accounts:stakeholder-place", args=[chief.pk])
    assert 'value="-2" selected' in client.get(url, {"stance": "-2", "influence": "4"}).content.decode()
    form = {"stance": "-2", "influence": "4", "evidence": "", "version": chief.version}
    assert client.post(url, form).status_code == 422
    answer = client.post(url, {**form, "evidence": "Left the meeting"}, follow=True)
    row = Stakeholder.objects.get(pk=chief.pk)
    assert (row.stance, row.influence, row.stance_by, row.influence_by) == (-2, 4, org.member, org.member)
    assert (row.stance_evidence, row.influence_evidence) == ("Left the meeting", "Left the meeting")
    undo = next(message.extra_tags for message in answer.context["messages"])
    client.post(undo)
    row = Stakeholder.objects.get(pk=chief.pk)
    assert (row.stance, row.influence) == (1, 5)


def test_two_who_place_a_person_at_once_see_both_versions(client, org, people):
    chief = people[0]
    stale = chief.version
    stakeholders.stakeholder_update(stakeholder=chief, changes={"stance": 2}, by=org.manager)
    client.force_login(org.member)
    form = {"stance": "-1", "influence": "5", "evidence": "Said no", "version": stale}
    assert client.post(reverse("accounts:stakeholder-place", args=[chief.pk]), form).status_code == 409
    assert Stakeholder.objects.get(pk=chief.pk).stance == 2


def test_a_line_is_drawn_changed_and_removed(client, org, people):
    chief, buyer, _gone = people
    client.force_login(org.member)
    url = reverse("accounts:influence-line-create", args=[chief.pk])
    form = {"kind": "influences", "target": buyer.pk, "strength": 3, "note": ""}
    assert client.post(url, form).status_code == 302
    line = InfluenceLine.objects.get(source=chief)
    assert AuditEvent.objects.get(verb="influenceline.created", by=org.member).is_sensitive
    influence.influence_line_update(line=line, changes={"strength": 1}, by=org.member)
    influence.influence_line_delete(line=line, by=org.member)
    assert not InfluenceLine.objects.filter(source=chief).exists()


def test_a_line_to_another_customer_is_refused(client, org, people):
    other = StakeholderFactory()
    client.force_login(org.member)
    form = {"kind": "influences", "target": other.pk, "strength": 3}
    assert client.post(reverse("accounts:influence-line-create", args=[people[0].pk]), form).status_code == 422


def test_a_move_keeps_the_history_and_takes_the_links_along(org, people):
    chief = people[0]
    there = AccountFactory(name="Borealis", manager=org.manager)
    new = moves.stakeholder_move(stakeholder=chief, to=there, title="Adviser", on=days_ago(3), by=org.manager)
    old = Stakeholder.objects.get(pk=chief.pk)
    assert (old.status, old.status_on, old.moved_to, old.person_key) == ("moved", days_ago(3), new, new.person_key)
    assert (new.account, new.title, new.stance, new.influence) == (there, "Adviser", None, None)
    assert [(link.user, link.strength) for link in new.links.all()] == [(org.member, 4)]
    with pytest.raises(ValidationError, match="moved already"):
        moves.stakeholder_move(stakeholder=old, to=AccountFactory(), title="", on=days_ago(1), by=org.manager)


def test_a_move_to_a_customer_where_one_may_not_write_is_refused(client, org, people):
    foreign = AccountFactory(name="Foreign", sponsor=org.member)
    client.force_login(org.leader)
    url = reverse("accounts:stakeholder-move", args=[people[0].pk])
    assert client.post(url, {"account": foreign.pk, "on": days_ago(1).isoformat()}).status_code == 422


def test_the_same_person_elsewhere_is_shown_to_who_sees_both_customers_only(client, org, people):
    chief = people[0]
    there = AccountFactory(name="Borealis")
    twin = StakeholderFactory(account=there, name="carla chief")
    page = chief.get_absolute_url()
    client.force_login(org.member)
    assert "Borealis" not in client.get(page).content.decode()
    assert client.post(reverse("accounts:same-person-set", args=[chief.pk]), {"other": twin.pk}).status_code == 404
    MemberFactory(account=there, user=org.member)
    assert "same name" in client.get(page).content.decode()
    assert client.post(reverse("accounts:same-person-set", args=[chief.pk]), {"other": twin.pk}).status_code == 302
    assert [one.is_known for one in client.get(page).context["elsewhere"]] == [True]
    client.force_login(org.manager)
    assert "Borealis" not in client.get(page).content.decode()


def test_the_page_of_who_left_says_what_is_missing(client, org, people):
    chief, buyer, _gone = people
    chief = Stakeholder.objects.get(pk=chief.pk)
    changes = {"status": "left", "decision_roles": ["economic_buyer"]}
    stakeholders.stakeholder_update(stakeholder=chief, changes=changes, by=org.manager)
    client.force_login(org.member)
    broken = client.get(chief.get_absolute_url()).context["broken"]
    assert (broken.roles, broken.links, broken.lines) == (("Economic buyer",), ("Mina Member",), 1)
    assert [row.pk for row in broken.reports] == [buyer.pk]
    assert "G01" in [gap.id for gap in broken.gaps]
    assert client.get(buyer.get_absolute_url()).context["broken"] is None


def test_a_day_ends_at_midnight_of_the_reader():
    assert end_of(days_ago(0)) > timezone.now()
