"""Fills what a key account's answers are made of: goals, needs, trends, results, improvements and their value."""

from datetime import date, timedelta
from random import Random
from typing import Any

from accounts.models import (
    AccountFinancial,
    CustomerGoal,
    Idea,
    Improvement,
    Need,
    Strength,
    Trend,
    ValueCase,
    ValueProof,
)
from accounts.services.rows import row_create, row_update
from kam.demo.accounts import Filled
from planning.models import Action, Assumption, GrowthTarget, KnowledgeGap, Plan, Risk

TRENDS = (
    ("Energy prices rise", "能源价格上涨", "market", "helps"),
    ("Export demand weakens", "出口需求走弱", "market", "hurts"),
    ("Traceability becomes law in two years", "两年内追溯成为法规", "regulation", "mixed"),
    ("Condition monitoring replaces fixed intervals", "状态监测取代定期检修", "technology", "helps"),
    ("Their retailers want a carbon figure for each batch", "零售商要求每批次的碳排放数据", "demand", "mixed"),
    ("Purchasing may move to the group", "采购可能集中到集团", "organisation", "hurts"),
)
GOALS = (
    ("Unplanned stops down to 4 %", "非计划停机降到4%", "short", "stops, % of time", "停机占比%", 7, 4),
    ("Scrap below 1.5 %", "废品率低于1.5%", "short", "scrap, %", "废品率%", 2, 1),
    ("The most reliable plant of the group", "成为集团最可靠的工厂", "long", "", "", None, None),
)
NEEDS = (
    ("Stops on the filling line", "灌装线停机", "critical", 1_900_000, "short", "stated", 450_000),
    ("Long wait for spare parts", "备件等待时间长", "major", 420_000, "short", "observed", None),
    ("Nobody is trained for the new line", "新产线无人受训", "minor", 90_000, "long", "assumed", 60_000),
)
IMPROVEMENTS = (
    (
        "Fewer stops on the filling line",
        "减少灌装线停机",
        "Condition monitoring, first in one hall",
        "先在一个车间做状态监测",
    ),
    ("Spare parts within three days", "备件三天内到货", "Safety stock on site", "在现场备安全库存"),
)
PROOFS = (
    (
        "Downtime of the packer cut by a third",
        "包装机停机减少三分之一",
        310_000,
        "Their own shift reports",
        "客户自己的班次报表",
    ),
    ("Night shift trained without overtime", "夜班培训无加班完成", None, "Signed training list", "签字的培训名单"),
)
ASSUMPTIONS = (
    ("Purchasing accepts value over price", "采购会看价值而不只看价格"),
    ("The budget round keeps its date", "预算会议日期不变"),
)
GAPS = (
    ("Who follows the chief operating officer?", "谁接任运营负责人？", 1),
    ("What is the budget for the second unit?", "第二个部门的预算是多少？", 2),
)


def knowledge_fill(filled: Filled, plan: Plan, today: date, rng: Random) -> None:
    """The customer's page, and what the plan does not know."""
    for one in (_business, _value):
        one(filled, today, rng)
    _team(filled, rng)
    _unknown(filled, plan, today)


def _say(filled: Filled, western: str, chinese: str) -> str:
    return chinese if filled.chinese else western


def _make(filled: Filled, model: type, **values: Any) -> Any:
    return row_create(model(account=filled.account, **values), by=filled.lead)


def _business(filled: Filled, today: date, rng: Random) -> None:
    for western, chinese, kind, effect in TRENDS:
        evidence = rng.choice(("stated", "observed", "assumed"))
        _make(filled, Trend, title=_say(filled, western, chinese), kind=kind, effect=effect, evidence=evidence)
    for western, chinese, horizon, metric, metric_zh, baseline, target in GOALS:
        due = today + timedelta(days=rng.randrange(60, 300)) if horizon == "short" else None
        _make(filled, CustomerGoal, title=_say(filled, western, chinese), horizon=horizon,
              metric=_say(filled, metric, metric_zh), baseline=baseline, target=target, due_on=due, evidence="stated")  # fmt: skip
    for western, chinese, severity, cost, horizon, evidence, budget in NEEDS:
        day = today + timedelta(days=rng.randrange(30, 160)) if budget else None
        _make(filled, Need, title=_say(filled, western, chinese), severity=severity, cost_estimate=cost,
              horizon=horizon, evidence=evidence, budget=budget, decision_on=day, unit=filled.units[0])  # fmt: skip
    sales = filled.account.annual_revenue or 400_000_000
    for back, growth in ((2, 94), (1, 100), (0, 104)):
        _make(filled, AccountFinancial, year=today.year - back, sales=sales * growth / 100,
              profit=sales * growth * rng.randrange(3, 9) / 10_000, is_forecast=not back)  # fmt: skip


def _value(filled: Filled, today: date, rng: Random) -> None:
    needs = list(Need.objects.filter(account=filled.account).order_by("pk"))
    for place, (western, chinese, how, how_zh) in enumerate(IMPROVEMENTS):
        improvement = _make(filled, Improvement, title=_say(filled, western, chinese), how=_say(filled, how, how_zh),
                            unit=filled.units[0], need=needs[place], status=rng.choice(("open", "agreed", "running")),
                            due_on=today + timedelta(days=rng.randrange(80, 330)))  # fmt: skip
        _make(filled, ValueCase, title=improvement.title, improvement=improvement, amount=(980_000, 210_000)[place],
              basis=_say(filled, "Half of the lost hours, at their own rate", "一半的损失工时，按客户自己的费率"),
              cost_of_inaction=needs[place].cost_estimate, accepted_by=None if place else filled.people[0],
              accepted_on=None if place else today - timedelta(days=rng.randrange(5, 90)))  # fmt: skip
    for western, chinese, amount, proof, proof_zh in PROOFS:
        _make(filled, ValueProof, title=_say(filled, western, chinese), amount=amount,
              proof=_say(filled, proof, proof_zh), delivered_on=today - timedelta(days=rng.randrange(40, 400)))  # fmt: skip
    words = (("Our service people know every line", "我方服务人员熟悉每条产线", "yes"),
             ("One system for all sites", "所有工厂使用同一系统", "partly"))  # fmt: skip
    for western, chinese, visible in words:
        _make(filled, Strength, title=_say(filled, western, chinese), visible=visible)
    _make(filled, Idea, title=_say(filled, "A dashboard of line health for their board", "给管理层的产线健康看板"))
    idea = _say(filled, "Predict filter changes from pressure data", "用压力数据预测滤芯更换")
    _make(filled, Idea, title=idea, kind="technology")


def _team(filled: Filled, rng: Random) -> None:
    for member in filled.account.team_members.all():
        deputy = filled.lead if member.user_id == filled.member.pk else filled.member
        if member.user_id != deputy.pk:
            row_update(member, changes={"deputy": deputy, "hours_per_week": rng.choice((4, 8, 12))}, by=filled.lead)
    for western, chinese, kind in (
        ("The spare parts desk misses its promise again", "备件部门再次失约", Risk.Kind.INTERNAL),
        ("Payment stretches over the year end", "年底付款拖延", Risk.Kind.CREDIT),
    ):
        _make(filled, Risk, title=_say(filled, western, chinese), kind=kind, probability=2, impact=3, owner=filled.lead)


def _unknown(filled: Filled, plan: Plan, today: date) -> None:
    for western, chinese in ASSUMPTIONS:
        _make(filled, Assumption, plan=plan, title=_say(filled, western, chinese), owner=filled.lead,
              check_by=today + timedelta(days=40))  # fmt: skip
    for place, (western, chinese, priority) in enumerate(GAPS):
        title = _say(filled, western, chinese)
        action = _make(filled, Action, plan=plan, title=title, kind=Action.Kind.FIND_OUT, owner=filled.member,
                       due_on=today + timedelta(days=12 + 20 * place))  # fmt: skip
        _make(filled, KnowledgeGap, plan=plan, title=title, priority=priority, ask=filled.people[1], action=action)
    help_title = _say(filled, "Borrow the energy engineer for the audit", "借调能源工程师参加审核")
    _make(filled, Action, plan=plan, title=help_title, owner=filled.lead, due_on=today + timedelta(days=30),
          owner_unit=_say(filled, "Energy services", "能源服务部"))  # fmt: skip
    if plan.growth_baseline:
        for years, growth in ((1, 112), (3, 140)):
            _make(filled, GrowthTarget, plan=plan, year=today.year + years, amount=plan.growth_baseline * growth / 100,
                  depends_on=_say(filled, "The second unit and the frame agreement", "取决于第二个部门和框架协议"))  # fmt: skip
