"""Exit checks of the five stages: a registry of small functions over one set of facts.

`planning.checks` holds the checks that planning can compute; reviews add theirs from `AppConfig.ready()`. One more
check is one function with one line above it. A check answers yes, no, or not applicable with a reason.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise

from accounts.models import Account, Stage
from planning.models import Action, Objective, Plan, Risk
from planning.selectors.questions import Sheet

YES, NO, NOT_APPLICABLE = "yes", "no", "na"


@dataclass
class Facts:
    """What the checks look at; read once for a plan (planning.selectors.gates)."""

    plan: Plan
    account: Account
    today: date
    sheet: Sheet
    objectives: list[Objective]
    actions: list[Action]
    risks: list[Risk]
    people: list[Any]  # stakeholders with their links
    units: list[Any]
    has_decided_assessment: bool
    wave_count: int
    cells_known: int
    cells: int
    talks: int
    last_joint_meeting_on: date | None
    unexplained_losses: int
    scored_since_stage: bool
    cache: dict[str, Any] = field(default_factory=dict)

    def done(self, *codes: str) -> list[str]:
        """Those of the codes that are still open; questions that the variant does not ask do not count."""
        items = (self.sheet.item(code) for code in codes)
        return [item.code for item in items if item is not None and not item.is_done]

    def question_url(self, code: str) -> str:
        """Where a question is answered."""
        return f"{self.plan.get_absolute_url()}?q={code}"

    def once(self, name: str, read: Callable[[], Any]) -> Any:
        """Facts of a higher app, read when its first check asks for them."""
        if name not in self.cache:
            self.cache[name] = read()
        return self.cache[name]


@dataclass(frozen=True)
class Verdict:
    """What a check found: state, what exactly is missing, and where to mend it."""

    state: str
    detail: str | Promise = ""
    url: str = ""


@dataclass(frozen=True)
class Check:
    """One exit check of a stage. `full_only` ones are asked of full plans alone."""

    id: str
    stage: str
    text: str | Promise
    test: Callable[[Facts], Verdict]
    full_only: bool = False


@dataclass(frozen=True)
class Checked:
    """A check with its verdict for one plan."""

    check: Check
    verdict: Verdict

    @property
    def text(self) -> str | Promise:
        """The check in words."""
        return self.check.text

    @property
    def is_missing(self) -> bool:
        """Stands in the way of the next stage."""
        return self.verdict.state == NO

    def kept(self) -> dict[str, Any]:
        """The check as a gate record keeps it, in both languages."""
        words = {}
        for code in ("en", "zh-hans"):
            with translation.override(code):
                words[code] = {"text": str(self.check.text), "detail": str(self.verdict.detail)}
        return {"id": self.check.id, "state": self.verdict.state, "words": words}


CHECKS: list[Check] = []


def check(
    id: str,
    stage: str,
    text: str | Promise,
    *,
    full_only: bool = False,
) -> Callable[[Callable[[Facts], Verdict]], Callable[[Facts], Verdict]]:
    """Register an exit check."""

    def decorate(test: Callable[[Facts], Verdict]) -> Callable[[Facts], Verdict]:
        CHECKS.append(Check(id, Stage(stage), text, test, full_only))
        return test

    return decorate


def run_checks(facts: Facts, stage: str) -> list[Checked]:
    """All checks of one stage for a plan, in the order in which they were registered."""
    full = facts.plan.variant == Plan.Variant.FULL
    asked = (check for check in CHECKS if check.stage == stage and (full or not check.full_only))
    return [Checked(check, check.test(facts)) for check in asked]


def answer(met: object, detail: str | Promise = "", url: str = "") -> Verdict:
    """Yes when met, else no with what is missing and where."""
    return Verdict(YES) if met else Verdict(NO, detail, url)


def account_url(facts: Facts, view: str) -> str:
    """The address of a page of the plan's account."""
    return reverse(view, args=[facts.account.pk])


def named(codes: Iterable[str]) -> str:
    """Codes for a message."""
    return ", ".join(codes)
