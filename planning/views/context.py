"""What every page of one plan shows: the account's header, the stepper, the next gate, the parts of the plan."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.selectors.pages import ACCOUNT_PAGE_SELECT, account_context, figures_of
from planning.models import Plan
from planning.selectors import plans as selectors
from planning.selectors.gates import days_over, facts_of, gate_of
from planning.selectors.questions import Sheet

PLAN_SELECT = (*(f"account__{name}" for name in ACCOUNT_PAGE_SELECT), "approved_by")


def plan_context(plan: Plan, request: HttpRequest, part: str, *, questions: Sheet | None = None) -> dict[str, Any]:
    """The context of `planning/plan_base.html`. `part` is the key of the tab."""
    today = timezone.localdate()
    facts = facts_of(plan, today, questions=questions)
    figures = figures_of(plan.account)
    parts = (
        ("questions", _("Questions"), "planning:plan-detail", ""),
        ("objectives", _("Objectives"), "planning:objective-list", ""),
        ("actions", _("Actions"), "planning:action-list", figures.open_actions or ""),
        ("risks", _("Risks"), "planning:risk-list", ""),
        ("resources", _("Resources"), "planning:resource-list", ""),
        ("board", _("Board"), "planning:plan-board", ""),
        ("calendar", _("Calendar"), "planning:plan-calendar", ""),
        ("stages", _("Stages"), "planning:plan-stages", ""),
        ("versions", _("Versions"), "planning:version-list", ""),
    )
    return account_context(plan.account, request.user, "plan") | {
        "plan": plan,
        "parts": [
            {"key": key, "label": label, "href": reverse(view, args=[plan.pk]), "count": count}
            for key, label, view, count in parts
        ],
        "part": part,
        "steps": selectors.steps(plan, today),
        "gate": gate_of(facts) if plan.is_active else None,
        "facts": facts,
        "target": selectors.target_of(plan, plan.account),
        "leaving": facts.leaving,
        "days_over": days_over(plan, today) if plan.is_active else 0,
        "today": today,
    }
