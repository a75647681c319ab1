"""The account team against what the account asks for."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccountTeamMember, KeyStatus
from planning.models import Plan, Resource
from planning.selectors.cover import team_cover
from tests.factories import AccountFactory, LinkFactory, MemberFactory, PlanFactory, ResourceFactory, StakeholderFactory

TODAY = timezone.localdate()


def cover(org):
    return team_cover(org.account, TODAY)


def role(found, name):
    return next(one for one in found.roles if one.role == name)


@pytest.fixture
def member(org):
    row = AccountTeamMember.objects.get(account=org.account, user=org.member)
    row.roles, row.hours_per_week = ["innovator"], 6
    row.save()
    return row


def test_roles_are_held_or_empty_and_a_full_plan_asks_for_all(org, member):
    found = cover(org)
    assert (found.held, found.has_plan, found.is_required) == (1, False, False)
    assert role(found, "innovator").holders == ("Mina Member",)
    plan = PlanFactory(account=org.account, status=Plan.Status.ACTIVE, variant=Plan.Variant.LIGHT)
    assert (cover(org).has_plan, cover(org).is_required) == (True, False)
    Plan.objects.filter(pk=plan.pk).update(variant=Plan.Variant.FULL)
    assert cover(org).is_required


def test_roles_usually_missing_are_marked_on_a_key_account(org, member):
    assert not role(cover(org), "project_manager").is_missed_first
    org.account.key_status = KeyStatus.KEY
    assert role(cover(org), "project_manager").is_missed_first


def test_who_does_it_elsewhere_is_suggested_before_who_is_free(org, member):
    other = AccountFactory(team=org.berlin)
    expert = MemberFactory(account=other, roles=["project_manager"]).user
    named = role(cover(org), "project_manager").suggested
    assert [(one.user, one.member_id, one.elsewhere) for one in named] == [
        (expert, None, 1),
        (org.member, member.pk, 0),
    ]


def test_hours_are_held_against_what_the_plan_asks_for(org, member):
    plan = PlanFactory(
        account=org.account, status=Plan.Status.ACTIVE, starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 12)
    )
    assert cover(org).need is None
    ResourceFactory(plan=plan, account=org.account, kind=Resource.Kind.HOURS, hours=70)
    ResourceFactory(
        plan=plan, account=org.account, kind=Resource.Kind.HOURS, hours=500, status=Resource.Status.WITHDRAWN
    )
    found = cover(org)
    assert (found.hours, found.need, found.hours_band) == (6.0, 7.0, "weak")


def test_hours_nobody_has_said_are_unknown_and_not_zero(org):
    found = cover(org)
    assert (found.hours, found.unsaid, found.hours_band) == (None, 1, "")


def test_dependence_names_who_carries_the_relation(org, member):
    for name, user, strength in (("A", org.manager, 4), ("B", org.manager, 4), ("C", org.member, 1)):
        LinkFactory(
            stakeholder=StakeholderFactory(account=org.account, name=name, influence=5), user=user, strength=strength
        )
    first, second = cover(org).carriers
    assert (first.user, first.people, round(first.share), first.is_risk) == (org.manager, 2, 89, True)
    assert (second.user, second.is_risk) == (org.member, False)


def test_members_without_a_deputy_are_named(org, member):
    assert cover(org).alone == ("Mina Member",)
    member.deputy = org.manager
    member.save()
    assert cover(org).alone == ()


@pytest.mark.parametrize("rows", [1, 3])
def test_part_beside_the_map_takes_the_same_queries(client, org, member, rows, django_assert_num_queries):
    PlanFactory(account=org.account, status=Plan.Status.ACTIVE)
    for _row in range(rows):
        LinkFactory(stakeholder=StakeholderFactory(account=org.account, influence=3))
        MemberFactory(account=AccountFactory(team=org.berlin), roles=["collaborator"])
    client.force_login(org.manager)
    url = reverse("planning:account-cover", args=[org.account.pk])
    headers = {"HX-Request": "true", "HX-Target": "cover"}
    client.get(url, headers=headers)
    with django_assert_num_queries(8):
        page = client.get(url, headers=headers).content.decode()
    assert "of 6 roles" in page
    assert "<html" not in page


def test_map_and_team_page_load_the_part(client, org):
    StakeholderFactory(account=org.account)
    client.force_login(org.manager)
    url = reverse("planning:account-cover", args=[org.account.pk])
    for name in ("account-map", "account-team"):
        assert f'hx-get="{url}"' in client.get(reverse(f"accounts:{name}", args=[org.account.pk])).content.decode()
    assert client.get(url).status_code == 200
