"""One of us leaves: the list of what they hold, and handing it over in one step."""

import threading

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccountTeamMember, AuditEvent, Notice, RelationshipLink
from accounts.selectors.handover import held_by
from accounts.services.handover import Gift, hand_over
from accounts.services.rows import StaleRow
from planning.models import Action, Answer, Plan, Question
from scoring.selectors.colleague_leaves import effects
from tests.factories import (
    AccountFactory,
    ActionFactory,
    LinkFactory,
    MemberFactory,
    ObjectiveFactory,
    PlanFactory,
    ReviewFactory,
    RiskFactory,
    StakeholderFactory,
    UserFactory,
)

TODAY = timezone.localdate()


@pytest.fixture
def load(org):
    """The member holds a link that they keep, a role, an action, a question, an objective, a risk and a review."""
    person = StakeholderFactory(account=org.account, name="Petra", influence=5, stance=1)
    LinkFactory(stakeholder=person, user=org.member, strength=4, last_contact_on=TODAY, is_primary=True)
    AccountTeamMember.objects.filter(user=org.member).update(roles=["innovator"])
    plan = PlanFactory(account=org.account, status=Plan.Status.ACTIVE)
    ActionFactory(account=org.account, title="Call Petra", owner=org.member)
    ObjectiveFactory(plan=plan, owner=org.member)
    RiskFactory(account=org.account, owner=org.member)
    ReviewFactory(account=org.account, lead=org.member)
    Answer.objects.create(plan=plan, question=Question.objects.get(code="N1"), assigned_to=org.member)
    return org


def url(person):
    return reverse("scoring:colleague-leaves", args=[person.pk])


def keys(person, reader):
    return [one.key for one in held_by(person, reader)]


def give_all(org, to, **kwargs):
    held = held_by(org.member, org.leader)
    gifts = [Gift(one.kind.name, one.row.pk, to) for one in held]
    return hand_over(person=org.member, gifts=gifts, by=org.leader, **kwargs)


def test_list_names_everything_that_is_held(load):
    kinds = [one.kind.name for one in held_by(load.member, load.leader)]
    assert kinds == ["member", "link", "action", "question", "objective", "risk", "review"]


def test_list_leaves_out_what_the_reader_may_not_see_and_what_is_over(load):
    other = AccountFactory(team=load.south)
    LinkFactory(stakeholder=StakeholderFactory(account=other), user=load.member)
    LinkFactory(stakeholder=StakeholderFactory(account=load.account, status="left"), user=load.member)
    ActionFactory(account=load.account, owner=load.member, done_on=TODAY)
    assert len(keys(load.member, load.leader)) == 7
    assert len(keys(load.member, load.administrator)) == 8
    assert keys(load.member, load.stranger) == [
        key for key in keys(load.member, load.administrator) if key.endswith("x")
    ]


def test_everything_goes_in_one_step_and_each_row_is_in_the_trail(load):
    to = UserFactory(name="Nora Next")
    done = give_all(load, to)
    assert keys(load.member, load.administrator) == []
    assert {one.kind.name for one in held_by(to, load.administrator)} == {
        *("member", "link", "action", "question", "objective", "risk", "review"),
    }
    assert AccountTeamMember.objects.get(user=to).roles == ["innovator"]
    assert AccountTeamMember.objects.get(user=load.member).left_on == TODAY
    events = AuditEvent.objects.filter(pk__in=done.changes["events"][1])
    assert {event.by for event in events} == {load.leader}
    assert events.count() == 8
    assert Notice.objects.get(user=to, kind="handover").text == "You have taken over 7 things from Mina Member."


def test_link_begins_anew_unless_they_were_introduced(load):
    give_all(load, to := UserFactory())
    link = RelationshipLink.objects.get(user=to)
    assert (link.strength, link.wanted_strength, link.last_contact_on, link.is_primary) == (1, 4, None, True)


def test_link_keeps_its_strength_after_an_introduction(load):
    give_all(load, to := UserFactory(), keeps_strength=True)
    link = RelationshipLink.objects.get(user=to)
    assert (link.strength, link.last_contact_on, link.is_primary) == (4, TODAY, True)


def test_two_links_to_one_person_become_one(load):
    person = load.account.stakeholders.get()
    LinkFactory(stakeholder=person, user=load.manager, strength=2, last_contact_on=TODAY)
    give_all(load, load.manager)
    link = RelationshipLink.objects.get()
    assert (link.user, link.strength, link.wanted_strength, link.is_primary) == (load.manager, 2, 4, True)


def test_handing_over_twice_changes_nothing(load):
    to = UserFactory()
    held = held_by(load.member, load.leader)
    gifts = [Gift(one.kind.name, one.row.pk, to) for one in held if one.kind.name not in {"member"}]
    assert hand_over(person=load.member, gifts=gifts, by=load.leader) is not None
    count = AuditEvent.objects.count()
    assert hand_over(person=load.member, gifts=gifts, by=load.leader) is None
    assert AuditEvent.objects.count() == count


def test_what_somebody_else_has_taken_stops_the_whole(load):
    held = held_by(load.member, load.leader)
    gifts = [Gift(one.kind.name, one.row.pk, load.manager) for one in held]
    Action.objects.update(owner=load.sponsor)
    with pytest.raises(StaleRow):
        hand_over(person=load.member, gifts=gifts, by=load.leader)
    assert RelationshipLink.objects.get().user == load.member


def test_page_shows_what_goes_with_the_person_and_hands_over(client, load):
    client.force_login(load.leader)
    page = client.get(url(load.member)).content.decode()
    assert "Call Petra" in page
    assert "if nobody takes over the links" in page
    data = {"to": load.manager.pk, "give": keys(load.member, load.leader)}
    (action,) = [key for key in data["give"] if key.startswith("action")]
    data[f"to-{action}"] = load.sponsor.pk
    answer = client.post(url(load.member), data)
    done = AuditEvent.objects.get(verb="user.handed_over")
    assert answer.url == reverse("scoring:handover-detail", args=[done.pk])
    assert Action.objects.get().owner == load.sponsor
    assert RelationshipLink.objects.get().user == load.manager
    assert "Call Petra" in client.get(answer.url).content.decode()


def test_handing_over_can_be_taken_back(client, load):
    client.force_login(load.leader)
    before = {one.key for one in held_by(load.member, load.leader)}
    done = give_all(load, UserFactory())
    client.post(reverse("scoring:handover-detail", args=[done.pk]))
    assert {one.key for one in held_by(load.member, load.leader)} == before
    link = RelationshipLink.objects.get()
    assert (link.user, link.strength, link.last_contact_on) == (load.member, 4, TODAY)
    assert AccountTeamMember.objects.get().left_on is None


def test_member_hands_over_own_links_alone(client, load):
    client.force_login(load.member)
    page = client.get(url(load.member)).content.decode()
    assert page.count("not yours to give") == 6
    (link,) = [key for key in keys(load.member, load.member) if key.startswith("link")]
    (action,) = [key for key in keys(load.member, load.member) if key.startswith("action")]
    assert client.post(url(load.member), {"to": load.manager.pk, "give": [action]}).status_code == 403
    assert client.post(url(load.member), {"to": load.manager.pk, "give": [link]}).status_code == 302
    assert RelationshipLink.objects.get().user == load.manager
    assert client.get(url(load.manager)).status_code == 403


def test_what_is_missing_is_said_and_ticks_stay(client, load):
    client.force_login(load.leader)
    (link,) = [key for key in keys(load.member, load.leader) if key.startswith("link")]
    answer = client.post(url(load.member), {"give": [link]})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Choose to whom." in page
    assert page.count("checked") == 1
    assert client.post(url(load.member), {"to": load.manager.pk}).status_code == 422


def test_manager_must_be_somebody_whose_role_allows_it(client, load):
    client.force_login(load.leader)
    data = {"to": load.member.pk, "give": [f"manager:{load.account.pk}"]}
    answer = client.post(url(load.manager), data)
    assert answer.status_code == 422
    assert "cannot be account manager" in answer.content.decode()


def test_stale_form_is_a_conflict_that_names_who_has_it_now(client, load):
    client.force_login(load.leader)
    given = keys(load.member, load.leader)
    Action.objects.update(owner=load.sponsor)
    answer = client.post(url(load.member), {"to": load.manager.pk, "give": given})
    assert answer.status_code == 409
    assert "Call Petra – Sven Sponsor" in answer.content.decode()
    assert RelationshipLink.objects.get().user == load.member


def test_rows_of_accounts_out_of_sight_are_not_given_by_their_key(client, load):
    link = LinkFactory(stakeholder=StakeholderFactory(account=AccountFactory(team=load.south)), user=load.member)
    client.force_login(load.leader)
    client.post(url(load.member), {"to": load.manager.pk, "give": [f"link:{link.pk}"]})
    link.refresh_from_db()
    assert link.user == load.member


def test_effect_is_r_without_the_links_of_the_person(load):
    for name in ("Ada", "Ben"):
        person = StakeholderFactory(account=load.account, name=name, influence=4, stance=1)
        LinkFactory(stakeholder=person, user=load.manager, strength=3, last_contact_on=TODAY)
    line = effects(load.member, [load.account.pk], TODAY)[load.account.pk].figures[0]
    assert line.now == pytest.approx(100 * (5 * (0.375 + 0.4) + 8 * (0.375 + 0.3)) / 13)
    assert line.then == pytest.approx(100 * (5 * 0.375 + 8 * (0.375 + 0.3)) / 13)


@pytest.mark.parametrize("links", [1, 300])
def test_page_and_step_take_the_same_queries_for_300_links(client, load, django_assert_num_queries, links):
    people = StakeholderFactory.create_batch(links, account=load.account, influence=3)
    for person in people:
        LinkFactory(stakeholder=person, user=load.member)
    client.force_login(load.leader)
    with django_assert_num_queries(19):
        client.get(url(load.member))
    gifts = [Gift(one.kind.name, one.row.pk, load.manager) for one in held_by(load.member, load.leader)]
    with django_assert_num_queries(72):
        hand_over(person=load.member, gifts=gifts, by=load.leader)


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_do_not_overwrite_each_other():
    giver, one, two, leader = (UserFactory(name=name) for name in ("Gil", "One", "Two", "Lea"))
    link = LinkFactory(user=giver)
    MemberFactory(account=link.stakeholder.account, user=giver)
    errors = []

    def second():
        try:
            hand_over(person=giver, gifts=[Gift("link", link.pk, two)], by=leader)
        except StaleRow as stale:
            errors.append(stale)
        finally:
            connection.close()

    with transaction.atomic():
        hand_over(person=giver, gifts=[Gift("link", link.pk, one)], by=leader)
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(1)
    thread.join(20)
    link.refresh_from_db()
    assert (link.user, len(errors)) == (one, 1)
