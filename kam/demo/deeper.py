"""The living part of a demo plan: values measured over time, what waits for what, resources, notes that became work."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from accounts.models import Interaction
from accounts.services.rows import row_create, row_update
from kam.demo.accounts import Filled
from planning.models import Action, Objective, ObjectiveValue, Origin, Plan, Resource, Risk

MEASURED = (
    ("Grow what they buy from us", "扩大客户采购额", "revenue", "Revenue", "收入"),
    ("Have a link to everybody who decides", "与每位决策者建立联系", "coverage", "Coverage", "覆盖率"),
)
RESOURCES = (
    ("A service engineer on site for three months", "一名服务工程师驻场三个月", "hours", None, 480,
     "The night shift has nobody to ask.", "夜班没有可以请教的人。"),
    ("Demo line for condition monitoring", "状态监测演示线", "money", 35_000, None,
     "The pilot needs its own sensors.", "试点需要独立的传感器。"),
    ("Spare parts desk holds three days", "备件部门承诺三天交付", "help", None, None,
     "Late parts are their loudest complaint.", "备件延迟是客户抱怨最多的问题。"),
)  # fmt: skip
DECISIONS = (
    ("granted", "Half of it this quarter, the rest after the pilot.", "本季度先给一半，试点后再给其余。"),
    ("refused", "No budget before the new year; ask again in January.", "年内没有预算，一月再申请。"),
    ("asked", "", ""),
)


def measures_fill(plan: Plan, filled: Filled, today: date, rng: Random) -> None:
    """One objective that measures itself, and the past of those that are typed."""
    for objective in list(plan.objectives.all()):
        _past(objective, today, rng)
    title, title_zh, key, measure, measure_zh = rng.choice(MEASURED)
    revenue = filled.account.figures.revenue_12m
    is_money = key == "revenue"
    objective = Objective(
        account=filled.account, plan=plan, title=title_zh if filled.chinese else title,
        measure=measure_zh if filled.chinese else measure, measured_by=key, baseline=0 if is_money else 40,
        target=round(revenue or 1_000_000, -4) if is_money else 100, due_on=plan.ends_on, owner=filled.lead,
    )  # fmt: skip
    row_create(objective, by=filled.lead)


def _past(objective: Objective, today: date, rng: Random) -> None:
    """Monthly values from the baseline to the current one, with the ups and downs of life."""
    if objective.current is None or objective.baseline is None or objective.current_on is None:
        return
    start, end = float(objective.baseline), float(objective.current)
    months = 6
    values = [
        ObjectiveValue(
            objective=objective,
            day=objective.current_on - timedelta(days=30 * (months - step)),
            value=round(start + (end - start) * step / months + rng.uniform(-0.08, 0.08) * abs(end - start), 1)
            if step < months
            else objective.current,
        )
        for step in range(months + 1)
    ]
    ObjectiveValue.objects.bulk_create(value for value in values if value.day <= today)


def waiting_fill(actions: Sequence[Action], risks: Sequence[Risk], filled: Filled, today: date, rng: Random) -> None:
    """Some actions wait for others, and risks have their next day."""
    still = [action for action in actions if action.done_on is None]
    for before, after in zip(still[1:3], still[3:5], strict=False):
        row_update(after, changes={"waits_for": before}, by=filled.lead)
    for risk in risks:
        row_update(risk, changes={"check_on": today + timedelta(days=rng.randrange(-6, 50))}, by=filled.lead)


def resources_fill(plan: Plan, filled: Filled, today: date, rng: Random) -> None:
    """What the plan asks for: one granted, one refused, one that waits."""
    objectives = list(plan.objectives.all())
    for (title, title_zh, kind, amount, hours, why, why_zh), (status, note, note_zh) in zip(
        RESOURCES, DECISIONS, strict=True
    ):
        asked = today - timedelta(days=rng.randrange(20, 60))
        decided: dict[str, Any] = {}
        if status != "asked":
            decided = {
                "decided_by": filled.sponsor, "decided_on": asked + timedelta(days=8),
                "decision_note": note_zh if filled.chinese else note,
            }  # fmt: skip
        if status == "granted":
            decided["granted_hours"] = hours // 2 if hours else None
        resource = Resource(
            account=filled.account, plan=plan, objective=rng.choice(objectives) if objectives else None, kind=kind,
            title=title_zh if filled.chinese else title, amount=amount, hours=hours, currency=plan.currency,
            reason=why_zh if filled.chinese else why, needed_on=today + timedelta(days=rng.randrange(-3, 40)),
            asked_by=filled.lead, decider=filled.sponsor, status=status, **decided,
        )  # fmt: skip
        row_create(resource, by=filled.lead, verb="resource.asked")


def origins_fill(actions: Sequence[Action], filled: Filled) -> None:
    """The first open action was made of the latest note."""
    note = Interaction.objects.filter(account=filled.account).order_by("-happened_on", "-pk").first()
    still = [action for action in actions if action.done_on is None]
    if note is None or not still:
        return
    Origin.objects.create(
        account=filled.account, source_kind="accounts.interaction", source_id=note.pk,
        target_kind="planning.action", target_id=still[0].pk, quote=note.summary.splitlines()[0][:200], by=filled.lead,
    )  # fmt: skip
