"""Several people in one plan, and one person with the keyboard alone."""

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Need
from planning.models import Answer, Plan, Question
from planning.services.answers import answer_save
from tests.conftest import Organisation
from tests.e2e.conftest import Open
from tests.e2e.test_journeys import answer_field, saved
from tests.factories import IssueFactory, PlanFactory

pytestmark = pytest.mark.slow


def url(plan: Plan, code: str = "") -> str:
    """The plan, with a question open."""
    return f"/plans/{plan.pk}/?q={code}" if code else f"/plans/{plan.pk}/"


def row(page: Page, code: str) -> Any:
    """The quiet row of a question."""
    return page.locator(f"#{code} a.question-row")


def test_two_browsers_see_each_other_and_what_the_other_changes(org: Organisation, open_page: Open) -> None:
    plan = PlanFactory(account=org.account)
    mina = open_page(url(plan, "N1"), org.member)
    answer_field(mina).fill("They want two price lists.")
    saved(mina)
    mara = open_page(url(plan, "T1"), org.manager)
    expect(mara.locator("#who-N1 .avatar")).to_have_text("MM")
    expect(mara.locator("#changed-N1")).to_contain_text("changed by Mina Member")
    expect(mara.locator("[data-people] a")).to_have_attribute("href", f"{plan.get_absolute_url()}?q=N1#N1")

    # The row follows while she types elsewhere, and her words and her focus stay.
    answer_field(mara).press_sequentially("A trend, half ")
    answer_field(mina).fill("They want three price lists.")
    saved(mina)
    expect(row(mara, "N1")).to_contain_text("three price lists")
    expect(answer_field(mara)).to_be_focused()
    answer_field(mara).press_sequentially("typed.")
    expect(answer_field(mara)).to_have_value("A trend, half typed.")
    expect(mina.locator("#who-T1 .avatar")).to_have_text("MM")


def test_an_open_question_that_nobody_types_in_follows(org: Organisation, open_page: Open) -> None:
    plan = PlanFactory(account=org.account)
    mara, mina = open_page(url(plan, "N1"), org.manager), open_page(url(plan, "N1"), org.member)
    answer_field(mina).fill("They want two price lists.")
    saved(mina)
    expect(answer_field(mara)).to_have_value("They want two price lists.")
    answer_field(mara).fill("They want two price lists. Soon.")
    saved(mara)
    expect(mara.locator("[data-conflict]").first).to_be_hidden()


def test_two_texts_become_one_with_one_key(org: Organisation, open_page: Open) -> None:
    plan = PlanFactory(account=org.account)
    Answer.objects.create(
        plan=plan, question=Question.objects.get(code="N1"), text="They want price lists.", status="answered"
    )
    mara, mina = open_page(url(plan, "N1"), org.manager), open_page(url(plan, "N1"), org.member)
    mina.context.set_offline(True)
    answer_field(mina).fill("They want two price lists.")
    answer_field(mara).fill("They all want price lists.")
    saved(mara)
    mina.context.set_offline(False)
    conflict = mina.locator("[data-conflict]").first
    expect(conflict).to_be_visible()
    expect(conflict.locator("[data-conflict-theirs] ins")).to_have_text("all")
    expect(conflict.get_by_role("button", name="Take both")).to_be_focused()
    mina.wait_for_timeout(700)
    mina.keyboard.press("Enter")
    saved(mina)
    assert Answer.objects.get(plan=plan).text == "They all want two price lists."


def test_words_typed_while_another_field_is_saved_do_not_wipe_out_those_of_others(
    org: Organisation, open_page: Open
) -> None:
    plan = PlanFactory(account=org.account)
    question = Question.objects.get(code="N1")
    Answer.objects.create(plan=plan, question=question, text="They want price lists.", status="answered")
    mara = open_page(url(plan, "N1"), org.manager)
    held: list[Any] = []
    mara.route("**/save/", lambda route: route.continue_() if held else held.append(route))
    mara.locator("[name=source_note]").fill("Call of 3 May")
    while not held:
        mara.wait_for_timeout(50)
    values = {"text": "They all want price lists."}
    answer_save(plan=plan, question=question, values=values, by=org.member, today=timezone.localdate())
    answer_field(mara).fill("They want price lists. Soon.")
    held[0].continue_()
    expect(mara.locator("[data-conflict]").first).to_be_visible()
    assert Answer.objects.get(plan=plan).text == "They all want price lists."
    mara.locator("[data-conflict]").first.get_by_role("button", name="Take both").click()
    saved(mara)
    answer = Answer.objects.get(plan=plan)
    assert (answer.text, answer.source_note) == ("They all want price lists. Soon.", "Call of 3 May")


def test_what_was_typed_survives_a_reload_without_a_network(org: Organisation, open_page: Open) -> None:
    plan = PlanFactory(account=org.account)
    page = open_page(url(plan, "N1"), org.manager)
    page.route("**/save/", lambda route: route.abort())
    answer_field(page).fill("Typed in the train.")
    expect(page.locator("[data-save-state][data-state=failed]").first).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(answer_field(page)).to_have_value("Typed in the train.")
    page.unroute("**/save/")
    saved(page)
    assert Answer.objects.get(plan=plan).text == "Typed in the train."


def test_the_last_change_is_undone_by_key_and_by_button(org: Organisation, open_page: Open) -> None:
    plan = PlanFactory(account=org.account)
    page = open_page(url(plan, "N1"), org.manager)
    answer_field(page).fill("A slip of the hand.")
    saved(page)
    page.keyboard.press("Escape")
    expect(page.locator(".question.is-open .question-title")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(answer_field(page)).to_have_value("")
    assert Answer.objects.get(plan=plan).status == "open"
    page.get_by_role("button", name="Do it again").click()
    expect(answer_field(page)).to_have_value("A slip of the hand.")
    page.locator("[data-undo]").click()
    expect(answer_field(page)).to_have_value("")


def test_a_plan_is_walked_through_by_keyboard(org: Organisation, open_page: Open) -> None:
    plan = PlanFactory(account=org.account)
    page = open_page(url(plan), org.manager)
    opened = page.locator(".question.is-open")
    page.keyboard.press("n")
    expect(opened).to_have_attribute("id", "T1")
    expect(opened.locator(".question-title")).to_be_focused()
    page.keyboard.press("w")
    expect(answer_field(page)).to_be_focused()
    page.keyboard.type("A trend.")
    page.keyboard.press("Control+Enter")
    expect(opened).not_to_have_attribute("id", "T1")
    expect(answer_field(page)).to_be_focused()
    expect(row(page, "T1")).to_contain_text("A trend.")

    page.keyboard.press("Escape")
    for key in ("g", "P", "4"):
        page.keyboard.press(key)
    expect(opened).to_have_attribute("id", "P4")
    page.keyboard.press("x")
    expect(page.locator("[name=not_relevant_reason]")).to_be_focused()
    page.keyboard.type("They buy through a partner")
    saved(page)
    page.keyboard.press("Escape")
    page.keyboard.press("h")
    expect(page.locator("#answer-history")).to_contain_text("They buy through a partner")
    page.keyboard.press("d")
    expect(page.locator("details[open] form[action$='/assign/']")).to_be_visible()
    expect(page.locator("form[action$='/assign/'] :focus")).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    expect(opened).not_to_have_attribute("id", "P4")
    page.keyboard.press("Escape")
    expect(opened).to_have_count(0)
    page.keyboard.press("?")
    expect(page.locator("dialog#shortcuts")).to_contain_text(re.compile("Next open question"))


def test_a_suggestion_names_its_source_and_one_key_makes_it_a_record(org: Organisation, open_page: Open) -> None:
    plan = PlanFactory(account=org.account)
    IssueFactory(account=org.account, title="Late parts")
    page = open_page(url(plan, "N3"), org.manager)
    expect(page.locator(".question-aside .suggestion-source", has_text="Issues")).to_be_visible()
    page.wait_for_load_state("load")
    page.keyboard.press("a")
    expect(page.locator(".question-main").get_by_text("Late parts").first).to_be_visible()
    expect(page.locator(".question-aside .suggestions")).to_have_count(0)
    assert Need.objects.get(account=org.account).title == "Late parts"
