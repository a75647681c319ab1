"""Fills the plan of a key account: answers, objectives, actions, risks, stages passed."""

import csv
from datetime import date, timedelta
from pathlib import Path
from random import Random

from accounts.models import Stage
from accounts.services.rows import row_create
from kam.demo.accounts import Filled
from kam.demo.deeper import measures_fill, origins_fill, resources_fill, waiting_fill
from kam.demo.knowledge import knowledge_fill
from planning.models import Action, Answer, Objective, Plan, Question, Risk
from planning.services import figures as planning_figures

ANSWERS = Path(__file__).parent / "data" / "answers.csv"
ORDER = list(Stage.values)
CHOICES = {"I5": "Content", "I7": "Sometimes late", "U5": "Yes, invest more"}

OBJECTIVES = (
    ("Halve unplanned stops on the filling line", "灌装线非计划停机减半", "stops a month", "每月停机次数", 42, 21, True,
     "About 980,000 EUR a year less downtime", "每年少损失约98万欧元"),
    ("Bring traceability to the second unit", "第二个部门实现可追溯", "lines connected", "接入产线数", 0, 3, True,
     "Passes the customer audit without extra staff", "无需增员即可通过客户审核"),
    ("Grow service revenue", "扩大服务收入", "kEUR a year", "千欧元/年", 240, 380, False, "", ""),
    ("Win the frame agreement again", "续签框架协议", "share, %", "份额%", 35, 45, False,
     "One price logic for all sites", "各工厂统一价格逻辑"),
)  # fmt: skip
ACTIONS = (
    ("Send the stop list of last week to the plant", "把上周停机清单发给工厂", "commitment", -20, True),
    ("Agree the pilot for condition monitoring", "商定状态监测试点", "general", -12, True),
    ("Bring the training video for the night shift", "交付夜班培训视频", "commitment", -6, False),
    ("Ask about the plans to centralise purchasing", "了解采购集中化计划", "find_out", 9, False),
    ("Prepare the value case with the plant's own figures", "用工厂自己的数据准备价值测算", "general", 16, False),
    ("Sponsor meets the chief operating officer", "高层支持人会见运营负责人", "general", 25, False),
    ("Offer traceability for the second unit", "为第二个部门报价可追溯方案", "general", 38, False),
    ("Book the energy course", "预订能源课程", "training", -34, True),
    ("Mend the escalation list", "更新升级联系人名单", "commitment", -48, True),
    ("Walk the second unit with maintenance", "与设备部门走访第二个部门", "general", 55, False),
)  # fmt: skip
RISKS = (
    ("Rival bundles at 12 % less when the frame agreement ends", "对手在框架协议到期时打包降价12%", "competitive", 3, 4,
     "Availability guarantee and last year's proof", "用可用率保证和去年的成果应对"),
    ("Chief operating officer retires and the successor is open", "运营负责人退休，接班人未定", "relation", 3, 4,
     "Build the link to the likely successor now", "现在就与可能的接班人建立关系"),
    ("Spare parts stay late", "备件持续延迟", "delivery", 2, 3, "Safety stock on site", "在现场备安全库存"),
    ("Group centralises purchasing", "集团集中采购", "market", 2, 4, "Ask early, offer one price logic", "尽早了解，提供统一价格逻辑"),
)  # fmt: skip


def plan_fill(filled: Filled, today: date, rng: Random, *, stage: str, share: float) -> Plan:
    """A plan in `stage` with about `share` of its questions answered, objectives, actions and risks."""
    started = today - timedelta(days=rng.randrange(120, 260))
    revenue = filled.account.figures.revenue_12m
    plan = row_create(
        Plan(
            account=filled.account, name=str(today.year), variant="full" if share > 0.6 else "light", stage=stage,
            stage_since=today - timedelta(days=rng.randrange(4, 40)), starts_on=started,
            ends_on=started + timedelta(days=364), growth_baseline=revenue,
            growth_target=round(revenue * (100 + rng.randrange(8, 24)) / 100, -3) if revenue else None,
            growth_target_on=started + timedelta(days=364), is_protect_goal=filled.account.theme == "protect",
            charter="Check-in every second Monday." if not filled.chinese else "每两周一例会。",
            asks=_asks(filled), sponsor_agreed_on=started + timedelta(days=9),
        ),
        by=filled.lead,
    )  # fmt: skip
    _answers(plan, filled, today, rng, share)
    _work(plan, filled, today, rng)
    knowledge_fill(filled, plan, today, Random(filled.account.name))  # noqa: S311
    planning_figures.plan_figures_refresh(plan=plan, today=today)
    return plan


def _asks(filled: Filled) -> str:
    if filled.chinese:
        return f"下个季度会见{filled.people[0].name}，谈双方方向\n批准一名服务工程师驻场三个月\n推动备件部门把承诺期定为三天"
    return (
        f"Meet {filled.people[0].name} next quarter about the direction of both sides\n"
        "Release one service engineer on site for three months\n"
        "Hold the spare parts desk to three days"
    )


def _answers(plan: Plan, filled: Filled, today: date, rng: Random, share: float) -> None:
    with ANSWERS.open(encoding="utf-8", newline="") as lines:
        texts = {row["code"]: row["zh" if filled.chinese else "en"] for row in csv.DictReader(lines)}
    words = _words(filled)
    for question in Question.objects.all():
        if rng.random() > (share + 0.25 if question.is_core else share):
            if question.is_core and rng.random() < 0.5:
                _give_away(plan, question, filled, today, rng)
            continue
        answered = today - timedelta(days=rng.randrange(2, 150))
        answer = Answer(
            plan=plan, question=question, status="answered", text=texts[question.code].format(**words),
            choice=CHOICES.get(question.code, ""), evidence=rng.choices(("stated", "observed", "assumed"), (45, 37, 18))[0],
            source_note=rng.choice(("会议记录", "现场走访") if filled.chinese else ("Meeting notes", "Site visit", "Their annual report")),
            author=rng.choice((filled.lead, filled.lead, filled.member)), answered_on=answered,
            review_by=answered + timedelta(days=rng.choice((120, 180, 365))),
        )  # fmt: skip
        row_create(answer, by=answer.author)


def _give_away(plan: Plan, question: Question, filled: Filled, today: date, rng: Random) -> None:
    answer = Answer(
        plan=plan, question=question, assigned_to=rng.choice((filled.lead, filled.member)),
        due_on=today + timedelta(days=rng.randrange(-4, 25)),
    )  # fmt: skip
    row_create(answer, by=filled.lead, verb="answer.assigned")


def _words(filled: Filled) -> dict[str, str]:
    people = {f"p{place + 1}": person.name for place, person in enumerate(filled.people[:6])}
    revenue = filled.account.figures.revenue_12m or 0
    return people | {
        "account": filled.account.name,
        "manager": filled.lead.name,
        "member": filled.member.name,
        "sponsor": filled.sponsor.name,
        "unit1": filled.units[0].name,
        "unit2": filled.units[4].name,
        "product": filled.products[3].name,
        "product2": filled.products[2].name,
        "rival": filled.rivals[0].name,
        "revenue": f"{float(revenue) / 10_000:,.0f}万欧元" if filled.chinese else f"{float(revenue) / 1e6:.1f}M EUR",
    }


def _work(plan: Plan, filled: Filled, today: date, rng: Random) -> None:
    objectives, actions, risks = [], [], []
    for row in OBJECTIVES[: rng.randrange(2, 5)]:
        title, title_zh, measure, measure_zh, start, target, for_them, value, value_zh = row
        objective = Objective(
            account=filled.account, plan=plan, title=title_zh if filled.chinese else title,
            measure=measure_zh if filled.chinese else measure, baseline=start, target=target,
            current=round(start + (target - start) * rng.uniform(0.05, 0.8), 0), current_on=today - timedelta(days=9),
            due_on=today + timedelta(days=rng.randrange(60, 240)), owner=rng.choice((filled.lead, filled.member)),
            improves_customer=for_them, customer_value=value_zh if filled.chinese else value,
            aim="improve" if for_them else "protect" if start == 35 else "grow",
            accepted_by=filled.people[0] if for_them and rng.random() < 0.6 else None,
            status=rng.choices(("open", "at_risk"), (75, 25))[0],
        )  # fmt: skip
        objectives.append(row_create(objective, by=filled.lead))
    for place, (title, title_zh, kind, due, done) in enumerate(ACTIONS):
        due_on = today + timedelta(days=due + rng.randrange(-3, 4))
        action = Action(
            account=filled.account, plan=plan, objective=objectives[place % len(objectives)], kind=kind,
            title=title_zh if filled.chinese else title, owner=rng.choice((filled.lead, filled.member)), due_on=due_on,
            done_on=due_on + timedelta(days=rng.choice((-2, -1, 0, 3))) if done else None,
        )  # fmt: skip
        actions.append(row_create(action, by=filled.lead))
    for title, title_zh, kind, probability, impact, what, what_zh in RISKS[: rng.randrange(3, 5)]:
        risk = Risk(
            account=filled.account, plan=plan, title=title_zh if filled.chinese else title, kind=kind,
            probability=probability, impact=impact, owner=filled.lead, mitigation=what_zh if filled.chinese else what,
        )  # fmt: skip
        risks.append(row_create(risk, by=filled.lead))
    measures_fill(plan, filled, today, rng)
    waiting_fill(actions, risks, filled, today, rng)
    resources_fill(plan, filled, today, rng)
    origins_fill(actions, filled)
