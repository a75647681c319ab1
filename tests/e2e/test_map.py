"""The stakeholder map in a browser: its four views for everybody, places changed by mouse and by keys, time, zoom."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Stakeholder
from tests.conftest import Organisation
from tests.e2e.conftest import Open
from tests.e2e.test_accessibility import SCREENS, violations
from tests.factories import InfluenceLineFactory, LinkFactory, StakeholderFactory, UnitFactory

pytestmark = pytest.mark.slow

VIEWS = ("org", "influence", "grid", "coverage")


def filled(org: Organisation) -> Stakeholder:
    """Two legal entities, a boss, six people, links and a conflict."""
    north = UnitFactory(account=org.account, name="North GmbH", kind="entity")
    south = UnitFactory(account=org.account, name="South Ltd", kind="entity")
    chief = StakeholderFactory(
        account=org.account, name="Carla Chief", unit=north, influence=5, stance=1, has_veto=True
    )
    people = [
        StakeholderFactory(account=org.account, name=f"Person {at}", unit=unit, influence=at, reports_to=chief)
        for at, unit in ((4, north), (3, south), (2, south), (1, None))
    ]
    StakeholderFactory(account=org.account, name="Head of IT", is_placeholder=True, influence=3)
    LinkFactory(stakeholder=chief, user=org.member, strength=3, wanted_strength=5, is_primary=True)
    InfluenceLineFactory(source=people[0], target=chief, kind="conflicts")
    return chief


def map_url(org: Organisation, view: str) -> str:
    """The address of a view."""
    return f"/accounts/{org.account.pk}/map/?view={view}"


@pytest.mark.parametrize("size", SCREENS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_four_views_are_accessible(org: Organisation, open_page: Open, theme: str, size: str) -> None:
    filled(org)
    width, height = SCREENS[size]
    options: dict[str, Any] = {"color_scheme": theme, "reduced_motion": "reduce"}
    page = open_page("/", org.member, viewport={"width": width, "height": height}, **options)
    wrong: list[str] = []
    for view in VIEWS:
        page.goto(f"{map_url(org, view)}&since=2020-01-01")
        page.locator(".chart-table > summary").click()
        wrong += [f"{view}: {line}" for line in violations(page)]
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if overflow > 0:
            wrong.append(f"{view}: {overflow} px wider than the window")
    assert not wrong, f"{theme}, {size}:\n" + "\n".join(wrong)


def place(page: Page, name: str) -> Any:
    """The chip of a person in the power grid."""
    return page.locator("a.map-person", has_text=name)


def test_a_person_is_dragged_to_another_stance_and_back(org: Organisation, open_page: Open) -> None:
    chief = filled(org)
    page = open_page(map_url(org, "grid"), org.member, viewport={"width": 1440, "height": 1100})
    chip = place(page, "Carla Chief").bounding_box()
    cell = page.locator('.map-cell[data-stance="-1"][data-influence="4"]').bounding_box()
    assert chip is not None
    assert cell is not None
    page.mouse.move(chip["x"] + 15, chip["y"] + 10)
    page.mouse.down()
    page.mouse.move(cell["x"] + 40, cell["y"] + 20, steps=5)
    page.mouse.up()
    evidence = page.locator("#side textarea[name=evidence]")
    evidence.fill("Asked for a rival's offer")
    page.locator("#side").get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Carla Chief has a new place.")).to_be_visible()
    chief.refresh_from_db()
    assert (chief.stance, chief.influence, chief.stance_evidence) == (-1, 4, "Asked for a rival's offer")
    page.locator("[data-toasts]").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("The change was taken back.")).to_be_visible()
    chief.refresh_from_db()
    assert (chief.stance, chief.influence) == (1, 5)


def test_keys_go_from_person_to_person_and_change_a_place(org: Organisation, open_page: Open) -> None:
    chief = filled(org)
    page = open_page(map_url(org, "grid"), org.member)
    place(page, "Carla Chief").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("a.map-person:focus")).not_to_contain_text("Carla Chief")
    place(page, "Carla Chief").focus()
    page.keyboard.press("m")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-map-say]")).to_contain_text("Neutral")
    page.keyboard.press("Enter")
    page.locator("#side textarea[name=evidence]").fill("Said nothing at all")
    page.locator("#side").get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Carla Chief has a new place.")).to_be_visible()
    chief.refresh_from_db()
    assert (chief.stance, chief.influence) == (0, 5)


def test_a_click_opens_the_person_beside_the_picture_and_closing_brings_the_gaps_back(
    org: Organisation, open_page: Open
) -> None:
    filled(org)
    page = open_page(map_url(org, "org"), org.member, viewport={"width": 1440, "height": 1000})
    place(page, "Carla Chief").click()
    expect(page.locator("#side h2").first).to_have_text("Carla Chief")
    page.locator("#side").get_by_role("link", name="Close").click()
    expect(page.locator("#side #gaps")).to_be_visible()


def test_filters_and_days_live_in_the_address(org: Organisation, open_page: Open) -> None:
    filled(org)
    page = open_page(map_url(org, "org"), org.member)
    page.get_by_label("Unit", exact=True).select_option(label="South Ltd")
    expect(page.locator("a.map-person")).to_have_count(2)
    assert "unit=" in page.url
    assert "view=org" in page.url
    before = page.locator("[data-canvas] > svg").bounding_box()
    page.get_by_role("button", name="Larger (+)").click()
    after = page.locator("[data-canvas] > svg").bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] > before["width"]


def test_map_that_a_form_leads_to_has_its_styles_and_keys(org: Organisation, open_page: Open) -> None:
    """The page that htmx puts into the body after a form works as one that was opened."""
    filled(org)
    page = open_page(f"/accounts/{org.account.pk}/team/", org.manager)
    page.evaluate("url => htmx.ajax('GET', url, {target: 'body'})", map_url(org, "org"))
    expect(page.locator("#picture[data-ready]")).to_be_visible()
    assert page.locator('head link[href*="map"]').count() == 1
    page.evaluate("url => htmx.ajax('GET', url, {target: 'body'})", map_url(org, "coverage"))
    expect(page.locator('#picture[data-map="coverage"][data-ready]')).to_be_visible()
    assert page.locator('head link[href*="map"]').count() == 1


def test_large_maps_keep_their_headings_and_lead_about(org: Organisation, open_page: Open) -> None:
    chief = filled(org)
    StakeholderFactory.create_batch(60, account=org.account, influence=2, reports_to=chief)
    page = open_page(map_url(org, "coverage"), org.member, viewport={"width": 1440, "height": 900})
    canvas = page.locator("[data-canvas]")
    heading = page.locator("[data-stay=top] .t-name")
    canvas.evaluate("it => it.scrollTo(0, 700)")
    expect(page.locator("[data-stay=top].is-stuck")).to_be_visible()
    top, room = heading.bounding_box(), canvas.bounding_box()
    assert top is not None
    assert room is not None
    assert room["y"] <= top["y"] < room["y"] + 50
    page.set_viewport_size({"width": 700, "height": 500})
    page.goto(map_url(org, "org"))
    small = page.locator(".map-mini")
    before = canvas.evaluate("it => [it.scrollLeft, it.scrollTop]")
    small.click(position={"x": 8, "y": 40})
    assert canvas.evaluate("it => [it.scrollLeft, it.scrollTop]") != before


def test_the_card_of_a_person_can_be_pointed_at(org: Organisation, open_page: Open) -> None:
    filled(org)
    page = open_page(map_url(org, "org"), org.member, viewport={"width": 1440, "height": 1000})
    place(page, "Carla Chief").hover()
    card = page.locator(".map-hover")
    expect(card).to_be_visible()
    card.get_by_text("If this person leaves").click()
    expect(page).to_have_url(re.compile(r"/if-left/$"))
