"""The tabs of the pages about our own house show what each may open."""

import pytest
from django.urls import reverse

from accounts.templatetags.organisation import TABS, open_tabs


@pytest.mark.parametrize(
    ("who", "keys"),
    [
        ("administrator", ["products", "imports", "unassigned", "people", "teams", "audit", "runs"]),
        ("auditor", ["products", "unassigned", "people", "teams", "audit", "runs"]),
        ("leader", ["products", "unassigned", "people", "teams"]),
        ("manager", ["products"]),
        ("member", []),
    ],
)
def test_each_sees_the_tabs_that_they_may_open(client, org, who, keys):
    assert [tab["key"] for tab in open_tabs(getattr(org, who))] == keys
    client.force_login(getattr(org, who))
    for key, _label, view, _ability in TABS:
        assert client.get(reverse(view)).status_code == (200 if key in keys else 403)


def test_each_page_marks_its_own_tab_and_the_programme_leads_there(client, org):
    client.force_login(org.administrator)
    for _key, label, view, _ability in TABS:
        html = " ".join(client.get(reverse(view)).content.decode().split())
        assert f'aria-current="page" >{label}' in html.replace('"page">', '"page" >')
    assert "Data and people" in client.get(reverse("scoring:programme")).content.decode()
