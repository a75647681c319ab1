"""Lines between people at a customer, their place in the power grid, and their moves to other customers."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Verb, require, visible
from accounts.forms.influence import InfluenceLineForm, MoveForm, PlaceForm
from accounts.models import InfluenceLine, Stakeholder
from accounts.services import influence as lines
from accounts.services import moves, stakeholders
from accounts.views.sheets import Sheet, deleted, demand, form_sheet, select_for, undo_token

PERSON = select_for("account")
LINE = ("source", "target", *select_for("source__account"))


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Stakeholder, select=PERSON)
def influence_line_create(request: HttpRequest, stakeholder: Stakeholder) -> HttpResponse:
    """Draw a line from the person to a colleague of theirs."""
    account = stakeholder.account
    demand(request.user, Verb.SENSITIVE, account)
    form = InfluenceLineForm(
        request.POST or None,
        instance=InfluenceLine(source=stakeholder),
        initial=request.GET.dict(),
        account=account,
        user=request.user,
    )
    title = _("Whom does %(name)s influence?") % {"name": stakeholder.name}
    sheet = Sheet(title=title, back=stakeholder.get_absolute_url(), tab="map", submit=_("Add"))
    return form_sheet(
        request,
        form,
        sheet,
        lambda values, _version: lines.influence_line_create(stakeholder=stakeholder, values=values, by=request.user),
        account=account,
    )


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, InfluenceLine, select=LINE)
def influence_line_edit(request: HttpRequest, line: InfluenceLine) -> HttpResponse:
    """Change what a line says."""
    account = line.source.account
    demand(request.user, Verb.SENSITIVE, account)
    form = InfluenceLineForm(request.POST or None, instance=line, account=account, user=request.user)
    sheet = Sheet(
        title=str(line),
        back=line.source.get_absolute_url(),
        tab="map",
        delete=reverse("accounts:influence-line-delete", args=[line.pk]),
        delete_label=_("Remove line"),
    )
    return form_sheet(
        request,
        form,
        sheet,
        lambda changes, version: lines.influence_line_update(
            line=line, changes=changes, by=request.user, version=version
        ),
        account=account,
    )


@require_POST
@require(Verb.EDIT, InfluenceLine, select=("source", "target"))
def influence_line_delete(request: HttpRequest, line: InfluenceLine) -> HttpResponse:
    """Remove a line."""
    demand(request.user, Verb.SENSITIVE, line.source.account)
    back = line.source.get_absolute_url()
    return deleted(request, lambda: lines.influence_line_delete(line=line, by=request.user), line, back=back)


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Stakeholder, select=PERSON)
def stakeholder_place(request: HttpRequest, stakeholder: Stakeholder) -> HttpResponse:
    """Put the person elsewhere in the power grid, with evidence; what dragging asks for and keyboards can type."""
    account = stakeholder.account
    demand(request.user, Verb.SENSITIVE, account)
    wanted = {name: request.GET[name] for name in ("stance", "influence") if name in request.GET}
    form = PlaceForm(request.POST or None, instance=stakeholder, initial=wanted, account=account, user=request.user)
    title = _("Where does %(name)s stand?") % {"name": stakeholder.name}
    back = f"{reverse('accounts:account-map', args=[account.pk])}?view=grid"

    def save(changes: dict, version: int | None) -> None:
        evidence = form.cleaned_data["evidence"]
        events = stakeholders.stakeholder_place(
            stakeholder=stakeholder, changes=changes, evidence=evidence, by=request.user, version=version
        )
        if events:
            text = _("%(name)s has a new place.") % {"name": stakeholder.name}
            undo = reverse("accounts:undo", args=[undo_token(request.user, events)])
            messages.success(request, text, extra_tags=undo)

    return form_sheet(request, form, Sheet(title=title, back=back, tab="map"), save, account=account)


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Stakeholder, select=PERSON)
def stakeholder_move(request: HttpRequest, stakeholder: Stakeholder) -> HttpResponse:
    """The person works for another customer now."""
    form = MoveForm(
        request.POST or None, stakeholder=stakeholder, user=request.user, initial={"title": stakeholder.title}
    )
    title = _("Where has %(name)s moved to?") % {"name": stakeholder.name}
    note = _("The history stays here. Our links go along; role, influence and stance are judged anew there.")
    sheet = Sheet(title=title, back=stakeholder.get_absolute_url(), tab="map", note=note, submit=_("Move"))

    def save(values: dict, _version: int | None) -> None:
        there = moves.stakeholder_move(
            stakeholder=stakeholder, to=values["account"], title=values["title"], on=values["on"], by=request.user
        )
        text = _("%(name)s is on the map of %(account)s now.")
        messages.success(request, text % {"name": there.name, "account": there.account})

    return form_sheet(request, form, sheet, save, account=stakeholder.account)


@require_POST
@require(Verb.EDIT, Stakeholder)
def same_person_set(request: HttpRequest, stakeholder: Stakeholder) -> HttpResponse:
    """Say that somebody on the map of another customer is this person."""
    rows = visible(Stakeholder.objects.select_related("account"), request.user)
    other = get_object_or_404(rows, pk=request.POST.get("other") or 0)
    demand(request.user, Verb.EDIT, other.account)
    try:
        moves.same_person_set(stakeholder=stakeholder, other=other, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(stakeholder)


@require_POST
@require(Verb.EDIT, Stakeholder)
def same_person_unset(request: HttpRequest, stakeholder: Stakeholder) -> HttpResponse:
    """Say that this is a person of their own after all."""
    moves.same_person_unset(stakeholder=stakeholder, by=request.user)
    return redirect(stakeholder)
