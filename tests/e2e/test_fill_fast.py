"""A useful first map of ten people: pasted, judged by keyboard, with every click and key counted."""

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Organisation
from tests.e2e.conftest import Open

pytestmark = pytest.mark.slow

TEN = """Name\tTitle
Clara Chief\tManaging director
Fiona Funds\tCFO
Petra Purchase\tHead of purchasing
Otto Operations\tVice President Operations
Quirin Quality\tQuality engineer
Rita Research\tHead of R&D
Lena Legal\tLegal counsel
Sam Shift\tShift supervisor
Anna Assistant\tAssistant to the managing director
李伟\t采购总监
"""
# influence, stance (the first letters of "+1 Supporter" and the like), what shows it
JUDGED = (
    *(("5", "+1", "praised the pilot"), ("5", "0", "asked for figures"), ("4", "-1", "asked a rival")),
    *(("4", "+2", "called us first"), ("3", "+1", "passed the samples"), ("3", "", ""), ("2", "", "")),
    *(("2", "0", "has no view"), ("1", "", ""), ("4", "", "")),
)
SECONDS_A_KEY, SECONDS_A_CLICK = 0.5, 3.0  # a slow typist; looking and aiming
THINKING = 25.0  # seconds a person to remember what they said


class Counted:
    """A person at the keyboard whose clicks and keys are counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.keys = page, 0, 0

    def click(self, role: str, name: str) -> None:
        """Click a link or a button."""
        self.page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]
        self.clicks += 1

    def press(self, key: str) -> None:
        """Press one key."""
        self.page.keyboard.press(key)
        self.keys += 1

    def type(self, words: str) -> None:
        """Type, letter by letter."""
        self.page.keyboard.type(words)
        self.keys += len(words)


def test_ten_people_are_on_a_useful_map_within_ten_minutes(org: Organisation, open_page: Open) -> None:
    page = open_page(f"/accounts/{org.account.pk}/map/", org.manager, viewport={"width": 1440, "height": 1000})
    me = Counted(page)
    me.click("link", "Several at once")
    page.locator("textarea[name=text]").fill(TEN)  # one paste
    me.clicks += 1
    me.keys += 1
    me.click("button", "Look first")
    expect(page.get_by_text("Columns found:")).to_be_visible()
    me.click("button", "Add these people")
    expect(page.get_by_role("heading", name="Judge many")).to_be_visible()
    expect(page.locator("tbody tr select[name$=-role]").first).to_be_focused()
    me.press("ArrowRight")
    for at, (influence, stance, evidence) in enumerate(JUDGED):
        me.type(influence)
        if stance:
            me.press("ArrowRight")
            me.type(stance)
            me.press("ArrowRight")
            me.type(evidence)
            me.press("Home")
            me.press("ArrowLeft")
            me.press("ArrowLeft")
        if at < len(JUDGED) - 1:
            me.press("ArrowDown")
    me.click("button", "Save")
    expect(page.get_by_text("10 people were judged.")).to_be_visible()
    people = {one.name: one for one in org.account.stakeholders.all()}
    assert [(people[name].influence, people[name].stance) for name in ("Clara Chief", "Petra Purchase", "李伟")] == (
        [(5, 1), (4, -1), (4, None)]
    )
    assert people["Clara Chief"].decision_roles == ["economic_buyer"]
    assert people["李伟"].decision_roles == ["approver"]
    assert me.clicks <= 6
    assert me.keys <= 220
    assert me.keys * SECONDS_A_KEY + me.clicks * SECONDS_A_CLICK + len(JUDGED) * THINKING <= 600
