"""What would happen if somebody left: a person at the customer, or one of us."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import Ability, Verb, allowed, can, may_ever, refusal, require, signed_in, verbs
from accounts.forms.handover import HandOverForm
from accounts.forms.parting import LeaveForm
from accounts.models import AuditEvent, Stakeholder, User
from accounts.selectors.changes import in_words
from accounts.selectors.handover import Held, by_account, held_by, near
from accounts.services import reads
from accounts.services.handover import VERB, events_of_handover, hand_over, handover_undo
from accounts.services.parting import GONE, stakeholder_leave
from accounts.services.rows import StaleRow
from accounts.services.undo import CannotUndo
from accounts.views.sheets import Sheet, demand, form_sheet, select_for, undo_token
from kam.lib.htmx import page
from scoring.selectors.colleague_leaves import effects
from scoring.selectors.person_leaves import person_leaves


@require_http_methods(["GET", "POST"])
@require(Verb.VIEW, Stakeholder, select=select_for("account", "unit", "reports_to"))
def person_leaves_page(request: HttpRequest, stakeholder: Stakeholder) -> HttpResponse:
    """What would change if the person left, before it happens; and marking that it has."""
    account = stakeholder.account
    if request.method == "POST":
        demand(request.user, Verb.EDIT, account)
    if stakeholder.status in GONE:
        return redirect(stakeholder)
    is_open = can(request.user, Verb.SENSITIVE, account)
    reads.people_read(accounts=[account], by=request.user)
    form = LeaveForm(request.POST or None, instance=stakeholder, account=account, user=request.user)
    more = {
        "person": stakeholder,
        "found": person_leaves(stakeholder, timezone.localdate(), is_open=is_open),
        "verbs": {verb.value for verb in verbs(request.user, account)},
    }
    title = _("If %(name)s leaves") % {"name": stakeholder.name}
    back = stakeholder.get_absolute_url()
    sheet = Sheet(title=title, back=back, tab="map", template="scoring/person_leaves.html")

    def save(values: dict, version: int | None) -> None:
        events = stakeholder_leave(stakeholder=stakeholder, by=request.user, version=version, **values)
        undo = reverse("accounts:undo", args=[undo_token(request.user, events)])
        messages.success(request, _("%(name)s has left.") % {"name": stakeholder.name}, extra_tags=undo)

    return form_sheet(request, form, sheet, save, account=account, more=more)


@require_http_methods(["GET", "POST"])
@signed_in
def colleague_leaves_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What one of us holds, what goes with them, and handing it over in one step."""
    person = get_object_or_404(User.objects.select_related("team"), pk=pk)
    _demand_list(request.user, person)
    held = held_by(person, request.user)
    form = _form(request, person, held)
    if request.method == "GET":
        return _list(request, person, held, form)
    if any(not one.may_give and one.key in form.chosen for one in held):
        raise PermissionDenied(refusal(request.user))
    if taken := form.taken(request.user):
        return _list(request, person, held, form, taken=taken, status=409)
    if not form.is_valid():
        return _list(request, person, held, form, status=422)
    try:
        done = hand_over(
            person=person, gifts=form.gifts, keeps_strength=form.cleaned_data["keeps_strength"], by=request.user
        )
    except StaleRow as stale:
        held = held_by(person, request.user)
        form = _form(request, person, held)
        return _list(request, person, held, form, taken=[str(stale.row)], status=409)
    if done is None:
        messages.info(request, _("That had been handed over already; nothing was changed."))
        return redirect("scoring:colleague-leaves", person.pk)
    return redirect("scoring:handover-detail", done.pk)


def _form(request: HttpRequest, person: User, held: list[Held]) -> HandOverForm:
    return HandOverForm(request.POST or None, person=person, held=held)


def _list(
    request: HttpRequest,
    person: User,
    held: list[Held],
    form: HandOverForm,
    *,
    taken: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    known = near({one.account.pk for one in held}, person)
    form.offer({user.pk: user for users in known.values() for user in users}.values())
    groups = by_account(held, known)
    context = {
        "person": person,
        "form": form,
        "groups": groups,
        "effects": effects(person, [group.account.pk for group in groups], timezone.localdate()),
        "total": len(held),
        "givable": len(form.held),
        "taken": taken,
        "section": "accounts",
    }
    return page(request, "scoring/colleague_leaves.html", context, status=status)


def _demand_list(reader: User, person: User) -> None:
    """One's own list, or that of others for who leads, runs accounts or looks after people."""
    if reader.pk != person.pk and not may_ever(reader, Verb.MANAGE) and not allowed(reader, Ability.PEOPLE):
        raise PermissionDenied(refusal(reader))


@require_http_methods(["GET", "POST"])
@signed_in
def handover_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """All that was done in one handing over, for who did it; a POST takes it back."""
    done = get_object_or_404(AuditEvent, pk=pk, verb=VERB, by=request.user)
    if request.method == "POST":
        try:
            handover_undo(done=done, by=request.user)
            messages.success(request, _("The change was taken back."))
        except CannotUndo:
            messages.error(request, _("This cannot be undone any more: what it needs has changed since."))
        return redirect("scoring:colleague-leaves", done.object_id)
    person = get_object_or_404(User, pk=done.object_id)
    changes = in_words(events_of_handover(done), request.user, sensitive=False)
    context = {"done": done, "person": person, "changes": changes, "section": "accounts"}
    return page(request, "scoring/handover_detail.html", context)
