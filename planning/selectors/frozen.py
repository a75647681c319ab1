"""Everything of a plan as plain values: as it is, or as it was at any past moment.

A version keeps such content for good; the comparison of two of them, and the plan as of a day, read the same form.
Rows are those of the audit trail (`accounts.models.recording.state`), each with its id.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Model
from django.utils import timezone

from accounts.models import (
    AccountTeamMember,
    AuditEvent,
    Competitor,
    Contract,
    CustomerGoal,
    Improvement,
    Need,
    Stakeholder,
    User,
    ValueCase,
    WhiteSpaceCell,
)
from accounts.models.recording import state
from accounts.selectors.history import rewind
from planning.models import (
    Action,
    Answer,
    Assumption,
    GrowthTarget,
    KnowledgeGap,
    Objective,
    Plan,
    Question,
    Resource,
    Risk,
)
from planning.selectors.records import answer_lines

type Row = dict[str, Any]
type Content = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """One kind of row in the content: where it comes from, what names it, which rows belong to the plan."""

    key: str
    model: type[Model]
    title: str
    belongs: Callable[[Row, Plan], bool] = lambda row, plan: True


def _of_plan(row: Row, plan: Plan) -> bool:
    return bool(row["plan"] == plan.pk)


def _open_or_of_plan(row: Row, plan: Plan) -> bool:
    is_open = row.get("done_on") is None and row.get("closed_on") is None
    return is_open or row["plan"] == plan.pk


KINDS = (
    Kind("objectives", Objective, "title", _of_plan),
    Kind("actions", Action, "title", _open_or_of_plan),
    Kind("risks", Risk, "title", _open_or_of_plan),
    Kind("resources", Resource, "title", _of_plan),
    Kind("growth", GrowthTarget, "year"),
    Kind("team", AccountTeamMember, "user", lambda row, plan: row["left_on"] is None),
    Kind("people", Stakeholder, "name", lambda row, plan: row["status"] == Stakeholder.Status.ACTIVE),
    Kind("goals", CustomerGoal, "title"),
    Kind("needs", Need, "title"),
    Kind("improvements", Improvement, "title"),
    Kind("value_cases", ValueCase, "title"),
    Kind("contracts", Contract, "name"),
    Kind("rivals", Competitor, "name"),
    Kind("white_space", WhiteSpaceCell, "product"),
    Kind("assumptions", Assumption, "title"),
    Kind("gaps", KnowledgeGap, "title"),
)


def plan_frozen(plan: Plan) -> Content:
    """The content as it is now. A query a kind."""
    rows = {kind.key: _rows_now(kind, plan) for kind in KINDS}
    answers = {
        answer.pk: state(answer) | _rows_said(plan, answer)
        for answer in Answer.objects.asked().filter(plan=plan).select_related("question")
    }
    return _content(plan, state(plan), answers, rows)


def _rows_said(plan: Plan, answer: Answer) -> Row:
    """The rows of an answer in words; one that was nothing but rows is open once none is left."""
    if answer.status != Answer.Status.ANSWERED:
        return {}
    rows = answer_lines(plan, answer)
    is_gone = not rows and not answer.has_words
    return {"rows": rows, **({"status": Answer.Status.OPEN.value} if is_gone else {})}


def plan_as_of(plan: Plan, on: date) -> Content | None:
    """The content as it was at the end of a day, rebuilt from the audit trail; None before the plan was there.

    A query a kind, and one for the trail.
    """
    moment = timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))
    later = _events(plan, moment)
    facts = rewind(state(plan), later[Plan._meta.label_lower][plan.pk])
    if facts is None or (plan.starts_on > on and plan.created_at >= moment):
        return None
    rows = {kind.key: _past(kind.model, _rows_now(kind, plan), later) for kind in KINDS}
    answers = _past(Answer, {row.pk: state(row) for row in Answer.objects.filter(plan=plan)}, later)
    return _content(plan, facts, {pk: row for pk, row in answers.items() if row["plan"] == plan.pk}, rows)


def _rows_now(kind: Kind, plan: Plan) -> dict[int, Row]:
    return {row.pk: state(row) for row in kind.model._default_manager.filter(account=plan.account_id)}


def _events(plan: Plan, moment: datetime) -> "Events":
    """What happened to the account's rows after a moment, newest first, by kind and id."""
    labels = [model._meta.label_lower for model in (Plan, Answer, *(kind.model for kind in KINDS))]
    events = AuditEvent.objects.filter(account=plan.account_id, at__gte=moment, object_type__in=labels)
    found: dict[str, dict[int, list[AuditEvent]]] = defaultdict(lambda: defaultdict(list))
    for event in events.order_by("-at", "-pk"):
        found[event.object_type][int(event.object_id)].append(event)
    return found


type Events = dict[str, dict[int, list[AuditEvent]]]


def _past(model: type[Model], now: Mapping[int, Row], later: Events) -> dict[int, Row]:
    """Rows as they were: changes taken back, what was deleted since back again, what is younger left out."""
    events, blank, found = later[model._meta.label_lower], state(model()), {}
    for pk in {**now, **events}:
        past = rewind(dict(now.get(pk, {})), events.get(pk, []))
        if past:
            found[pk] = blank | past  # the trail of what was deleted holds no empty fields
    return found


def _content(plan: Plan, facts: Row, answers: Mapping[int, Row], rows: Mapping[str, Mapping[int, Row]]) -> Content:
    questions = Question.objects.asked().in_bulk()
    names = _names(answers.values(), rows)
    kept = {
        kind.key: [
            _with_names(kind, row, names, rows["objectives"]) | {"id": pk}
            for pk, row in rows[kind.key].items()
            if kind.belongs(row, plan)
        ]
        for kind in KINDS
    }
    said = [
        row | _question(questions[row["question"]]) | {"author_name": names.get(row.get("author"), "")}
        for row in answers.values()
        if row["question"] in questions
    ]
    return {"plan": facts, "answers": said, **kept}


def _names(answers: Iterable[Row], rows: Mapping[str, Mapping[int, Row]]) -> dict[int | None, str]:
    """The names of our people in the content: it must be readable in ten years."""
    ids = {row.get("author") for row in answers}
    for kind in ("objectives", "actions", "risks"):
        ids |= {row.get("owner") for row in rows[kind].values()}
    ids |= {row.get("user") for row in rows["team"].values()}
    ids |= {row.get("decided_by") for row in rows["resources"].values()}
    return dict(User.objects.filter(pk__in=ids - {None}).values_list("pk", "name"))


def _with_names(kind: Kind, row: Row, names: Mapping[int | None, str], objectives: Mapping[int, Row]) -> Row:
    if kind.key == "team":
        return row | {"name": names.get(row["user"], "")}
    if kind.key == "actions":
        row = row | {"objective_title": objectives.get(row["objective"], {}).get("title", "")}
    if kind.key == "resources":
        return row | {"owner_name": names.get(row.get("decided_by"), "")}
    return row | {"owner_name": names.get(row["owner"], "")} if "owner" in row else dict(row)


def _question(question: Question) -> Row:
    """The code; of an organisation's own question its words too, since those may be changed."""
    words = {"question_words": {"en": question.text_en, "zh-hans": question.text_zh}} if question.is_own else {}
    return {"code": question.code, **words}
