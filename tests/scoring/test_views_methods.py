"""The written methods."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from scoring.selectors.method_pages import method_page, slugs
from tests.scoring.conftest import text_of

pytestmark = pytest.mark.django_db


def test_every_method_of_the_database_has_a_page():
    assert {"cis-1", "health-1", "viability-1", "select-1", "relationship"} <= set(slugs())


@pytest.mark.parametrize("slug", ["cis-1", "health-1", "viability-1", "select-1", "relationship"])
def test_method_detail_is_for_everybody_signed_in(client, org, slug):
    client.force_login(org.stranger)
    assert client.get(reverse("scoring:method-detail", args=[slug])).status_code == 200


def test_method_pages_ask_to_sign_in(client, org):
    assert client.get(reverse("scoring:method-list")).status_code == 302
    assert client.get(reverse("scoring:method-detail", args=["health-1"])).status_code == 302


def test_an_unknown_method_is_not_found(client, org):
    client.force_login(org.manager)
    assert client.get(reverse("scoring:method-detail", args=["health-99"])).status_code == 404


def test_method_list_names_all(client, org):
    client.force_login(org.auditor)
    text = text_of(client.get(reverse("scoring:method-list")))
    assert all(reverse("scoring:method-detail", args=[slug]) in text for slug in slugs())


def test_a_method_is_shown_in_the_language_of_the_reader():
    with override("zh-hans"):
        chinese = method_page("health-1").body
    with override("en"):
        english = method_page("health-1").body
    assert ("衡量什么" in chinese, "What it measures" in chinese) == (True, False)
    assert ("衡量什么" in english, "What it measures" in english) == (False, True)
