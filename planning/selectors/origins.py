"""Where a record came from, and what came of a note."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.access import visible
from accounts.models import Need, User
from planning.models import Action, Answer, Origin, Risk
from planning.origins import Note, note_of

KINDS = {
    "planning.action": lazy("Action"),
    "planning.risk": lazy("Risk"),
    "accounts.need": lazy("Need"),
    "planning.answer": lazy("Answer"),
}


@dataclass(frozen=True)
class Came:
    """Where a record came from: the note, and the words it was made of."""

    note: Note
    quote: str


def origin_of(row: Model, user: User) -> Came | None:
    """The note that a record was made of, when the reader may see that note."""
    origin = Origin.objects.filter(target_kind=row._meta.label_lower, target_id=row.pk).first()
    note = note_of(origin.source_kind, origin.source_id, user) if origin else None
    return Came(note, origin.quote) if origin and note else None


def came_from(row: Model, user: User) -> str:
    """Where a record came from, in words; empty when it was made of no note."""
    came = origin_of(row, user)
    return _("From %(label)s: “%(quote)s”") % {"label": came.note.label, "quote": came.quote} if came else ""


@dataclass(frozen=True)
class Made:
    """A record that was made of a note."""

    kind: Any
    title: str
    url: str
    is_done: bool


def made_of(note: Note, user: User) -> list[Made]:
    """What came of a note: what is still there and may be seen, in the order it was made. One query a kind."""
    ids: dict[str, list[int]] = defaultdict(list)
    for kind, pk in Origin.objects.filter(source_kind=note.kind, source_id=note.pk).values_list(
        "target_kind", "target_id"
    ):
        ids[kind].append(pk)
    made = []
    for kind, found in ids.items():
        if kind in KINDS:
            model = apps.get_model(kind)
            rows = visible(model._default_manager.filter(pk__in=found), user).order_by("pk")
            joins = JOINS.get(kind)
            made += [_made(kind, row) for row in (rows.select_related(*joins) if joins else rows)]
    return made


JOINS = {"planning.answer": ("question", "plan")}


def _made(kind: str, row: Any) -> Made:
    if isinstance(row, Action):
        return Made(KINDS[kind], row.title, reverse("planning:action-detail", args=[row.pk]), row.done_on is not None)
    if isinstance(row, Risk):
        url = reverse("planning:risk-detail", args=[row.pk])
        return Made(KINDS[kind], row.title, url, row.status == Risk.Status.CLOSED)
    if isinstance(row, Need):
        url = reverse("accounts:need-edit", args=[row.pk])
        return Made(KINDS[kind], row.title, url, row.status != Need.Status.OPEN)
    assert isinstance(row, Answer)  # noqa: S101 -- KINDS names four
    return Made(
        KINDS[kind], f"{row.question.code} {row.question.text}",
        f"{row.plan.get_absolute_url()}?q={row.question.code}#{row.question.code}", is_done=row.is_done(),
    )  # fmt: skip
