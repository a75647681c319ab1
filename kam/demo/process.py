"""The demo's process: versions that sponsors approved, an account that is to leave, reviews pulled forward."""

from datetime import date, timedelta

from accounts.models import Opportunity, Stage, User
from accounts.services.rows import row_update
from kam.demo import names
from kam.demo.accounts import Filled
from planning.gates import kept, run_checks
from planning.models import Answer, ExitDecision, GateRecord, Objective, Plan
from planning.selectors.gates import ORDER, facts_of, stage_after
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
PASSED = {
    Stage.STRATEGY: (
        "Theme and target are clear. The team looks for the rest while it does its research.",
        "主题和目标已经清楚，其余内容由团队在研究阶段补齐。",
    ),
    Stage.RESEARCH: (
        "The customer decides on the budget in November, so the action plan cannot wait for the last answers.",
        "客户11月决定预算，行动计划不能等到最后几个答案。",
    ),
    Stage.ACTION_PLAN: (
        "The customer wants to start now. What is missing is done within the next four weeks.",
        "客户希望马上开始，缺少的内容在四周内补上。",
    ),
    Stage.EXECUTION: (
        "The review is fixed with the customer. Late actions are looked at there.",
        "检视日期已与客户约定，延误的行动在会上处理。",
    ),
}
LATER = (" The sponsor confirmed it in the last call.", "高层支持人在上次通话中已确认。")


def process_fill(filled: list[Filled], users: dict[str, User], today: date) -> int:
    """Approve the plans that are far enough, change something since, let one account leave, pull reviews forward."""
    for place, row in enumerate(filled):
        plan = Plan.objects.get(account=row.account, status=Plan.Status.ACTIVE)
        _explain_wins(row)
        if plan.stage in TO_APPROVE and place % 3 != 2:
            _approve(plan, row, today)
        _gates(plan, row, users[f"leader@{names.DOMAIN}"], today)
        if place == LEAVER:
            _leave(plan, row, users[f"member@{names.DOMAIN}"], today)
    return triggers_run(today=today)


def _word(pair: tuple[str, str], row: Filled) -> str:
    return pair[1] if row.chinese else pair[0]


def _explain_wins(row: Filled) -> None:
    for deal in Opportunity.objects.filter(account=row.account, stage=Opportunity.Stage.WON, win_reason="")[:40]:
        row_update(deal, changes={"win_reason": _word(WON, row)}, by=row.lead)


def _gates(plan: Plan, row: Filled, leader: User, today: date) -> None:
    """The stages that the plan has left, with their checks; the leader let pass what was missing."""
    plan = Plan.objects.select_related("account__figures", "account__manager", "account__sponsor").get(pk=plan.pk)
    facts = facts_of(plan, today)
    for stage in ORDER[: ORDER.index(Stage(plan.stage))]:
        checks = run_checks(facts, stage)
        is_override = any(checked.is_missing for checked in checks)
        GateRecord.objects.create(
            plan=plan,
            from_stage=stage,
            to_stage=stage_after(stage),
            direction=GateRecord.Direction.FORWARD,
            checks=kept(facts, checks),
            is_override=is_override,
            reason=_word(PASSED[stage], row) if is_override else "",
            by=leader if is_override else row.lead,
        )


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
