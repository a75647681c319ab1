"""What people do in a day, done in a browser."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Account, KeyStatus
from planning.models import Answer, Plan
from tests.conftest import Organisation
from tests.e2e.conftest import Open
from tests.factories import TODAY, AccountFactory, PlanFactory, ReviewFactory

pytestmark = pytest.mark.slow

PASSWORD = "a-password-of-nobody"
CODE = "N1"  # a question that the light plan asks, answered in words


def answer_field(page: Page) -> Any:
    """The text of the question that is open."""
    return page.locator("form[data-autosave] textarea[name=text]").first


def saved(page: Page) -> None:
    """The page says that what was typed is kept."""
    expect(page.locator("[data-save-state][data-state=saved]").first).to_be_visible()


def question_url(plan: Plan) -> str:
    """The plan with one question open."""
    return f"/plans/{plan.pk}/?q={CODE}"


def test_a_manager_signs_in_and_starts_a_plan(org: Organisation, open_page: Open) -> None:
    org.manager.set_password(PASSWORD)
    org.manager.save()
    AccountFactory(name="Borealis Paper", name_key="borealis paper", manager=org.manager, team=org.berlin)

    page = open_page("/")
    expect(page).to_have_url(re.compile(r"/login/"))
    page.get_by_label("E-mail").fill(org.manager.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).not_to_have_url(re.compile("login"))

    page.goto("/accounts/?view=all")
    expect(page.get_by_role("link", name="Aurora Foods").first).to_be_visible()
    page.locator("[data-filterbar] input[type=search]").fill("boreal")
    expect(page).to_have_url(re.compile(r"q=boreal"))
    expect(page.get_by_role("link", name="Aurora Foods")).to_have_count(0)
    page.get_by_role("link", name="Borealis Paper").first.click()
    expect(page.get_by_role("heading", name="Borealis Paper").first).to_be_visible()

    page.get_by_role("link", name="Plan", exact=True).first.click()
    page.locator("input[name=variant][value=light]").check()
    page.get_by_role("button", name="Start the plan").click()
    expect(page).to_have_url(re.compile(r"/plans/\d+/"))

    plan = Plan.objects.get(account__name="Borealis Paper")
    page.goto(question_url(plan))
    answer_field(page).fill("We help them to bake faster.")
    saved(page)
    page.reload()
    expect(answer_field(page)).to_have_value("We help them to bake faster.")
    assert Answer.objects.get(plan=plan, question__code=CODE).text == "We help them to bake faster."


def test_what_is_typed_without_a_network_is_saved_when_it_is_back(org: Organisation, open_page: Open) -> None:
    plan = PlanFactory(account=org.account)
    page = open_page(question_url(plan), org.manager)
    page.context.set_offline(True)
    answer_field(page).fill("Typed in the train.")
    expect(page.locator("[data-save-state][data-state=offline]").first).to_be_visible()
    expect(answer_field(page)).to_have_value("Typed in the train.")
    assert not Answer.objects.filter(plan=plan, text="Typed in the train.").exists()

    page.context.set_offline(False)
    saved(page)
    assert Answer.objects.get(plan=plan, question__code=CODE).text == "Typed in the train."


def test_two_people_in_one_answer_see_both_texts(org: Organisation, open_page: Open) -> None:
    plan = PlanFactory(account=org.account)
    first, second = open_page(question_url(plan), org.manager), open_page(question_url(plan), org.member)
    answer_field(first).fill("The manager's words.")
    saved(first)
    answer_field(second).fill("The member's words.")
    conflict = second.locator("[data-conflict]").first
    expect(conflict).to_be_visible()
    expect(conflict).to_contain_text("The manager's words.")
    expect(conflict).to_contain_text("The member's words.")
    assert Answer.objects.get(plan=plan, question__code=CODE).text == "The manager's words."

    conflict.get_by_role("button", name="Take both").click()
    saved(second)
    both = Answer.objects.get(plan=plan, question__code=CODE).text
    assert "The manager's words." in both
    assert "The member's words." in both


def test_a_decision_of_a_review_becomes_work(org: Organisation, open_page: Open) -> None:
    plan = PlanFactory(account=org.account)
    review = ReviewFactory(account=org.account, plan=plan, lead=org.manager)
    page = open_page(f"/reviews/{review.pk}/hold/", org.manager)
    page.locator("input[name=held_on]").fill(TODAY.isoformat())
    page.locator("textarea[name=notes]").fill("A good hour.")
    page.locator("input[name$='-0-text']").fill("Send the price model")
    page.locator("select[name$='-0-owner']").select_option(str(org.manager.pk), force=True)
    page.locator("input[name$='-0-due_on']").fill(TODAY.isoformat())
    page.get_by_role("button", name="Record the review").click()
    expect(page.get_by_text("Send the price model").first).to_be_visible()

    page.goto("/")
    expect(page.get_by_role("link", name="Send the price model").first).to_be_visible()


def test_a_tile_of_the_portfolio_leads_to_a_list(org: Organisation, open_page: Open) -> None:
    Account.objects.filter(pk=org.account.pk).update(key_status=KeyStatus.KEY)
    page = open_page("/portfolio/?scope=all", org.manager)
    tile = page.locator("a.tile").first
    target = tile.get_attribute("href")
    tile.click()
    expect(page).to_have_url(re.compile(re.escape(target or "none")))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_plan_is_ordered_as_a_pdf_and_downloaded(org: Organisation, open_page: Open, tmp_path: Path) -> None:
    PlanFactory(account=org.account)
    page = open_page(f"/accounts/{org.account.pk}/files/", org.manager)
    page.get_by_role("button", name="Make the PDF").click(timeout=60_000)
    link = page.locator("a[href^='/documents/']").first
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as waiting:
        link.click()
    file = tmp_path / "plan.pdf"
    waiting.value.save_as(file)
    assert file.read_bytes().startswith(b"%PDF-")
    assert waiting.value.suggested_filename.endswith(".pdf")


def test_language_and_theme_are_switched_and_stay(org: Organisation, open_page: Open) -> None:
    page = open_page("/accounts/", org.manager, color_scheme="light")
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator("[data-theme-switch]:visible").first.click()
    page.locator("[data-theme-switch]:visible").first.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")

    page.locator("summary:has-text('English'):visible").first.click()
    page.locator("button[name=language][value=zh-hans]:visible").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Accounts")


def test_the_keyboard_finds_an_account_and_lists_its_keys(org: Organisation, open_page: Open) -> None:
    page = open_page("/accounts/", org.manager)
    page.keyboard.press("?")
    shortcuts = page.locator("dialog#shortcuts")
    expect(shortcuts).to_be_visible()
    expect(shortcuts).to_contain_text("Ctrl K")
    page.keyboard.press("Escape")
    expect(shortcuts).to_be_hidden()

    page.keyboard.press("Control+k")
    page.keyboard.type("auror")
    expect(page.get_by_role("option", name=re.compile("Aurora Foods"))).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/accounts/{org.account.pk}/"))


def test_a_csv_is_imported_in_the_browser(org: Organisation, open_page: Open, tmp_path: Path) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text("account,sector,revenue,office_location\nCassia Mills,retail,12.5,Italy\n", encoding="utf-8")
    page = open_page("/imports/new/", org.administrator)
    page.locator("input[name=source]").fill("Our CRM")
    page.locator("input[type=file]").set_input_files(file)
    page.locator("main form button[type=submit]").first.click()
    expect(page).to_have_url(re.compile(r"/imports/\d+/"))
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("link", name="Cassia Mills").first).to_be_visible()
    assert Account.objects.filter(name="Cassia Mills").exists()
