"""Everything of a plan that a printed document or an export needs, read in a constant number of queries."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from accounts.access import visible
from accounts.models import User
from planning.models import Action, GateRecord, Objective, Plan, PlanVersion, Risk
from planning.selectors.plans import Target, gate_records, target_of, versions_of
from planning.selectors.questions import Category, Item, Sheet, sheet

ACTION_DAYS = 90
TOP = 3


@dataclass(frozen=True)
class PlanContent:
    """What a document shows of a plan. Hidden items say that there is an answer, not what it is."""

    plan: Plan
    today: date
    sensitive: bool
    target: Target
    sheet: Sheet
    objectives: list[Objective]
    actions: list[Action]
    risks: list[Risk]
    asks: list[str]
    gates: list[GateRecord]
    versions: list[PlanVersion] = field(default_factory=list)

    @property
    def completeness(self) -> float | None:
        """Per cent (planning.completeness)."""
        return self.sheet.completeness

    @property
    def answered(self) -> list[Category]:
        """The categories with the questions that are done and may be read, for the appendix."""
        return [
            Category(category.code, category.name, items)
            for category in self.sheet.categories
            if (items := [item for item in category.items if item.is_done and not item.is_hidden])
        ]

    @property
    def assumptions(self) -> list[Item]:
        """Answers that nobody has checked."""
        return [item for item in self.sheet.items if item.is_assumed and not item.is_hidden]

    @property
    def open_core(self) -> list[Item]:
        """Core questions without an answer: what we still need to know."""
        return [item for item in self.sheet.items if item.question.is_core and not item.is_done]

    @property
    def top_objectives(self) -> list[Objective]:
        """The three of the summary."""
        return self.objectives[:TOP]

    @property
    def top_risks(self) -> list[Risk]:
        """The three gravest."""
        return self.risks[:TOP]

    @property
    def overdue(self) -> list[Action]:
        """Actions past their day."""
        return [action for action in self.actions if action.is_overdue(self.today)]

    @property
    def exceptions(self) -> list[GateRecord]:
        """Gates that were passed although something was missing, with the reason."""
        return [gate for gate in self.gates if gate.is_override]


def plan_content(plan: Plan, user: User, *, sensitive: bool, today: date) -> PlanContent:
    """Read a plan for a document made for `user`. The plan comes with its account and figures. Six queries.

    `sensitive` says whether answers about how persons stand to us may be in it; the caller asks `accounts.access`.
    """
    account = plan.account
    until = today + timedelta(days=ACTION_DAYS)
    actions = visible(Action.objects.filter(account=account), user).open().filter(due_on__lte=until)
    return PlanContent(
        plan=plan,
        today=today,
        sensitive=sensitive,
        target=target_of(plan, account),
        sheet=sheet(plan, today, sensitive=sensitive),
        objectives=list(Objective.objects.filter(plan=plan).live().select_related("owner", "accepted_by")),
        actions=list(actions.select_related("owner", "objective").order_by("due_on", "pk")),
        risks=list(Risk.objects.filter(account=account).open().gravest().select_related("owner")),
        asks=[line.strip() for line in plan.asks.splitlines() if line.strip()],
        gates=list(gate_records(plan)),
        versions=list(versions_of(plan)),
    )
