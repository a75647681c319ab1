"""Exit checks of the five stages: a registry of small functions over one set of facts.

`planning.checks` holds the checks that planning can compute; reviews add theirs from `AppConfig.ready()`. One more
check is one function with one line above it. A check answers yes, no, or not applicable with a reason.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise

from accounts.models import Stage
from planning.models import Plan
from planning.selectors.facts import Facts

__all__ = [
    "NO", "NOT_APPLICABLE", "YES", "Check", "Checked", "Facts", "Verdict", "account_url", "answer", "check", "named",
    "no", "run_checks", "without", "yes",
]  # fmt: skip

YES, NO, NOT_APPLICABLE = "yes", "no", "na"
LANGUAGES = ("en", "zh-hans")


@dataclass(frozen=True)
class Verdict:
    """What a check found: state, the figures or what exactly is missing, and the page where that stands."""

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

    @property
    def is_met(self) -> bool:
        """Yes."""
        return self.verdict.state == YES


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


def kept(facts: Facts, checks: Iterable[Checked]) -> list[dict[str, Any]]:
    """The checks as a gate record keeps them: what they said is asked again in each language, of the same facts."""
    return [
        {
            "id": checked.check.id,
            "state": checked.verdict.state,
            "url": checked.verdict.url,
            "words": {language: _words(facts, checked.check, language) for language in LANGUAGES},
        }
        for checked in checks
    ]


def _words(facts: Facts, check: Check, language: str) -> dict[str, str]:
    with translation.override(language):
        return {"text": str(check.text), "detail": str(check.test(facts).detail)}


def answer(met: object, detail: str | Promise = "", url: str = "", *, found: str | Promise = "") -> Verdict:
    """Yes when met, with what was found; else no with what is missing and where to mend it."""
    return Verdict(YES, found, url) if met else Verdict(NO, detail, url)


def yes(found: str | Promise, url: str = "") -> Verdict:
    """Met, with what was found and where it stands."""
    return Verdict(YES, found, url)


def no(detail: str | Promise, url: str = "") -> Verdict:
    """Not met, with what is missing and where to mend it."""
    return Verdict(NO, detail, url)


def without(reason: str | Promise, url: str = "") -> Verdict:
    """Not applicable: there is nothing here that the check could look at."""
    return Verdict(NOT_APPLICABLE, reason, url)


def account_url(facts: Facts, view: str) -> str:
    """The address of a page of the plan's account."""
    return reverse(view, args=[facts.account.pk])


def named(codes: Iterable[str]) -> str:
    """Codes for a message."""
    return ", ".join(codes)
