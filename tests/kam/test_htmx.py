"""One answer for browsers and for htmx."""

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.template import engines
from django.test import RequestFactory

from kam.lib.htmx import fragment_name, page

SOURCE = "before {% partialdef rows inline %}<p id=rows>{{ n }}</p>{% endpartialdef %} after"


@pytest.fixture
def template(settings, monkeypatch):
    """A page with one part, known to the template loader."""
    engine = engines["django"].engine
    loaders = [("django.template.loaders.locmem.Loader", {"sample.html": SOURCE}), *engine.loaders]
    monkeypatch.setattr(engine, "template_loaders", engine.get_template_loaders(loaders))
    return "sample.html"


def ask(**headers):
    request = RequestFactory().get("/", headers={name.replace("_", "-"): value for name, value in headers.items()})
    request._messages = CookieStorage(request)
    return request


def test_page_renders_the_whole_page_for_browsers(template):
    response = page(ask(), template, {"n": 3}, partials=("rows",))
    assert response.text == "before <p id=rows>3</p> after"


def test_page_renders_the_part_that_htmx_replaces(template):
    response = page(ask(HX_Request="true", HX_Target="rows"), template, {"n": 3}, partials=("rows",), status=422)
    assert (response.status_code, response.text) == (422, "<p id=rows>3</p>")


def test_page_never_renders_a_part_that_the_view_does_not_offer(template):
    response = page(ask(HX_Request="true", HX_Target="rows"), template, {"n": 3})
    assert response.text.startswith("before")


@pytest.mark.parametrize("header", ["HX_Boosted", "HX_History_Restore_Request"])
def test_page_is_whole_when_boosted_or_restored(template, header):
    request = ask(HX_Request="true", HX_Target="rows", **{header: "true"})
    assert fragment_name(request, ("rows",)) is None


def test_page_varies_with_what_htmx_says(template):
    response = page(ask(), template, partials=("rows",))
    assert "HX-Target" in response.headers["Vary"]
    assert "HX-Request" in response.headers["Vary"]


def test_page_sends_messages_with_the_part(template):
    request = ask(HX_Request="true", HX_Target="rows")
    messages.success(request, "Saved <b>")
    response = page(request, template, {"n": 1}, partials=("rows",))
    assert 'hx-swap-oob="beforeend"' in response.text
    assert "Saved &lt;b&gt;" in response.text
