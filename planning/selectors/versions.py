"""A frozen version of a plan in words, as it was: nothing in it is read from today's records but the questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from accounts.models import Stage
from kam.lib import shown
from planning.models import Answer, Objective, Plan, PlanVersion, Question, Resource, Risk
from planning.selectors.resources import size_of


@dataclass(frozen=True)
class FrozenAnswer:
    """One question with what the plan said."""

    code: str
    question: str
    text: str
    evidence: str
    author: str


@dataclass(frozen=True)
class FrozenWork:
    """An objective, an action, a risk or a resource as it was."""

    title: str
    owner: str
    due_on: date | None
    note: str
    state: str


@dataclass(frozen=True)
class Frozen:
    """A version for its page."""

    variant: str
    stage: str
    growth_target: Decimal | None
    growth_target_on: date | None
    currency: str
    asks: str
    answers: list[FrozenAnswer]
    hidden: int
    objectives: list[FrozenWork]
    actions: list[FrozenWork]
    risks: list[FrozenWork]
    resources: list[FrozenWork]
    growth: list[FrozenWork]
    team: list[str]


def version_content(version: PlanVersion, *, sensitive: bool) -> Frozen:
    """The version in words; answers that say how persons stand to us are counted, not shown, without the right."""
    return content_words(version.content, sensitive=sensitive)


def content_words(content: Mapping[str, Any], *, sensitive: bool) -> Frozen:
    """A content in words (planning.selectors.frozen)."""
    plan = content["plan"]
    questions = {question.code: question for question in Question.objects.all()}
    done = [row for row in content["answers"] if row["status"] != Answer.Status.OPEN]
    shown = [row for row in done if sensitive or not questions[row["code"]].is_sensitive]
    shown.sort(key=lambda row: questions[row["code"]].order)
    return Frozen(
        variant=str(Plan.Variant(plan["variant"]).label),
        stage=str(Stage(plan["stage"]).label),
        growth_target=Decimal(plan["growth_target"]) if plan.get("growth_target") else None,
        growth_target_on=_day(plan.get("growth_target_on")),
        currency=plan["currency"],
        asks=plan.get("asks", ""),
        answers=[_answer(row, questions[row["code"]]) for row in shown],
        hidden=len(done) - len(shown),
        objectives=[_objective(row) for row in content["objectives"]],
        actions=[
            _work(row, row.get("objective_title", ""), "") for row in content["actions"] if not row.get("done_on")
        ],
        risks=[_risk(row) for row in content["risks"] if row["status"] == Risk.Status.OPEN],
        resources=[_resource(row) for row in content.get("resources", ())],
        growth=[_growth(row) for row in sorted(content.get("growth", ()), key=lambda row: row["year"])],
        team=[row["name"] for row in content.get("team", ()) if row["name"]],
    )


def _answer(row: Mapping[str, Any], question: Question) -> FrozenAnswer:
    if row["status"] == Answer.Status.NOT_RELEVANT:
        text = f"{Answer.Status.NOT_RELEVANT.label}: {row['not_relevant_reason']}"
    else:
        choice = dict(question.choices).get(row["choice"], row["choice"])
        text = "\n".join(part for part in (choice, *row.get("rows", ()), row["text"]) if part)
    evidence = str(Answer.Evidence(row["evidence"]).label) if row["evidence"] else ""
    return FrozenAnswer(question.code, _asked(row, question), text, evidence, row.get("author_name", ""))


def _asked(row: Mapping[str, Any], question: Question) -> str:
    """The question as it was asked: an organisation's own may have been put differently since."""
    words: Mapping[str, str] = row.get("question_words") or {}
    language = "zh-hans" if (get_language() or "").startswith("zh") else "en"
    return words.get(language) or question.text


def _objective(row: Mapping[str, Any]) -> FrozenWork:
    way = " → ".join(f"{Decimal(row[name]).normalize():,f}" if row[name] else "–" for name in ("baseline", "target"))
    measure = f"{row['measure']} {row['unit']}: {way}".strip() if row["measure"] else ""
    note = " · ".join(part for part in (measure, row["customer_value"]) if part)
    return _work(row, note, str(Objective.Status(row["status"]).label))


def _risk(row: Mapping[str, Any]) -> FrozenWork:
    weight = f"{row['probability']} × {row['impact']}" if row["probability"] and row["impact"] else ""
    return _work(row, row["mitigation"], " · ".join(p for p in (str(Risk.Kind(row["kind"]).label), weight) if p))


def _resource(row: Mapping[str, Any]) -> FrozenWork:
    """What was asked for, and how it was decided."""
    asked = size_of(row.get("amount"), row["currency"], row.get("hours"))
    granted = size_of(row.get("granted_amount"), row["currency"], row.get("granted_hours"))
    note = " · ".join(part for part in (asked, row.get("reason", ""), row.get("decision_note", "")) if part)
    state = f"{Resource.Status(row['status']).label} {granted if granted != asked else ''}".strip()
    return FrozenWork(row["title"], row.get("owner_name", ""), _day(row.get("needed_on")), note, state)


def _growth(row: Mapping[str, Any]) -> FrozenWork:
    amount = shown.money(row["amount"], row["currency"])
    return FrozenWork(str(row["year"]), "", None, row.get("depends_on", ""), amount)


def _work(row: Mapping[str, Any], note: str, state: str) -> FrozenWork:
    return FrozenWork(row["title"], row.get("owner_name", ""), _day(row.get("due_on")), note, state)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
