"""A light plan from empty to approved with the keyboard alone: no mouse, no address typed in between."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Error as PageError
from playwright.sync_api import Page, expect

from accounts.models import User
from planning.models import Action, Answer, Objective, Plan, Risk
from tests.conftest import Organisation
from tests.e2e.conftest import Open
from tests.factories import AssessmentFactory, LinkFactory, StakeholderFactory

pytestmark = pytest.mark.slow

CORE = 20
MOST_TABS = 200
FOCUSED = "([css, text]) => { const e = document.activeElement; return e.matches(css) && (e.textContent || e.value || '').includes(text) }"


class Keys:
    """A person without a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type into whatever has the focus."""
        self.page.keyboard.type(text)

    def to(self, css: str, text: str = "") -> None:
        """Tab on until the focus is there."""
        self.page.wait_for_load_state("load")
        for _tab in range(MOST_TABS):
            if self._is_at(css, text):
                return
            self.press("Tab")
        raise AssertionError(f"The Tab key does not reach {css} {text}")

    def _is_at(self, css: str, text: str) -> bool:
        try:
            return bool(self.page.evaluate(FOCUSED, [css, text]))
        except PageError:  # the next page is just coming
            self.page.wait_for_load_state("load")
            return False

    def follow(self, css: str, text: str = "") -> None:
        """Go to a link or button, and press Enter."""
        self.to(css, text)
        self.press("Enter")

    def fill(self, name: str, text: str) -> None:
        """Go to a field of the panel and type."""
        self.to(f"#side [name={name}]")
        self.type(text)

    def open_account(self, name: str) -> None:
        """Go to an account by the search."""
        self.press("Control+k")
        self.type(name[:6].lower())
        expect(self.page.get_by_role("option", name=re.compile(name))).to_be_visible()
        self.press("Enter")
        expect(self.page).to_have_url(re.compile(r"/accounts/\d+/$"))

    def open_part(self, label: str) -> None:
        """Go to a part of the plan by its tab."""
        self.follow("nav a", label)
        expect(self.page.locator("a[aria-current=page]", has_text=label).first).to_be_visible()
        self.page.wait_for_load_state("load")  # the keys are there when the scripts have run

    def new(self) -> None:
        """Open the panel of a new row; its first field has the focus."""
        self.press("n")
        expect(self.page.locator("#side [name=title]")).to_be_focused()

    def day(self, name: str, day: date) -> None:
        """Type the next date whose month and day are one number: browsers ask for the two in either order."""
        while day.day != day.month:
            day += timedelta(days=1)
        self.fill(name, f"{day:%m%d%Y}")

    def save(self, title: str) -> None:
        """Save the panel, and see the row."""
        self.follow("#side button[type=submit]", "Save")
        expect(self.page.locator("#side form")).to_have_count(0)
        expect(self.page.locator("main").get_by_text(title).first).to_be_visible()


@pytest.fixture
def chosen(org: Organisation) -> Organisation:
    """An account that was selected, with a theme and five people on its map, and no plan."""
    today = timezone.localdate()
    AssessmentFactory(account=org.account, status="decided", decision="key", decided_on=today)
    org.account.theme = "expand"
    org.account.save()
    for _person in range(5):
        person = StakeholderFactory(account=org.account, decision_roles=["user"], stance=1, influence=3)
        LinkFactory(stakeholder=person, user=org.member, is_primary=True)
    return org


def start(keys: Keys) -> Plan:
    """Start the light plan."""
    keys.open_account("Aurora Foods")
    keys.follow("nav a", "Plan")
    expect(keys.page.get_by_role("button", name="Start the plan")).to_be_visible()
    keys.follow("main button[type=submit]", "Start the plan")
    expect(keys.page).to_have_url(re.compile(r"/plans/\d+/"))
    return Plan.objects.get()


def answer_all(keys: Keys) -> None:
    """Every question in words, from the first to the last."""
    opened = keys.page.locator(".question.is-open")
    keys.press("n")
    expect(opened.locator(".question-title")).to_be_focused()
    keys.press("w")
    for number in range(CORE):
        code = opened.get_attribute("id")
        expect(opened.locator("#id_text").first).to_be_visible()
        if number == 0:
            expect(opened.locator("#id_text")).to_be_focused()
        keys.type(f"What we know of {code}.")
        is_last = opened.locator("[data-next]").count() == 0
        keys.press("Control+Enter")
        if is_last:
            break
        expect(opened).not_to_have_attribute("id", code or "")
        expect(opened.locator("#id_text")).to_be_focused()
    expect(opened.locator(".question-title")).to_be_focused()


def protect(keys: Keys) -> None:
    """The goal is to protect what we have."""
    keys.follow("main a", "Settings")
    keys.to("[name=is_protect_goal]")
    keys.press("Space")
    keys.follow("main button[type=submit]", "Save")
    expect(keys.page.get_by_text("protect what we have").first).to_be_visible()


def move_on(keys: Keys, stage: str) -> None:
    """Leave a stage whose exit checks are met."""
    keys.follow("#advance button[type=submit]", "Move on")
    expect(keys.page.get_by_text(f"The plan is in the stage “{stage}” now.")).to_be_visible()


def plan_work(keys: Keys, today: date) -> None:
    """Two objectives, an action, three risks of which one is the rival's move."""
    keys.open_part("Objectives")
    for title in ("Two more plants", "Their bakers save time"):
        keys.new()
        keys.type(title)
        keys.day("due_on", today + timedelta(days=200))
        for name, text in (("measure", "plants"), ("baseline", "1"), ("target", "3")):
            keys.fill(name, text)
        keys.to("#side [name=improves_customer]")
        keys.press("Space")
        keys.save(title)
    keys.open_part("Actions")
    keys.new()
    keys.type("Visit the second plant")
    keys.day("due_on", today + timedelta(days=30))
    keys.save("Visit the second plant")
    keys.open_part("Risks")
    for title, kind in (("The rival cuts prices", "A rival"), ("They merge", ""), ("Our plant is full", "")):
        keys.new()
        keys.type(title)
        if kind:
            keys.to("#side [name=kind]")
            keys.type(kind)
        keys.save(title)


def approve(page: Page, sponsor: User) -> None:
    """The sponsor approves the plan."""
    keys = Keys(page)
    keys.open_account("Aurora Foods")
    keys.follow("nav a", "Plan")
    expect(page).to_have_url(re.compile(r"/plans/\d+/"))
    keys.open_part("Stages")
    keys.follow("#approval button[type=submit]", "Approve")
    expect(page.get_by_text("Version 1.0 is approved and frozen.")).to_be_visible()
    assert Plan.objects.get().approved_by == sponsor


def test_a_light_plan_is_filled_from_empty_to_approved_by_keyboard(chosen: Organisation, open_page: Open) -> None:
    today = timezone.localdate()
    keys = Keys(open_page("/", chosen.manager))
    plan = start(keys)
    answer_all(keys)
    assert Answer.objects.filter(plan=plan, status="answered").count() == CORE
    protect(keys)
    keys.open_part("Stages")
    move_on(keys, "Research")
    move_on(keys, "Action plan")
    plan_work(keys, today)
    assert (Objective.objects.count(), Action.objects.count(), Risk.objects.count()) == (2, 1, 3)
    assert Objective.objects.filter(improves_customer=True, owner=chosen.manager, target=3).count() == 2
    keys.open_part("Stages")
    expect(keys.page.get_by_text("Every exit check is met.")).to_be_visible()
    approve(open_page("/", chosen.sponsor), chosen.sponsor)
    plan.refresh_from_db()
    assert (plan.stage, plan.version_label) == ("action_plan", "1.0")
