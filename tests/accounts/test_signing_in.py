"""Signing in: by e-mail address, with limits, and nobody registers themselves."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache

from tests.factories import UserFactory

PASSWORD = "seven-green-boats-2026"


@pytest.fixture(autouse=True)
def no_earlier_attempts():
    """Limits are counted in the cache."""
    cache.clear()


@pytest.fixture
def person(db):
    """Someone with a password."""
    user = UserFactory(email="mara@example.com", name="Mara Manager")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, email: str = "mara@example.com", password: str = PASSWORD, path: str = "/login/"):
    """Send the form."""
    return client.post(path, {"login": email, "password": password})


def test_right_password_leads_in(client, person):
    response = sign_in(client, "Mara@Example.com")
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(person.pk)


def test_sign_in_leads_on_to_the_page_that_was_asked_for(client, person):
    assert client.get("/2fa/")["Location"] == "/login/?next=/2fa/"
    assert sign_in(client, path="/login/?next=/2fa/")["Location"] == "/2fa/"


def test_sign_in_does_not_lead_to_another_site(client, person):
    assert sign_in(client, path="/login/?next=https://evil.example.com/")["Location"] == "/"


@pytest.mark.parametrize("email", ["mara@example.com", "nobody@example.com"])
def test_wrong_password_and_unknown_person_look_the_same(client, person, email):
    response = sign_in(client, email, "wrong-password-2026")
    assert response.context["form"].errors == {
        "__all__": ["The email address and/or password you specified are not correct."]
    }
    assert "_auth_user_id" not in client.session


def test_person_who_may_not_sign_in_stays_out(client, person):
    person.is_active = False
    person.save()
    sign_in(client)
    assert "_auth_user_id" not in client.session


def test_sixth_attempt_is_refused_even_with_the_right_password(client, person):
    for _ in range(5):
        sign_in(client, password="wrong-password-2026")
    response = sign_in(client)
    assert "Too many failed login attempts" in str(response.context["form"].errors)
    assert "_auth_user_id" not in client.session


def test_nobody_registers_themselves(client, db):
    body = {"email": "new@example.com", "password1": PASSWORD, "password2": PASSWORD}
    assert client.get("/signup/").templates[0].name == "account/signup_closed.html"
    client.post("/signup/", body)
    assert "_auth_user_id" not in client.session


def test_administration_uses_the_one_sign_in(client, db):
    assert client.get("/admin/")["Location"].startswith("/admin/login/")
    assert client.get("/admin/login/")["Location"].startswith("/login/?next=")


def test_administration_is_closed_to_others(client, person):
    client.force_login(person)
    assert client.get("/admin/login/?next=/admin/").status_code == 403


def test_forgotten_password_sends_mail_to_known_people_only(client, person):
    for email in ("mara@example.com", "nobody@example.com"):
        assert client.post("/password/reset/", {"email": email})["Location"] == "/password/reset/done/"
    assert [message.to for message in mail.outbox] == [["mara@example.com"]]


def test_second_factor_is_asked_for(client, person):
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(person, secret)
    assert Authenticator.objects.filter(user=person).count() == 1
    assert sign_in(client)["Location"] == "/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert client.post("/2fa/authenticate/", {"code": code})["Location"] == "/"
    assert client.session["_auth_user_id"] == str(person.pk)


def test_signing_out_needs_a_click(client, person):
    client.force_login(person)
    client.get("/logout/")
    assert "_auth_user_id" in client.session
    client.post("/logout/")
    assert "_auth_user_id" not in client.session
