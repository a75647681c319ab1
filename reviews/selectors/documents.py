"""Everything that a printed plan holds, read in a constant number of queries."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from django.db.models import Prefetch, QuerySet, Sum

from accounts.models import (
    Account,
    AccountFigures,
    Competitor,
    Contract,
    Issue,
    Opportunity,
    Revenue,
    Stakeholder,
    WhiteSpaceCell,
)
from accounts.models.stakeholder import Interest, RelationshipLink
from planning.models import Action, Answer, ExitDecision, GateRecord, Objective, Plan, Risk
from planning.selectors.leaving import current_exit
from planning.selectors.records import answer_lines
from planning.selectors.resources import ResourceLine, resource_lines
from reviews.models import Decision, Document, Review
from scoring.models import ScoreSnapshot, Wave

ACTION_DAYS = 90


@dataclass(frozen=True)
class Category:
    """The questions of one category with what the plan answers."""

    name: str
    answers: list[Answer]


@dataclass
class PlanContent:
    """What the document templates draw. `sensitive` says whether stances and notes may be printed."""

    plan: Plan
    account: Account
    figures: AccountFigures
    as_of: date
    sensitive: bool
    objectives: list[Objective]
    risks: list[Risk]
    actions: list[Action]
    asks: list[str]
    resources: list[ResourceLine]
    next_review: Review | None
    stakeholders: list[Stakeholder]
    health: ScoreSnapshot | None
    wave: Wave | None
    overrides: list[GateRecord]
    leaving: ExitDecision | None
    # the full variant only
    contracts: list[Contract] = field(default_factory=list)
    competitors: list[Competitor] = field(default_factory=list)
    white_space: list[WhiteSpaceCell] = field(default_factory=list)
    opportunities: list[Opportunity] = field(default_factory=list)
    revenue: list[tuple[str, Decimal]] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    categories: list[Category] = field(default_factory=list)

    @property
    def top_objectives(self) -> list[Objective]:
        """The three of the summary."""
        return self.objectives[:3]

    @property
    def top_risks(self) -> list[Risk]:
        """The three of the summary, the gravest first."""
        return sorted(self.risks, key=lambda risk: -(risk.exposure or 0))[:3]

    @property
    def assumed(self) -> list[Answer]:
        """Answers that nobody has checked."""
        return [
            answer
            for category in self.categories
            for answer in category.answers
            if answer.evidence == Answer.Evidence.ASSUMED
        ]

    @property
    def to_meet(self) -> list[Stakeholder]:
        """Whom the sponsor should talk to: the three most influential people."""
        return [person for person in self.stakeholders if person.is_key_player][:3]


def plan_content(*, plan: Plan, variant: str, as_of: date, sensitive: bool) -> PlanContent:
    """Read a plan for printing. The sponsor variant leaves the appendices out."""
    account = Account.objects.select_related("figures", "manager", "sponsor", "team", "parent").get(pk=plan.account_id)
    content = PlanContent(
        plan=plan,
        account=account,
        figures=account.figures,
        as_of=as_of,
        sensitive=sensitive,
        objectives=list(
            Objective.objects.filter(plan=plan).exclude(status="dropped").select_related("owner", "accepted_by")
        ),
        risks=list(Risk.objects.filter(account=account, status=Risk.Status.OPEN).select_related("owner")),
        actions=list(_actions(account, as_of)),
        asks=[line.strip() for line in plan.asks.splitlines() if line.strip()],
        resources=resource_lines(plan, as_of, live=True),
        next_review=Review.objects.filter(account=account, status=Review.Status.PLANNED).order_by("due_on").first(),
        stakeholders=list(_stakeholders(account, sensitive=sensitive)),
        health=ScoreSnapshot.objects.filter(account=account, model="health").order_by("-taken_at").first(),
        wave=Wave.objects.filter(account=account, closed_at__isnull=False).order_by("-closes_on").first(),
        overrides=list(GateRecord.objects.filter(plan=plan, is_override=True).select_related("by")),
        leaving=current_exit(account),
    )
    if variant == Document.Variant.FULL:
        _add_appendices(content, account, plan)
    return content


def _actions(account: Account, as_of: date) -> QuerySet[Action]:
    return (
        Action.objects.filter(account=account, done_on=None, due_on__lte=as_of + timedelta(days=ACTION_DAYS))
        .select_related("owner", "objective")
        .order_by("due_on")
    )


def _stakeholders(account: Account, *, sensitive: bool) -> QuerySet[Stakeholder]:
    """Active people, the most influential first; what is sensitive is not even read without the right."""
    links = RelationshipLink.objects.select_related("user")
    rows = (
        Stakeholder.objects.filter(account=account)
        .exclude(status__in=[Stakeholder.Status.LEFT, Stakeholder.Status.MOVED])
        .select_related("unit", "reports_to")
        .prefetch_related(Prefetch("links", links))
    )
    if sensitive:
        return rows.prefetch_related(Prefetch("interests", Interest.objects.all()))
    return rows.defer(*Stakeholder.SENSITIVE)


def _add_appendices(content: PlanContent, account: Account, plan: Plan) -> None:
    content.contracts = list(Contract.objects.filter(account=account, status=Contract.Status.ACTIVE))
    content.competitors = list(Competitor.objects.filter(account=account).select_related("unit", "product"))
    content.white_space = list(WhiteSpaceCell.objects.filter(account=account).select_related("unit", "product"))
    content.opportunities = list(
        Opportunity.objects.filter(account=account, stage__in=Opportunity.OPEN).select_related("product", "owner")[:40]
    )
    content.revenue = _revenue_by_year(account)
    content.issues = list(Issue.objects.filter(account=account, closed_on=None).select_related("owner"))
    decisions = Decision.objects.select_related("owner", "action")
    content.reviews = list(
        Review.objects.filter(account=account, status=Review.Status.HELD)
        .select_related("lead")
        .prefetch_related(Prefetch("decisions", decisions))
        .order_by("-held_on")[:8]
    )
    content.categories = _categories(plan)


def _revenue_by_year(account: Account) -> list[tuple[str, Decimal]]:
    """Revenue by calendar year in the account's currency, newest first."""
    rows = Revenue.objects.filter(account=account, currency=account.currency).order_by("-month__year")
    return [(str(year), total) for year, total in rows.values_list("month__year").annotate(total=Sum("amount"))]


def _categories(plan: Plan) -> list[Category]:
    """Answered questions only, by category, in the order of the method."""
    answers = (
        Answer.objects.asked()
        .filter(plan=plan)
        .exclude(status=Answer.Status.OPEN)
        .select_related("question", "author")
        .order_by("question__order", "question_id")
    )
    said = [answer for answer in answers if _say_rows(plan, answer)]
    groups = groupby(said, key=lambda answer: answer.question.category)
    return [
        Category(name=rows[0].question.category_name, answers=rows) for rows in (list(group) for _key, group in groups)
    ]


def _say_rows(plan: Plan, answer: Answer) -> bool:
    """Puts the rows of the answer beside its words; False when rows were all of it and none is left."""
    answer.said_rows = answer_lines(plan, answer)
    return bool(answer.status == Answer.Status.NOT_RELEVANT or answer.has_words or answer.said_rows)


def account_documents(account: Account) -> QuerySet[Document]:
    """Documents of an account, newest first."""
    return Document.objects.filter(account=account).select_related("by", "job", "plan")
