"""Making an action, a risk, a need or an answer of the words of any note, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import Verb, can, signed_in
from accounts.forms.knowledge import NeedForm
from accounts.models import Account, Need, User
from accounts.selectors.pages import ACCOUNT_PAGE_SELECT
from accounts.views.sheets import Sheet, demand, form_sheet
from kam.lib.htmx import page
from planning.forms.notes import AnswerOfNoteForm
from planning.forms.work import ActionForm, RiskForm
from planning.models import Action, Plan, Risk
from planning.origins import Note, note_of
from planning.selectors.origins import made_of
from planning.selectors.plans import active_plan
from planning.services import notes as services
from planning.services.plans import PlanMoved

TITLE = 200
MAKES = (
    ("action", lazy("Make an action")),
    ("risk", lazy("Make a risk")),
    ("need", lazy("Make a need")),
    ("answer", lazy("Make an answer")),
)


@dataclass(frozen=True)
class Wish:
    """What is to be made of which words."""

    note: Note
    quote: str
    account: Account
    plan: Plan | None
    user: User

    @property
    def title(self) -> str:
        """The words as a title."""
        first = (self.quote or self.note.text).strip().split("\n", 1)[0]
        return first if len(first) <= TITLE else f"{first[: TITLE - 1]}…"


type Save = Callable[[dict[str, Any], int | None], object]


def _action(data: Any, wish: Wish) -> tuple[Any, Save]:
    more = wish.quote if len(wish.quote) > TITLE or "\n" in wish.quote else ""
    form = ActionForm(
        data, instance=Action(account=wish.account), initial={"title": wish.title, "note": more},
        account=wish.account, user=wish.user,
    )  # fmt: skip
    return form, lambda values, _v: services.action_of_note(
        note=wish.note, quote=wish.quote, values=values, by=wish.user
    )


def _risk(data: Any, wish: Wish) -> tuple[Any, Save]:
    row = Risk(account=wish.account, plan=wish.plan)
    form = RiskForm(data, instance=row, initial={"title": wish.title}, account=wish.account, user=wish.user)
    return form, lambda values, _v: services.risk_of_note(
        note=wish.note, quote=wish.quote, values=values, plan=wish.plan, by=wish.user
    )


def _need(data: Any, wish: Wish) -> tuple[Any, Save]:
    initial = {"title": wish.title, "source_note": wish.note.label[:200], "evidence": "stated"}
    form = NeedForm(
        data, instance=Need(account=wish.account), initial=initial, account=wish.account, user=wish.user
    )  # fmt: skip
    return form, lambda values, _v: services.need_of_note(note=wish.note, quote=wish.quote, values=values, by=wish.user)


def _answer(data: Any, wish: Wish) -> tuple[Any, Save]:
    initial = {
        "text": wish.quote or wish.note.text, "evidence": "stated", "source_note": wish.note.label,
    }  # fmt: skip
    form = AnswerOfNoteForm(data, initial=initial, plan=wish.plan, account=wish.account, user=wish.user)

    def save(values: dict[str, Any], _version: int | None) -> object:
        if wish.plan is None:
            raise ValidationError(_("This account has no running plan. Start one to answer its questions."))
        try:
            return services.answer_of_note(
                note=wish.note, quote=wish.quote, values=values, plan=wish.plan, by=wish.user,
                today=timezone.localdate(),
            )  # fmt: skip
        except PlanMoved as error:
            raise ValidationError(_("This cycle is closed.")) from error

    return form, save


MAKERS: dict[str, tuple[str | Promise, Callable[[Any, Wish], tuple[Any, Save]]]] = {
    "action": (lazy("New action from a note"), _action),
    "risk": (lazy("New risk from a note"), _risk),
    "need": (lazy("New need from a note"), _need),
    "answer": (lazy("Answer from a note"), _answer),
}


def _note(request: HttpRequest, kind: str, pk: int) -> Note:
    note = note_of(kind, pk, request.user)
    if note is None:
        raise Http404
    return note


@require_http_methods(["GET", "POST"])
@signed_in
def note_make(request: HttpRequest, source: str, pk: int, what: str) -> HttpResponse:
    """Make something of a note; `?quote=` is the selected part of it, without it the lines are offered."""
    note = _note(request, source, pk)
    if what not in MAKERS:
        raise Http404
    demand(request.user, Verb.EDIT, note.account)
    account = Account.objects.select_related(*ACCOUNT_PAGE_SELECT).get(pk=note.account.pk)
    wish = Wish(note, request.GET.get("quote", "").strip()[:2_000], account, active_plan(account), request.user)
    title, make = MAKERS[what]
    form, save = make(request.POST or None, wish)
    sheet = Sheet(
        title=title,
        back=note.url,
        tab="plan",
        note=_("From %(label)s: “%(quote)s”") % {"label": note.label, "quote": wish.quote or wish.title},
    )
    return form_sheet(request, form, sheet, save, account=account)


@require_GET
@signed_in
def note_made(request: HttpRequest, source: str, pk: int) -> HttpResponse:
    """What came of a note, and what can be made of it, line by line."""
    note = _note(request, source, pk)
    may_edit = can(request.user, Verb.EDIT, note.account)
    context = {
        "note": note,
        "account": note.account,
        "made": made_of(note, request.user),
        "may_edit": may_edit,
        "makes": [
            (what, label, reverse("planning:note-make", args=[source, pk, what])) for what, label in MAKES
        ],
    }  # fmt: skip
    return page(request, "planning/note_made.html", context, partials=("note-made",))
