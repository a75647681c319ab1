"""Answering, confirming, assigning and setting aside questions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import AuditEvent, User
from accounts.models.recording import plain, state
from accounts.selectors.history import events_of, rewind
from accounts.services.notices import Telling, notices_tell
from accounts.services.rows import row_create, row_update
from planning.models import Answer, Plan, Question
from planning.selectors.answers import answer_at
from planning.selectors.questions import Standing
from planning.selectors.records import row_names
from planning.services.figures import plan_figures_refresh
from planning.services.plans import refuse_closed

REVIEW_AFTER_DAYS = 180
WORDS = ("text", "choice", "not_relevant_reason", "evidence", "source_note")
# What follows from the words; there the newer value simply wins.
DERIVED = ("status", "author", "answered_on", "review_by")


@dataclass(frozen=True)
class Saved:
    """A saved answer, how far the plan is now (None when that did not change), and its rows where they were read."""

    answer: Answer
    standing: Standing | None = None
    rows: Sequence[str] | None = None


class NothingToConfirm(Exception):  # noqa: N818 -- a state of the answer, told to the user
    """The question is open: there is no answer that could still be right."""


@transaction.atomic(savepoint=False)
def answer_save(
    *,
    plan: Plan,
    question: Question,
    values: Mapping[str, Any],
    by: User,
    today: date,
    version: int | None = None,
    locked: Answer | None = None,
) -> Saved:
    """Save what is said to a question: text or choice, evidence, source, review-by date. Missing values stay.

    What has content counts as answered, and so do the records that are the rows of the answer once it is said how we
    know them; what is emptied is open again; a question set aside as not relevant stays so only while its reason
    stands. `locked` is the answer where the caller has it from `answer_lock`. Raises StaleRow when somebody else wrote
    other words since `version`, PlanMoved for a closed plan.
    """
    refuse_closed(plan)
    answer = locked or answer_lock(plan=plan, code=question.code)
    on_record = cache(partial(row_names, plan, question.code))
    if answer is None:
        row = Answer(plan=plan, question=question, **_completed(None, values, by, today, on_record))
        try:
            answer = row_create(row, by=by, verb="answer.created")
        except IntegrityError:  # somebody made the row a moment ago: theirs is the one to compare with
            answer = Answer.objects.select_for_update().get(plan=plan, question=question)
        else:
            return Saved(answer, plan_figures_refresh(plan=plan, today=today), _rows(answer, on_record))
    past = _past(answer, version)
    changes = _completed(answer, _touched(values, past), by, today, on_record)
    before = None if past is None else _shown(answer, past, changes)
    credit = _credit(answer, today)
    saved = row_update(
        answer, changes=changes, by=by, version=version, before=before, verb="answer.saved", is_locked=True
    )
    if credit == _credit(saved, today):
        return Saved(saved, rows=_rows(saved, on_record))
    return Saved(saved, plan_figures_refresh(plan=plan, today=today), _rows(saved, on_record))


def answer_lock(*, plan: Plan, code: str) -> Answer | None:
    """The answer to this question and the question, read with one query and a lock; None when nobody touched it yet."""
    rows = Answer._base_manager.select_related("question").select_for_update(of=("self",))
    try:
        answer = rows.get(plan_id=plan.pk, question__code=code)
    except Answer.DoesNotExist:
        return None
    answer.plan = plan
    return answer


def _rows(answer: Answer, on_record: Callable[[], Sequence[str]]) -> Sequence[str] | None:
    """The rows where they are the whole answer; beside words they are not looked for."""
    return None if answer.has_words or not answer.evidence else on_record()


def _past(answer: Answer, version: int | None) -> Mapping[str, Any] | None:
    """The answer as the form showed it; None when it still is so."""
    return None if version is None or version == answer.version else answer_at(answer, version)


def _touched(values: Mapping[str, Any], past: Mapping[str, Any] | None) -> dict[str, Any]:
    """The values that differ from what the form showed: what the person left alone is nobody's change."""
    if past is None:
        return dict(values)
    return {name: value for name, value in values.items() if (plain(value) or "") != (past.get(name) or "")}


def _completed(
    answer: Answer | None, values: Mapping[str, Any], by: User, today: date, on_record: Callable[[], Sequence[str]]
) -> dict[str, Any]:
    """The values with what follows from them: status, author, day, and the day of the next review."""
    old = {name: getattr(answer, name) if answer else "" for name in WORDS}
    new = {**old, **{name: value for name, value in values.items() if name in WORDS}}
    changes = {**values, "status": _status(new, on_record)}
    if changes["status"] == Answer.Status.OPEN:
        return changes
    was_open = answer is None or not answer.is_done()
    if was_open or new != old:
        changes |= {"author": by, "answered_on": today}
    changes["review_by"] = _review_day(values.get("review_by"), answer, today, is_new=new != old)
    return changes


def _review_day(asked_for: date | None, answer: Answer | None, today: date, *, is_new: bool) -> date:
    """The day of the next review: the one asked for; else the one there is, unless the words are newer than it."""
    if asked_for is not None and asked_for >= today:
        return asked_for
    kept = answer.review_by if answer else None
    if kept is not None and (kept >= today or not is_new):
        return kept
    return today + timedelta(days=REVIEW_AFTER_DAYS)


def _status(words: Mapping[str, Any], on_record: Callable[[], Sequence[str]]) -> str:
    if words["not_relevant_reason"]:
        return Answer.Status.NOT_RELEVANT
    if words["text"] or words["choice"] or (words["evidence"] and on_record()):
        return Answer.Status.ANSWERED
    return Answer.Status.OPEN


def _shown(answer: Answer, past: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """What the form showed of the changed fields; for derived ones what stands now, so that they never clash."""
    return {name: getattr(answer, name) if name in DERIVED else past.get(name, "") for name in changes}


def _credit(answer: Answer, today: date) -> tuple[str, bool, bool]:
    """All of an answer that completeness looks at."""
    return answer.status, answer.evidence == Answer.Evidence.ASSUMED, answer.is_stale(today)


@transaction.atomic
def answer_restore(*, answer: Answer, event: AuditEvent, by: User, today: date) -> Answer:
    """Bring back what the answer said after an event of its trail, as a new change. Raises PlanMoved."""
    refuse_closed(answer.plan)
    stored = Answer.objects.select_for_update().get(pk=answer.pk)
    past = rewind(state(stored), events_of(stored).filter(pk__gt=event.pk)) or {}
    values = {name: past.get(name) or "" for name in ("text", "choice", "not_relevant_reason")}
    on_record = cache(partial(row_names, stored.plan, stored.question.code))
    changes = _completed(stored, values, by, today, on_record)
    restored = row_update(stored, changes=changes, by=by, verb="answer.text_restored", reason=f"event {event.pk}")
    plan_figures_refresh(plan=restored.plan, today=today)
    return restored


@transaction.atomic
def answer_confirm(*, answer: Answer, by: User, today: date) -> Answer:
    """Say that an answer is still right: its next review lies half a year ahead. Raises NothingToConfirm, PlanMoved."""
    refuse_closed(answer.plan)
    if answer.status != Answer.Status.ANSWERED:
        raise NothingToConfirm
    changes = {"answered_on": today, "review_by": today + timedelta(days=REVIEW_AFTER_DAYS)}
    confirmed = row_update(answer, changes=changes, by=by, verb="answer.confirmed")
    plan_figures_refresh(plan=confirmed.plan, today=today)
    return confirmed


@transaction.atomic
def answer_assign(*, plan: Plan, question: Question, user: User | None, due_on: date | None, by: User) -> Answer:
    """Give a question to a person with a date, or take it back (None). The person is told. Raises PlanMoved."""
    refuse_closed(plan)
    answer = _assigned(plan, question, user, due_on, by)
    if user is not None and user != by:
        notices_tell([_told(plan, [question], user, due_on, by, key=f"question:{answer.pk}:{answer.version}")])
    return answer


def _assigned(plan: Plan, question: Question, user: User | None, due_on: date | None, by: User) -> Answer:
    changes = {"assigned_to": user, "due_on": due_on if user else None}
    answer = Answer.objects.select_for_update().filter(plan=plan, question=question).first()
    if answer is None:
        try:
            return row_create(Answer(plan=plan, question=question, **changes), by=by, verb="answer.created")
        except IntegrityError:
            answer = Answer.objects.select_for_update().get(plan=plan, question=question)
    return row_update(answer, changes=changes, by=by, verb="answer.assigned")


@transaction.atomic
def answers_assign(*, plan: Plan, people: Mapping[Question, User], due_on: date, by: User) -> int:
    """Give every open question to its person; who gets several is told once. Returns how many were given."""
    refuse_closed(plan)
    done = Answer.objects.filter(plan=plan).exclude(status=Answer.Status.OPEN)
    closed = set(done.values_list("question_id", flat=True))
    given: dict[User, list[Question]] = {}
    for question, user in people.items():
        if question.pk not in closed:
            _assigned(plan, question, user, due_on, by)
            given.setdefault(user, []).append(question)
    notices_tell(
        _told(plan, questions, user, due_on, by, key=f"questions:{plan.pk}:{timezone.now():%Y%m%d%H%M%S}")
        for user, questions in given.items()
        if user != by
    )
    return sum(len(questions) for questions in given.values())


def _told(plan: Plan, questions: list[Question], user: User, due_on: date | None, by: User, *, key: str) -> Telling:
    with translation.override(user.language):
        words = _("%(name)s asks you to answer %(codes)s in the plan of %(account)s by %(day)s.") % {
            "name": by.name,
            "codes": ", ".join(question.code for question in questions),
            "account": plan.account.name,
            "day": date_format(due_on) if due_on else "–",
        }
    url = f"{plan.get_absolute_url()}?q={questions[0].code}#{questions[0].code}"
    return Telling(user, key, "question", words, url, plan.account_id)
