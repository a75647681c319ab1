"""Our middleware: request ids, language and time zone, redirects for htmx."""

import json
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django.utils import timezone, translation
from django_htmx.middleware import HtmxDetails

from kam.lib.middleware import HtmxRedirectMiddleware, PersonMiddleware, RequestIdMiddleware
from kam.lib.request import current_request_id, request_id


@pytest.fixture(autouse=True)
def english():
    """Whatever a test activates ends with it."""
    with translation.override("en"):
        yield


def ask(path: str = "/", **headers: str) -> HttpRequest:
    """A request as it looks after the middleware before ours."""
    request = RequestFactory().get(path, headers=headers)
    request.user = AnonymousUser()
    request.htmx = HtmxDetails(request)
    return request


def redirected(target: str, **headers: str) -> HttpResponse:
    """What becomes of a redirect."""

    def view(_request: HttpRequest) -> HttpResponse:
        response = HttpResponseRedirect(target)
        response.set_cookie("seen", "1")
        return response

    return HtmxRedirectMiddleware(view)(ask(**headers))


def spoken(request: HttpRequest) -> tuple[str, str]:
    """Language and time zone inside the view."""
    found = []

    def view(_request: HttpRequest) -> HttpResponse:
        found.append((translation.get_language(), timezone.get_current_timezone_name()))
        return HttpResponse()

    PersonMiddleware(view)(request)
    return found[0]


def person(language: str, time_zone: str) -> SimpleNamespace:
    """Someone signed in."""
    return SimpleNamespace(is_authenticated=True, language=language, time_zone=time_zone)


def test_htmx_redirect_becomes_a_location():
    response = redirected("/accounts/3/", **{"HX-Request": "true"})
    assert response.status_code == 200
    assert json.loads(response["HX-Location"]) == {"path": "/accounts/3/", "target": "body"}
    assert response.cookies["seen"].value == "1"
    assert response["Vary"] == "HX-Request"
    assert "Location" not in response


def test_plain_redirect_stays():
    assert redirected("/accounts/3/")["Location"] == "/accounts/3/"


def test_boosted_redirect_stays():
    response = redirected("/accounts/3/", **{"HX-Request": "true", "HX-Boosted": "true"})
    assert (response.status_code, response["Location"]) == (302, "/accounts/3/")


def test_htmx_redirect_to_another_site_loads_it_whole():
    response = redirected("https://id.example.com/", **{"HX-Request": "true"})
    assert response["HX-Redirect"] == "https://id.example.com/"
    assert "HX-Location" not in response


def test_htmx_redirect_to_sign_in_leads_back_to_the_page_not_the_fragment():
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/accounts/?q=steel"}
    response = redirected("/login/?next=/accounts/rows/", **headers)
    assert response["HX-Redirect"] == "/login/?next=%2Faccounts%2F%3Fq%3Dsteel"


def test_htmx_answer_without_redirect_is_untouched():
    answer = HttpResponse("x")
    assert HtmxRedirectMiddleware(lambda _r: answer)(ask(**{"HX-Request": "true"})) is answer


def test_signed_in_person_gets_language_and_zone():
    request = ask()
    request.user = person("zh-hans", "Asia/Shanghai")
    assert spoken(request) == ("zh-hans", "Asia/Shanghai")
    assert request.LANGUAGE_CODE == "zh-hans"


def test_zone_ends_with_the_request():
    request = ask()
    request.user = person("", "Asia/Shanghai")
    spoken(request)
    assert timezone.get_current_timezone_name() == "UTC"


def test_stranger_gets_the_browsers_zone():
    request = ask()
    request.COOKIES["timezone"] = "America/New_York"
    assert spoken(request) == ("en", "America/New_York")


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "", "\0"])
def test_nonsense_for_a_zone_means_utc(zone):
    request = ask()
    request.COOKIES["timezone"] = zone
    assert spoken(request) == ("en", "UTC")


def test_unknown_language_is_ignored():
    request = ask()
    request.user = person("xx", "")
    assert spoken(request) == ("en", "UTC")


def test_request_id_reaches_code_and_answer():
    seen = []

    def view(_request: HttpRequest) -> HttpResponse:
        seen.append(current_request_id())
        return HttpResponse()

    with request_id("abc"):
        response = RequestIdMiddleware(view)(ask())
    assert (seen, response["X-Request-ID"]) == (["abc"], "abc")
    assert current_request_id() == ""


def test_page_carries_the_id_of_its_log_lines(client, db):
    first, second = client.get("/login/"), client.get("/login/")
    assert len(first["X-Request-ID"]) == 36
    assert first["X-Request-ID"] != second["X-Request-ID"]
