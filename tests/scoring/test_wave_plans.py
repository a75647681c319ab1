"""One wave at many accounts."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Account, KeyStatus
from scoring.models import Wave
from tests.factories import AccountFactory
from tests.scoring.conftest import text_of
from tests.scoring.test_services_waves import make_wave, person

pytestmark = pytest.mark.django_db


def plan_url():
    return reverse("scoring:wave-plan")


def data(*accounts, **changes):
    today = timezone.localdate()
    values = {
        "plan": "1", "ids": [account.pk for account in accounts], "name": "Spring", "mode": "confidential",
        "opens_on": today.isoformat(), "closes_on": (today + timedelta(days=20)).isoformat(), "by_mail": "on",
        "purpose": "We plan next year.",
    }  # fmt: skip
    return {**values, **changes}


@pytest.fixture
def three(org):
    """Key accounts of the manager: two with somebody to ask, one where a wave runs."""
    accounts = [org.account, *(AccountFactory(manager=org.manager, team=org.berlin, name=name) for name in "BC")]
    Account.objects.update(key_status=KeyStatus.KEY)
    for account in accounts:
        person(account, f"P {account.pk}", ["approver"], email=f"p{account.pk}@customer.example")
    org.account = accounts[2]
    make_wave(org, [accounts[2].stakeholders.get()], opens_on=timezone.localdate())
    return accounts


def test_the_page_says_who_can_be_asked_where(client, org, three):
    client.force_login(org.manager)
    text = text_of(client.get(plan_url()))
    assert text.count(" checked") == 3  # two accounts, and the invitation by e-mail
    assert text.count(" disabled") == 1


def test_waves_are_planned_and_what_is_left_out_is_said(client, org, three):
    client.force_login(org.manager)
    answer = client.post(plan_url(), data(*three), follow=True)
    waves = Wave.objects.filter(name="Spring", mode="confidential")
    assert {wave.account for wave in waves} == set(three[:2])
    assert {(wave.asked_by, wave.by_mail, wave.purpose) for wave in waves} == {
        (org.manager, True, "We plan next year.")
    }
    assert "2 waves are planned." in text_of(answer)
    assert "a wave runs already: C" in text_of(answer)


def test_accounts_marked_in_the_list_are_offered(client, org, three):
    client.force_login(org.manager)
    text = text_of(client.post(plan_url(), {"ids": [three[1].pk]}))
    assert f'value="{three[1].pk}"' in text
    assert f'value="{three[0].pk}"' not in text
    assert not Wave.objects.filter(mode="confidential").exists()


def test_nobody_plans_at_an_account_of_others(client, org, three):
    client.force_login(org.stranger)
    assert client.post(plan_url(), data(*three)).status_code == 422
    client.force_login(org.member)
    assert client.post(plan_url(), data(*three)).status_code == 403
    assert Wave.objects.count() == 1


@pytest.mark.parametrize("changes", [{"name": ""}, {"closes_on": "2020-01-01"}, {"ids": []}])
def test_what_is_wrong_is_said(client, org, three, changes):
    client.force_login(org.manager)
    answer = client.post(plan_url(), data(*three, **changes))
    assert answer.status_code == 422
    assert "We plan next year." in text_of(answer)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_many_accounts(client, org, three, rows, django_assert_max_num_queries):
    client.force_login(org.manager)
    ids = [account.pk for account in three[:rows]]
    client.post(plan_url(), {"ids": ids})
    with django_assert_max_num_queries(9):
        client.post(plan_url(), {"ids": ids})
