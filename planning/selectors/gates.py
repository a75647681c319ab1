"""Reading everything that the exit checks of a plan look at."""

from datetime import date

from django.db.models import Count, Max, Prefetch, Q

from accounts.models import Interaction, Opportunity, RelationshipLink, Stage, Stakeholder, Unit, WhiteSpaceCell
from planning.gates import Checked, Facts, run_checks
from planning.models import Action, Objective, Plan, Risk
from planning.selectors.questions import Sheet, sheet
from scoring.models import Assessment, ScoreSnapshot, Wave

# A plan may stay so many days in a stage; a light one half as long.
LIMIT_DAYS = {Stage.STRATEGY: 14, Stage.RESEARCH: 30, Stage.ACTION_PLAN: 21}


def facts_of(plan: Plan, today: date, *, questions: Sheet | None = None) -> Facts:
    """The facts of one plan: a constant number of queries. The plan comes with its account and figures."""
    account = plan.account
    since = plan.starts_on
    cells = WhiteSpaceCell.objects.filter(account=account).aggregate(
        all=Count("pk"), known=Count("pk", filter=~Q(status=WhiteSpaceCell.Status.UNKNOWN))
    )
    talks = Interaction.objects.filter(account=account, is_two_way=True).aggregate(
        count=Count("pk", filter=Q(happened_on__gte=since)),
        last=Max("happened_on", filter=Q(kind__in=["meeting", "visit"])),
    )
    links = RelationshipLink.objects.only("stakeholder_id", "is_primary")
    people = Stakeholder.objects.filter(account=account, status="active").prefetch_related(Prefetch("links", links))
    lost = Opportunity.objects.filter(account=account, stage="lost", close_on__gte=since, loss_reason="")
    scored = ScoreSnapshot.objects.filter(account=account, day__gte=plan.stage_since)
    return Facts(
        plan=plan,
        account=account,
        today=today,
        sheet=questions or sheet(plan, today),
        objectives=list(Objective.objects.filter(plan=plan)),
        actions=list(Action.objects.filter(account=account, done_on=None)),
        risks=list(Risk.objects.filter(account=account, status=Risk.Status.OPEN)),
        people=list(people),
        units=list(Unit.objects.filter(account=account)),
        has_decided_assessment=Assessment.objects.filter(account=account, status="decided").exists(),
        wave_count=Wave.objects.filter(account=account).count(),
        cells_known=cells["known"],
        cells=cells["all"],
        talks=talks["count"],
        last_joint_meeting_on=talks["last"],
        unexplained_losses=lost.count(),
        scored_since_stage=scored.exists(),
    )


def stage_checks(plan: Plan, today: date) -> list[Checked]:
    """The exit checks of the stage that the plan is in."""
    return run_checks(facts_of(plan, today), plan.stage)


def limit_days(plan: Plan) -> int | None:
    """How long the plan may stay in its stage, None without a limit."""
    limit = LIMIT_DAYS.get(Stage(plan.stage))
    return limit // 2 if limit and plan.variant == Plan.Variant.LIGHT else limit


def days_over(plan: Plan, today: date) -> int:
    """Days past the limit of the stage, 0 within it."""
    limit = limit_days(plan)
    return max(0, (today - plan.stage_since).days - limit) if limit else 0
