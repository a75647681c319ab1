"""A customer's person answers on a phone, with and without scripts."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from scoring.models import Respondent, Wave
from tests.conftest import Organisation
from tests.e2e.conftest import Open
from tests.e2e.test_accessibility import violations
from tests.scoring.test_services_waves import make_wave, person
from tests.scoring.test_surveys import address_of

pytestmark = pytest.mark.slow

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def asked(org: Organisation) -> str:
    who = person(org.account, "Petra Buyer", ["approver"], email="petra@customer.example")
    wave = make_wave(org, [who], mode=Wave.Mode.CONFIDENTIAL, opens_on=timezone.localdate())
    return address_of(wave.respondents.get())


def choose(page, statement: str, value: str) -> None:
    page.locator(f"#id_{statement} label", has_text=value).first.click()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_survey_is_answered_on_a_phone(org: Organisation, open_page: Open, theme: str) -> None:
    address = asked(org)
    page = open_page(address, color_scheme=theme, reduced_motion="reduce", **PHONE)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    choose(page, "CS1", "6")
    expect(page.locator("#saved")).to_contain_text("Kept.")
    page.goto(address)
    expect(page.locator("#id_CS1 input:checked")).to_have_value("6")
    for number in range(2, 10):
        choose(page, f"CS{number}", "5")
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert violations(page) == []
    assert Respondent.objects.get().answers == [6, *[5] * 8]
    assert page.context.cookies() == []


def test_it_works_without_scripts_and_in_chinese(org: Organisation, open_page: Open) -> None:
    address = asked(org)
    page = open_page(address, java_script_enabled=False, **PHONE)
    choose(page, "CS2", "3")
    page.locator("button[lang=zh-hans]").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    expect(page.locator("#id_CS2 input:checked")).to_have_value("3")
    choose(page, "CS3", "4")
    page.locator("button[value=send]").click()
    page.wait_for_url("**/?lang=zh-hans")
    assert Respondent.objects.get().answers[1:3] == [3, 4]
