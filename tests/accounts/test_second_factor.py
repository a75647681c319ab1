"""People of the roles that the installation names set up a second factor before anything else."""

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache

from accounts.models import Role
from tests.factories import UserFactory

PASSWORD = "seven-green-boats-2026"
SET_UP = "/2fa/totp/activate/"


@pytest.fixture
def leader(db, settings):
    """A sales leader, where leaders must have a second factor."""
    cache.clear()
    settings.KAM_REQUIRE_MFA_ROLES = ["administrator", "leader"]
    user = UserFactory(email="lars@example.com", role=Role.LEADER)
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client):
    """With the password alone."""
    client.post("/login/", {"login": "lars@example.com", "password": PASSWORD})


@pytest.mark.parametrize(
    "path", ["/", "/accounts/", "/portfolio/", "/profile/", "/admin/", "/email/", "/accounts/accounts.csv"]
)
def test_every_page_leads_to_the_set_up(client, leader, path):
    sign_in(client)
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, SET_UP)
    page = client.get(SET_UP)
    assert page.status_code == 200
    assert "Your role needs a second factor" in page.content.decode()


def test_nothing_is_changed_and_programs_are_told(client, leader):
    sign_in(client)
    assert client.post("/accounts/new/", {"name": "Aurora"})["Location"] == SET_UP
    answer = client.get("/api/v1/accounts/")
    assert (answer.status_code, "second factor" in answer.json()["detail"]) == (403, True)
    part = client.get("/accounts/", headers={"HX-Request": "true", "HX-Target": "account-rows"})
    assert SET_UP in part["HX-Location"]


def test_setting_it_up_opens_everything(client, leader):
    sign_in(client)
    secret = client.get(SET_UP).context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    answer = client.post(SET_UP, {"code": code})
    assert answer["Location"] == "/2fa/recovery-codes/"
    assert client.get(answer["Location"]).status_code == 200
    assert client.get("/accounts/").status_code == 200


def test_who_has_one_is_not_troubled(client, leader):
    TOTP.activate(leader, "JBSWY3DPEHPK3PXP")
    client.force_login(leader)
    assert client.get("/accounts/").status_code == 200


def test_other_roles_and_the_sign_in_page_are_as_before(client, leader):
    assert client.get("/login/").status_code == 200
    client.force_login(UserFactory(role=Role.MANAGER))
    assert client.get("/accounts/").status_code == 200


def test_who_came_in_by_the_company_is_asked_there(client, leader, rf):
    client.force_login(leader)
    request = rf.get("/")
    request.session = client.session
    record_authentication(request, leader, "socialaccount", provider="company")
    request.session.save()
    assert request.session[AUTHENTICATION_METHODS_SESSION_KEY]
    assert client.get("/accounts/").status_code == 200


def test_signing_out_stays_possible(client, leader):
    sign_in(client)
    client.post("/logout/")
    assert "_auth_user_id" not in client.session


def test_the_address_for_signing_in_is_not_ones_own_to_change(client, leader, settings):
    """It is what the identity provider's address is matched with."""
    settings.KAM_REQUIRE_MFA_ROLES = []
    sign_in(client)
    client.post("/email/", {"action_add": "", "email": "other@example.com"})
    client.post("/email/", {"action_primary": "", "email": "other@example.com"})
    leader.refresh_from_db()
    assert leader.email == "lars@example.com"
    assert not EmailAddress.objects.filter(email="other@example.com").exists()
