"""What autosave is told (docs/design.md, Autosave): saved with what follows, or in conflict with a proposal."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models.recording import plain
from accounts.services.rows import StaleRow
from kam.lib.merging import Piece, differences, merged
from planning.models import Answer, Plan, Question
from planning.selectors.answers import answer_at
from planning.selectors.questions import Item, Standing
from planning.services.answers import Saved

FIELDS = ("choice", "text", "evidence", "source_note", "review_by", "not_relevant_reason")
IN_WORDS = ("text", "source_note", "not_relevant_reason")


def saved_body(plan: Plan, question: Question, saved: Saved, *, sent: Mapping[str, Any]) -> dict[str, Any]:
    """The new version, the parts of the page that follow from it, and the fields that are not as they were sent."""
    answer, today = saved.answer, timezone.localdate()
    html = row_parts(Item(question, answer, today, rows=saved.rows), plan)
    if saved.standing is not None:
        html |= standing_parts(saved.standing, plan, question.category)
    moment = timezone.localtime(answer.updated_at)
    words = _("Saved at %(time)s") % {"time": f"{moment:%H:%M}"}
    others = {
        name: value for name, value in field_values(answer).items() if name in sent and value != _sent(sent[name])
    }
    return {"state": "saved", "version": answer.version, "text": words, "html": html, "values": others}


def row_parts(item: Item, plan: Plan) -> dict[str, str]:
    """The parts of the page that show one answer."""
    context = {"item": item, "plan": plan, "today": item.today}
    return {
        f"#{name}-{item.code}": render_to_string(f"planning/question_{name}.html", context)
        for name in ("state", "mark", "line")
    }


def standing_parts(standing: Standing, plan: Plan, *categories: str) -> dict[str, str]:
    """The parts of the page that show how far the plan is; the counts of these categories only."""
    html = {"#plan-progress": render_to_string("planning/plan_progress.html", {"standing": standing, "plan": plan})}
    for code in categories:
        done, total = standing.counts.get(code, (0, 0))
        count = {"code": code, "done": done, "total": total}
        html[f"#count-{code}"] = render_to_string("planning/category_count.html", count)
    return html


def field_values(answer: Answer) -> dict[str, str]:
    """What the fields of the form hold."""
    return {name: _sent(getattr(answer, name)) for name in FIELDS}


def _sent(value: Any) -> str:
    return str(plain(value) or "")


def conflict_body(stale: StaleRow, version: int, *, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Both texts and the one before, what each changed, and both changes in one text to take."""
    row: Answer = stale.row  # type: ignore[assignment]
    past, now = answer_at(row, version), field_values(row)
    clash = [name for name in FIELDS if name in stale.fields]
    field = next((name for name in ("text", *clash) if name in clash), "text")
    mine, before = _sent(stale.mine.get(field)), _sent(past.get(field))
    return {
        "state": "conflict",
        "field": field,
        "mine": mine,
        "theirs": now[field],
        "before": before,
        "minePieces": _pieces(differences(before, mine)),
        "theirsPieces": _pieces(differences(before, now[field])),
        "merged": merged(before, mine, now[field]).text if field in IN_WORDS else "",
        "by": str(row.author or ""),
        "version": row.version,
        "theirsValues": {name: now[name] for name in clash},
        "also": [_also(row, name, stale.mine.get(name)) for name in clash if name != field],
        "values": {
            name: now[name] for name in sent if name not in clash and _sent(sent[name]) == _sent(past.get(name))
        },
    }


def _pieces(found: list[Piece]) -> list[list[str]]:
    return [[piece.kind, piece.text] for piece in found]


def _also(row: Answer, name: str, mine: Any) -> str:
    field = row._meta.get_field(name)
    words = dict(field.flatchoices or ())  # type: ignore[union-attr]
    sides = [str(words.get(value, value) or "–") for value in (mine, getattr(row, name))]
    label = capfirst(str(field.verbose_name))  # type: ignore[union-attr]
    return _("%(field)s: yours “%(mine)s”, theirs “%(theirs)s”") % {
        "field": label,
        "mine": sides[0],
        "theirs": sides[1],
    }


def resolved(posted: QueryDict) -> QueryDict:
    """What was posted; without scripts "take both" comes with the text that was put together."""
    if posted.get("resolve") != "merged":
        return posted
    chosen = posted.copy()
    chosen["text"] = posted.get("merged", "")
    return chosen
