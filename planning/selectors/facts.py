"""What the exit checks of a plan look at, each part read once and only when a check asks for it."""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q

from accounts.models import Interest, RelationshipLink, Stakeholder
from planning.models import Action, Objective, Plan, Risk
from planning.selectors.counts import Figures, figures_of_plan
from planning.selectors.leaving import Leaving, leaving_of
from planning.selectors.questions import Sheet, sheet
from planning.selectors.resources import ResourcesStanding, standing_of

GONE = (Stakeholder.Status.LEFT, Stakeholder.Status.MOVED)


class OpenAction(NamedTuple):
    """What a check asks of an action that is not done."""

    title: str
    due_on: date | None


class Facts:
    """The facts of one plan. The plan comes with its account and the account's figures.

    All five stages together cost five queries: the questions, the counts, objectives, risks and people. Higher apps
    add their own by `once`.
    """

    def __init__(self, plan: Plan, today: date, questions: Sheet | None = None) -> None:
        self.plan, self.account, self.today = plan, plan.account, today
        self._sheet = questions
        self._read: dict[str, Any] = {}

    def once[Fact](self, name: str, read: Callable[[], Fact]) -> Fact:
        """Facts of a higher app, read when its first check asks for them."""
        if name not in self._read:
            self._read[name] = read()
        return self._read[name]

    @cached_property
    def sheet(self) -> Sheet:
        """The questions that the plan asks, with their answers."""
        return self._sheet or sheet(self.plan, self.today, named=False)

    def still_open(self, *codes: str) -> list[str]:
        """Those of the codes that are not done; questions that the variant does not ask do not count."""
        items = (self.sheet.item(code) for code in codes)
        return [item.code for item in items if item is not None and not item.is_done]

    def question_url(self, code: str) -> str:
        """Where a question is answered."""
        return f"{self.plan.get_absolute_url()}?q={code}#{code}"

    @cached_property
    def objectives(self) -> list[Objective]:
        """What the plan aims at; dropped objectives do not count."""
        return list(Objective.objects.filter(plan=self.plan).live())

    @cached_property
    def actions(self) -> list[OpenAction]:
        """Open actions of the account."""
        rows = zip(self.figures.action_titles, self.figures.action_days, strict=True)
        return [OpenAction(title, due_on) for title, due_on in rows]

    @cached_property
    def resources(self) -> ResourcesStanding:
        """What the plan asks for, and how it was decided."""
        return standing_of(zip(self.figures.resource_statuses, self.figures.resource_titles, strict=True))

    @cached_property
    def risks(self) -> list[Risk]:
        """Open risks of the account."""
        return list(Risk.objects.filter(account=self.account).open())

    @cached_property
    def everybody(self) -> list[Stakeholder]:
        """All people at the customer, those who left too.

        `is_owned`: one of us keeps the link. `is_treated`: an action concerns them that is open, or was opened in this
        cycle. `mitigations`: what is noted against each of the threats that they fear from our plan.
        """
        person = OuterRef("pk")
        keeper = RelationshipLink.objects.filter(stakeholder=person, is_primary=True)
        now = Q(done_on=None) | Q(created_at__date__gte=self.plan.starts_on)
        concerning = Action.objects.filter(now, account=self.plan.account_id, stakeholder=person)
        threats = Interest.objects.filter(stakeholder=person, kind="threat").order_by("pk")
        rows = Stakeholder.objects.filter(account=self.account).annotate(
            is_owned=Exists(keeper),
            is_treated=Exists(concerning),
            mitigations=ArraySubquery(threats.values("mitigation")),
        )
        return list(rows)

    @property
    def people(self) -> list[Stakeholder]:
        """Those who are there."""
        return [person for person in self.everybody if person.status == Stakeholder.Status.ACTIVE]

    @property
    def gone(self) -> list[Stakeholder]:
        """Those who left or moved, with the day known."""
        return [person for person in self.everybody if person.status in GONE and person.status_on]

    @property
    def leaving(self) -> Leaving:
        """What U5 says, and the exit decision."""
        return leaving_of(self.figures.leave_choice, self.figures.exit_status)

    @cached_property
    def figures(self) -> Figures:
        """Counts and days, in one query."""
        return figures_of_plan(self.plan)
