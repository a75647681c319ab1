"""The account team: roles, gaps, who leaves and returns, who manages and who sponsors."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccountTeamMember, AuditEvent, KeyStatus, TeamRole
from accounts.selectors.team import team_page
from accounts.services import team
from tests.factories import MemberFactory, UserFactory


def at(name, *args):
    return reverse(f"accounts:{name}", args=args)


@pytest.fixture
def member(org):
    return AccountTeamMember.objects.get(account=org.account, user=org.member)


def test_missing_roles_of_a_key_account_start_with_those_usually_missed(org, member):
    member.roles = [TeamRole.COLLABORATOR]
    member.save()
    six = [role for role in TeamRole if role != TeamRole.COLLABORATOR]
    assert list(team_page(org.account).missing) == six
    org.account.key_status = KeyStatus.KEY
    assert list(team_page(org.account).missing)[:3] == [
        TeamRole.INNOVATOR,
        TeamRole.RESULTS_DRIVER,
        TeamRole.PROJECT_MANAGER,
    ]


def test_roles_of_who_left_are_missing(org, member):
    member.roles = list(TeamRole.values)
    member.save()
    assert team_page(org.account).missing == ()
    team.member_leave(member=member, on=timezone.localdate(), by=org.manager)
    found = team_page(org.account)
    assert (len(found.missing), found.rows, len(found.former), found.hours) == (6, (), 1, None)


def test_team_page_shows_manager_members_and_gaps(client, org, member):
    client.force_login(org.auditor)
    html = client.get(at("account-team", org.account.pk)).content.decode()
    for words in ("Mara Manager", "Mina Member", "Roles that nobody holds", "The account manager is not in the table"):
        assert words in html
    assert 'role="checkbox"' not in html
    client.force_login(org.stranger)
    assert client.get(at("account-team", org.account.pk)).status_code == 404


def test_a_tick_gives_one_role_and_leaves_the_others(client, org, member):
    member.roles = ["collaborator"]
    member.save()
    client.force_login(org.manager)
    url = at("member-role", member.pk)
    assert client.post(url, {"role": "innovator", "held": "on"}).status_code == 302
    member.refresh_from_db()
    assert member.roles == ["collaborator", "innovator"]
    answer = client.post(url, {"role": "collaborator"}, headers={"HX-Request": "true", "HX-Target": "team"})
    member.refresh_from_db()
    assert (answer.status_code, member.roles) == (200, ["innovator"])
    assert answer.content.decode().strip().startswith('<div id="team"')
    assert client.post(url, {"role": "king"}).status_code == 422


def test_members_may_not_change_the_team(client, org, member):
    client.force_login(org.member)
    assert client.post(at("member-role", member.pk), {"role": "innovator"}).status_code == 403
    assert client.get(at("member-create", org.account.pk)).status_code == 403
    assert client.get(at("member-edit", member.pk)).status_code == 403
    assert client.get(at("leaders-edit", org.account.pk)).status_code == 403
    assert client.post(at("member-leave", member.pk)).status_code == 403
    client.force_login(org.stranger)
    assert client.get(at("member-edit", member.pk)).status_code == 404


def test_a_member_is_added_once(client, org):
    person = UserFactory()
    client.force_login(org.leader)
    url = at("member-create", org.account.pk)
    assert client.get(url).status_code == 200
    form = {"user": person.pk, "roles": ["innovator"], "hours_per_week": "6.5", "deputy": org.member.pk}
    assert client.post(url, form).status_code == 302
    added = AccountTeamMember.objects.get(user=person)
    assert (added.roles, float(added.hours_per_week), added.deputy) == (["innovator"], 6.5, org.member)
    answer = client.post(url, form)
    assert (answer.status_code, "is in the account team already" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("wrong", "field"), [({"hours_per_week": 90}, "hours_per_week"), ({"deputy": "self"}, "deputy")]
)
def test_a_member_form_says_what_is_wrong(client, org, wrong, field):
    person = UserFactory()
    client.force_login(org.manager)
    values = {name: person.pk if value == "self" else value for name, value in wrong.items()}
    answer = client.post(at("member-create", org.account.pk), {"user": person.pk, **values})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_who_left_comes_back_as_the_same_member(client, org, member):
    client.force_login(org.manager)
    client.post(at("member-leave", member.pk))
    client.post(at("member-create", org.account.pk), {"user": org.member.pk, "roles": ["innovator"]})
    member.refresh_from_db()
    assert (member.left_on, member.roles) == (None, ["innovator"])
    client.post(at("member-leave", member.pk))
    client.post(at("member-return", member.pk))
    member.refresh_from_db()
    assert member.left_on is None
    assert AuditEvent.objects.filter(verb="accountteammember.returned").count() == 2


def test_a_member_is_edited_with_care_for_colleagues(client, org, member):
    client.force_login(org.manager)
    url = at("member-edit", member.pk)
    assert client.post(url, {"roles": ["innovator"], "skills": "bottling", "version": 1}).status_code == 302
    answer = client.post(url, {"roles": [], "skills": "dairy", "version": 1})
    assert (answer.status_code, "Skills: bottling" in answer.content.decode()) == (409, True)


def test_a_member_added_by_mistake_is_deleted_and_brought_back(client, org, member):
    client.force_login(org.manager)
    answer = client.post(at("member-delete", member.pk), follow=True)
    assert not AccountTeamMember.objects.filter(pk=member.pk).exists()
    client.post(next(iter(answer.context["messages"])).extra_tags)
    assert AccountTeamMember.objects.get(pk=member.pk).user == org.member


def test_manager_and_sponsor_are_named(client, org):
    client.force_login(org.leader)
    url = at("leaders-edit", org.account.pk)
    assert client.get(url).status_code == 200
    form = {"manager": org.leader.pk, "sponsor": org.sponsor.pk, "version": 1}
    assert client.post(url, form).status_code == 302
    org.account.refresh_from_db()
    assert org.account.manager == org.leader
    assert AuditEvent.objects.get(verb="account.leaders_set").changes == {"manager": [org.manager.pk, org.leader.pk]}


@pytest.mark.parametrize(
    ("manager", "sponsor", "field"),
    [
        ("member", "sponsor", "manager"),
        ("auditor", "sponsor", "manager"),
        ("manager", "auditor", "sponsor"),
        ("manager", "manager", "sponsor"),
    ],
)
def test_only_who_could_do_it_is_named(client, org, manager, sponsor, field):
    client.force_login(org.administrator)
    form = {"manager": getattr(org, manager).pk, "sponsor": getattr(org, sponsor).pk, "version": 1}
    answer = client.post(at("leaders-edit", org.account.pk), form)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


@pytest.mark.parametrize("rows", [1, 3])
def test_team_query_count(client, org, rows, django_assert_num_queries):
    for _ in range(rows):
        MemberFactory(account=org.account, deputy=UserFactory())
    client.force_login(org.manager)
    client.get(at("account-team", org.account.pk))
    with django_assert_num_queries(4):
        client.get(at("account-team", org.account.pk))
