"""axe-core finds nothing on the main pages, in light and dark, wide and narrow."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from accounts.models import Account, KeyStatus
from scoring.services.health import health_rescore
from tests.conftest import Organisation
from tests.e2e.conftest import Open
from tests.factories import (
    TODAY,
    ActionFactory,
    ContractFactory,
    InterestFactory,
    LinkFactory,
    OpportunityFactory,
    PlanFactory,
    RevenueFactory,
    ReviewFactory,
    StakeholderFactory,
)

pytestmark = pytest.mark.slow

SCREENS = {"wide": (1440, 900), "narrow": (390, 844)}


def filled(org: Organisation) -> dict[str, str]:
    """An account with something on every page; the pages by name."""
    account = org.account
    Account.objects.filter(pk=account.pk).update(key_status=KeyStatus.KEY)
    plan = PlanFactory(account=account)
    person = StakeholderFactory(account=account, influence=5, stance=1, decision_roles=["economic_buyer"])
    LinkFactory(stakeholder=person, user=org.manager)
    InterestFactory(stakeholder=person)
    for make in (ContractFactory, OpportunityFactory, RevenueFactory):
        make(account=account)
    ActionFactory(account=account, plan=plan, owner=org.leader, due_on=TODAY)
    ReviewFactory(account=account, plan=plan, lead=org.leader)
    health_rescore(account_ids=[account.pk], today=TODAY)
    at = f"/accounts/{account.pk}/"
    return {
        "my work": "/",
        "list": "/accounts/?view=all",
        "overview": at,
        "plan": f"/plans/{plan.pk}/?q=N1",
        "map": f"{at}map/",
        "if a person leaves": f"/accounts/stakeholders/{person.pk}/if-left/",
        "if a colleague leaves": f"/people/{org.manager.pk}/hand-over/",
        "contacts of a file": f"{at}stakeholders/import/",
        "money": f"{at}money/",
        "portfolio": "/portfolio/",
        "reviews": "/reviews/",
        "programme": "/programme/",
        "what if": f"{at}health/what-if/",
    }


def violations(page: Any) -> list[str]:
    """What axe finds, one line a rule: the rule, how often, and the first place."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']} ×{len(rule['nodes'])}: {rule['nodes'][0]['target']}" for rule in found]


@pytest.mark.parametrize("size", SCREENS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_main_pages_are_accessible(org: Organisation, open_page: Open, theme: str, size: str) -> None:
    width, height = SCREENS[size]
    # Colours that are still on their way to each other would be measured as too close.
    options = {
        "color_scheme": theme,
        "viewport": {"width": width, "height": height},
        "reduced_motion": "reduce",
    }
    page = open_page("/login/", **options)
    wrong = [f"login: {line}" for line in violations(page)]
    pages = filled(org)
    page = open_page("/", org.leader, **options)
    for name, path in pages.items():
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{name}: {answer.status}"
        wrong += [f"{name}: {line}" for line in violations(page)]
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if overflow > 0:
            wrong.append(f"{name}: {overflow} px wider than the window")
    assert not wrong, f"{theme}, {size}:\n" + "\n".join(wrong)
