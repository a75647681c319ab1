"""Tags and filters of the design system."""

import datetime as dt
import re

import pytest
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.utils import timezone

from kam.context import RAIL, section_of


def draw(source, **values):
    return tidy(Template(source).render(Context(values)))


def tidy(html):
    """White space does not count: templates are laid out by a formatter."""
    html = re.sub(r"\s+", " ", html)
    return re.sub(r" ?([<>]) ?", r"\1", html).strip()


def test_button_is_a_link_when_it_has_an_address():
    html = draw('{% button href=url kind="primary" icon="plus" %}New{% endbutton %}', url="/x/?a=1&b=2")
    assert html.strip().startswith('<a class="btn btn-primary" href="/x/?a=1&amp;b=2">')
    assert "<svg" in html


def test_button_turns_keywords_into_attributes():
    html = draw('{% button hx_post="/x/" data_shortcut="n" disabled=True name=None %}Go{% endbutton %}')
    assert html.strip() == ('<button class="btn" type="button" hx-post="/x/" data-shortcut="n" disabled>Go</button>')


def test_attributes_are_escaped():
    html = draw("{% button title=words %}Go{% endbutton %}", words='"><script>')
    assert "<script>" not in html


def test_near_makes_a_time_with_the_date_on_hover():
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    html = draw("{{ day|near }}", day=tomorrow)
    assert f'datetime="{tomorrow.isoformat()}"' in html
    assert ">tomorrow</time>" in html


def test_score_of_unknown_is_a_dash_and_never_zero():
    html = draw('{% include "components/score.html" with value=None band=None only %}')
    assert "is-unknown" in html
    assert "unknown</span>" in html
    assert "0.0" not in html


def test_score_bar_draws_dot_and_range_without_arithmetic():
    html = draw('{% include "components/score.html" with value=55 band="fair" bar=True low=31.5 high=74 only %}')
    assert '<line class="range" x1="31.5" x2="74"' in html
    assert "between 31.5 and 74.0" in html


@pytest.mark.parametrize(
    ("query", "link", "direction"),
    [
        ("stage=3&page=4", "?stage=3&amp;sort=name", ""),
        ("sort=name", "?sort=-name", "ascending"),
        ("sort=-name", "?sort=name", "descending"),
    ],
)
def test_sort_header_turns_round_and_keeps_the_filters(query, link, direction):
    request = RequestFactory().get(f"/?{query}")
    html = Template('{% sort_header "name" "Name" %}').render(RequestContext(request, {}))
    assert f'href="{link}"' in html
    assert (f'aria-sort="{direction}"' in html) is bool(direction)


def test_sign_is_drawn_for_each_band():
    assert len({draw("{% sign band %}", band=band) for band in ("strong", "fair", "weak", None, "info")}) == 5


def test_panel_takes_no_values_from_round_it():
    html = draw("{% panel title='A' %}x{% endpanel %}", sub="leaked", href="/leaked/")
    assert "leaked" not in html
    assert "<h2>A</h2>" in html


@pytest.mark.parametrize(
    ("path", "section"),
    [("/", "work"), ("/accounts/3/", "accounts"), ("/plans/3/", "accounts"), ("/reviews/", "reviews"), ("/login/", "")],
)
def test_the_rail_knows_its_place(path, section):
    assert section_of(path) == section


def test_the_rail_has_five_places_with_keys_of_their_own():
    assert len({item.shortcut for item in RAIL}) == len(RAIL) == 5


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "500.html", "403_csrf.html"])
def test_error_pages_need_neither_request_nor_database(name):
    html = draw(f"{{% extends '{name}' %}}")
    assert "<h1>" in html
    assert 'href="/"' in html
