"""The demo's process: versions that sponsors approved, an account that is to leave, reviews pulled forward."""

from datetime import date, timedelta

from accounts.models import Opportunity, User
from accounts.services.rows import row_update
from kam.demo import names
from kam.demo.accounts import Filled
from planning.models import Answer, ExitDecision, Objective, Plan
from planning.selectors.leaving import LEAVE
from planning.services.leaving import exit_propose
from planning.services.stages import TO_APPROVE, plan_approve
from reviews.services.triggers import triggers_run

LEAVER = 5  # which of the key accounts is to leave
AGREED_DAYS = 20
WON = ("Uptime proof from the pilot", "试点的运行证明")
REASON = (
    "Margin after service cost has been below our floor for three years, and the new owner buys by price alone.",
    "扣除服务成本后的毛利连续三年低于底线，新股东只按价格采购。",
)
NOTE = ("The account manager tells the buyer at the next visit.", "下次拜访时由客户经理当面说明。")
LATER = (" The sponsor confirmed it in the last call.", "高层支持人在上次通话中已确认。")


def process_fill(filled: list[Filled], users: dict[str, User], today: date) -> int:
    """Approve the plans that are far enough, change something since, let one account leave, pull reviews forward."""
    for place, row in enumerate(filled):
        plan = Plan.objects.get(account=row.account, status=Plan.Status.ACTIVE)
        _explain_wins(row)
        if plan.stage in TO_APPROVE and place % 3 != 2:
            _approve(plan, row, today)
        if place == LEAVER:
            _leave(plan, row, users[f"member@{names.DOMAIN}"], today)
    return triggers_run(today=today)


def _word(pair: tuple[str, str], row: Filled) -> str:
    return pair[1] if row.chinese else pair[0]


def _explain_wins(row: Filled) -> None:
    for deal in Opportunity.objects.filter(account=row.account, stage=Opportunity.Stage.WON, win_reason="")[:40]:
        row_update(deal, changes={"win_reason": _word(WON, row)}, by=row.lead)


def _approve(plan: Plan, row: Filled, today: date) -> None:
    changes = {"customer_agreed_on": today - timedelta(days=AGREED_DAYS), "customer_agreed_with": row.people[0]}
    plan_approve(plan=row_update(plan, changes=changes, by=row.lead), by=row.sponsor)
    for answer in Answer.objects.filter(plan=plan, status=Answer.Status.ANSWERED).order_by("pk")[:3]:
        row_update(answer, changes={"text": answer.text + _word(LATER, row)}, by=row.lead)
    objective = Objective.objects.filter(plan=plan).first()
    if objective is not None and objective.due_on is not None:
        row_update(objective, changes={"due_on": objective.due_on + timedelta(days=30)}, by=row.lead)


def _leave(plan: Plan, row: Filled, successor: User, today: date) -> None:
    answer = Answer.objects.filter(plan=plan, question__code="U5").first()
    if answer is not None:
        row_update(answer, changes={"choice": LEAVE, "status": Answer.Status.ANSWERED}, by=row.lead)
    values = {
        "reason": _word(REASON, row),
        "serves_next": successor,
        "handover_on": today + timedelta(days=45),
        "plan_fate": ExitDecision.PlanFate.FINISH,
        "note": _word(NOTE, row),
    }
    exit_propose(account=row.account, values=values, by=row.lead, today=today)
