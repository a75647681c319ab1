"""The exit checks of a plan, and the time it may take in a stage."""

from dataclasses import dataclass
from datetime import date

from accounts.models import Stage
from planning.gates import Checked, Facts, run_checks
from planning.models import Plan
from planning.selectors.limits import limit_of
from planning.selectors.questions import Sheet

ORDER = list(Stage)


@dataclass(frozen=True)
class Gate:
    """The stage that a plan is in, and what still stands before the next one."""

    stage: Stage
    next_stage: Stage | None
    checks: list[Checked]

    @property
    def missing(self) -> list[Checked]:
        """Checks that are not met."""
        return [checked for checked in self.checks if checked.is_missing]

    @property
    def is_open(self) -> bool:
        """Nothing is missing."""
        return not self.missing


def facts_of(plan: Plan, today: date, *, questions: Sheet | None = None) -> Facts:
    """The facts of one plan; nothing is read before a check asks. The plan comes with its account and figures."""
    return Facts(plan, today, questions)


def gate_of(facts: Facts) -> Gate:
    """The gate that the plan stands before."""
    stage = Stage(facts.plan.stage)
    return Gate(stage, stage_after(stage), run_checks(facts, stage))


def stage_after(stage: str) -> Stage | None:
    """The next stage, None after the last."""
    place = ORDER.index(Stage(stage)) + 1
    return ORDER[place] if place < len(ORDER) else None


def stage_checks(plan: Plan, today: date) -> list[Checked]:
    """The exit checks of the stage that the plan is in."""
    return gate_of(facts_of(plan, today)).checks


def limit_days(plan: Plan) -> int | None:
    """How long the plan may stay in its stage, None without a limit."""
    return limit_of(plan.variant, plan.stage)


def days_in(plan: Plan, today: date) -> int:
    """Days since the plan entered its stage, the day of entry being 0."""
    return (today - plan.stage_since).days


def days_over(plan: Plan, today: date) -> int:
    """Days past the limit of the stage, 0 within it."""
    limit = limit_days(plan)
    return max(0, days_in(plan, today) - limit) if limit else 0
