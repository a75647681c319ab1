"""The language switch."""

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_language_set_follows_the_person(client):
    user = UserFactory(language="en")
    client.force_login(user)
    response = client.post(reverse("set_language"), {"language": "zh-hans", "next": "/accounts/"})
    user.refresh_from_db()
    assert (response.status_code, response.url, user.language) == (302, "/accounts/", "zh-hans")
    assert AuditEvent.objects.filter(by=user, changes__language=["en", "zh-hans"]).exists()


def test_language_set_keeps_a_cookie_before_sign_in(client):
    response = client.post(reverse("set_language"), {"language": "zh-hans", "next": "/login/"})
    assert response.cookies["django_language"].value == "zh-hans"


def test_language_set_ignores_what_is_no_language(client):
    user = UserFactory(language="en")
    client.force_login(user)
    client.post(reverse("set_language"), {"language": "xx", "next": "https://elsewhere.example/"})
    user.refresh_from_db()
    assert user.language == "en"


def test_language_set_refuses_get(client):
    assert client.get(reverse("set_language")).status_code == 405
