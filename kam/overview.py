"""The overview of one account: each section is fed by the app that owns it, and put together here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import Verb, can
from accounts.models import Account, Interaction, Stakeholder, User
from accounts.selectors.accounts import Group, group_of
from accounts.selectors.changes import Change, headlines
from accounts.selectors.gap_lines import GapLine, gap_lines, readable_gaps
from accounts.selectors.gaps import gaps_between
from accounts.selectors.history import timeline
from accounts.selectors.money import ContractLine, contract_lines
from accounts.selectors.pages import figures_of
from accounts.selectors.stakeholders import grid_points, people_of
from kam.lib.charts import power_grid
from kam.lib.charts.plane import PlaneChart
from planning.models import ExitDecision, Plan
from planning.selectors import plans
from planning.selectors.leaving import current_exit
from planning.selectors.plans import PlanOverview
from reviews.models import Review
from scoring.selectors import health, snapshots
from scoring.selectors.health import HealthPanel

DATES, GAPS, EVENTS, NOTES = 5, 5, 8, 3
THUMBNAIL = (440.0, 300.0)


@dataclass(frozen=True)
class DatedThing:
    """Something that has a day, and its page."""

    on: date
    label: str | Promise
    text: str
    href: str
    is_late: bool


@dataclass(frozen=True)
class Way:
    """The growth target of the plan and what lies between it and today."""

    baseline: Decimal | None
    now: Decimal | None
    target: Decimal
    by: date | None
    currency: str
    pipeline: Decimal | None

    @property
    def missing(self) -> Decimal | None:
        """Revenue still to be won, None while today's is unknown."""
        return None if self.now is None else max(self.target - self.now, Decimal(0))

    @property
    def share(self) -> Decimal | None:
        """Per cent of the way from the start to the target, from 0 to 100."""
        if self.now is None or self.baseline is None or self.target <= self.baseline:
            return None
        done = 100 * (self.now - self.baseline) / (self.target - self.baseline)
        return min(max(done, Decimal(0)), Decimal(100))

    @property
    def is_covered(self) -> bool | None:
        """Whether the weighted pipeline would be enough for what is missing."""
        if self.missing is None or self.pipeline is None:
            return None
        return self.pipeline >= self.missing


@dataclass(frozen=True)
class Overview:
    """Everything on the page."""

    plan: PlanOverview
    way: Way | None
    health: HealthPanel | None
    grid: PlaneChart | None
    may_see_grid: bool
    gaps: list[GapLine]
    more_gaps: int
    put_off: int
    contracts: list[ContractLine]
    dates: list[DatedThing]
    interactions: list[Interaction]
    group: Group
    changes: list[Change]
    leaving: ExitDecision | None


def account_overview(account: Account, user: User, today: date) -> Overview:
    """Read every section. About twenty queries, however much there is."""
    plan = plans.overview(account, user, today)
    review = Review.objects.filter(account=account, status=Review.Status.PLANNED).order_by("due_on", "pk").first()
    contracts = contract_lines(account, today)
    people = people_of([account.pk]).get(account.pk, [])
    is_open = can(user, Verb.SENSITIVE, account)
    found = readable_gaps(gaps_between(account.pk, people, today), is_open=is_open)
    lines = gap_lines(account.pk, found, today)
    gaps = [line for line in lines if not line.is_asleep]
    points = grid_points(people) if is_open else []
    return Overview(
        plan=plan,
        way=_way(account, plan.plan),
        health=_health(account, user),
        grid=power_grid(points, width=THUMBNAIL[0], height=THUMBNAIL[1]) if points else None,
        may_see_grid=is_open,
        gaps=gaps[:GAPS],
        more_gaps=max(len(gaps) - GAPS, 0),
        put_off=len(lines) - len(gaps),
        contracts=contracts[:DATES],
        dates=sorted(_dates(plan, review, contracts, today), key=lambda thing: thing.on)[:DATES],
        interactions=_interactions(account),
        group=group_of(account, user),
        changes=headlines(timeline(account, user)[:EVENTS]),
        leaving=current_exit(account),
    )


def _health(account: Account, user: User) -> HealthPanel | None:
    snapshot = snapshots.of_account(account).first()
    if snapshot is None:
        return None
    snapshot.account = account  # read already
    return health.panel(account, user, snapshot)


def _interactions(account: Account) -> list[Interaction]:
    people = Prefetch("stakeholders", Stakeholder.objects.only("name"))  # nothing that is sensitive
    rows = Interaction.objects.filter(account=account).select_related("author").prefetch_related(people)
    return list(rows.order_by("-happened_on", "-pk")[:NOTES])


def _way(account: Account, plan: Plan | None) -> Way | None:
    if plan is None or plan.growth_target is None:
        return None
    figures = figures_of(account)
    same = plan.currency == account.currency  # amounts of two currencies are never compared
    return Way(
        baseline=plan.growth_baseline,
        now=figures.revenue_12m if same else None,
        target=plan.growth_target,
        by=plan.growth_target_on,
        currency=plan.currency,
        pipeline=figures.pipeline_weighted if same else None,
    )


def _dates(
    plan: PlanOverview, review: Review | None, contracts: list[ContractLine], today: date
) -> Iterator[DatedThing]:
    if review is not None:
        yield _thing(review.due_on, _("Review"), str(review.get_kind_display()), review.get_absolute_url(), today)
    for action in plan.actions:
        if action.due_on is not None:
            href = reverse("planning:action-detail", args=[action.pk])
            yield _thing(action.due_on, _("Action"), action.title, href, today)
    for objective in plan.objectives:
        if objective.due_on is not None and objective.status == "open":
            href = reverse("planning:objective-list", args=[objective.plan_id])
            yield _thing(objective.due_on, _("Objective"), objective.title, href, today)
    for line in contracts:
        if line.contract.status == "active" and line.contract.ends_on is not None:
            href = reverse("accounts:account-money", args=[line.contract.account_id])
            if line.notice_on is not None and line.notice_on >= today:
                yield _thing(line.notice_on, _("Notice by"), line.contract.name, href, today)
            yield _thing(line.contract.ends_on, _("Contract ends"), line.contract.name, href, today)


def _thing(on: date, label: Promise, text: str, href: str, today: date) -> DatedThing:
    return DatedThing(on, label, text, href, is_late=on < today)
