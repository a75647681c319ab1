"""The page of the design system, and what every page carries."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from accounts.models import Notice, Role
from kam.context import MOST_UNREAD, chrome
from kam.design import PARTS
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("part", [key for key, _label in PARTS])
def test_gallery_shows_every_part_to_administrators(client, part):
    client.force_login(UserFactory(role=Role.ADMINISTRATOR))
    response = client.get(reverse("design"), {"part": part})
    assert response.status_code == 200
    assert "<style" not in response.text
    assert " style=" not in response.text


def test_gallery_is_not_there_for_others(client, settings):
    settings.DEBUG = False
    client.force_login(UserFactory(role=Role.LEADER))
    assert client.get(reverse("design")).status_code == 404


def test_gallery_ignores_a_part_that_does_not_exist(client):
    client.force_login(UserFactory(role=Role.ADMINISTRATOR))
    assert client.get(reverse("design"), {"part": "../base"}).status_code == 200


def test_unread_notices_are_counted_once_and_capped(django_assert_num_queries):
    user = UserFactory()
    Notice.objects.bulk_create(
        Notice(user=user, kind="x", text="x", dedupe_key=str(n)) for n in range(MOST_UNREAD + 20)
    )
    request = RequestFactory().get("/")
    request.user = user
    with django_assert_num_queries(1):
        count = chrome(request)["unread_notices"]
        assert (count(), count()) == (MOST_UNREAD + 1, MOST_UNREAD + 1)


def test_sign_in_page_has_fields_with_labels(client):
    text = client.get(reverse("account_login")).text
    assert 'for="id_login"' in text
    assert 'for="id_password"' in text
    assert "<style" not in text
