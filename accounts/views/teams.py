"""The tree of our teams."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Ability, allowed, require_ability, signed_in, teams_for
from accounts.forms.people import TeamForm
from accounts.models import Team
from accounts.selectors.people import team_tree
from accounts.services import teams as services
from accounts.services.deleting import StillUsed
from kam.lib.htmx import page

MOST_OPTIONS = 20


@require_GET
@signed_in
def team_option_list(request: HttpRequest) -> JsonResponse:
    """Teams that the person may choose and whose name holds the words."""
    teams = teams_for(request.user).filter(name__icontains=request.GET.get("q", "").strip())
    found = teams.select_related("parent").order_by("name", "pk")[:MOST_OPTIONS]
    options = [
        {"value": team.pk, "label": team.name, "note": team.parent.name if team.parent else ""} for team in found
    ]
    return JsonResponse(options, safe=False)


@require_GET
@require_ability(Ability.PEOPLE)
def team_list(request: HttpRequest) -> HttpResponse:
    """All teams as a tree."""
    context = {"lines": team_tree(), "may_edit": allowed(request.user, Ability.PEOPLE_EDIT)}
    return page(request, "accounts/team_list.html", context)


@require_http_methods(["GET", "POST"])
@require_ability(Ability.PEOPLE_EDIT)
def team_create(request: HttpRequest) -> HttpResponse:
    """Add a team."""
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.team_create(**form.cleaned_data, by=request.user)
        return redirect("accounts:team-list")
    return page(request, "accounts/team_edit.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@require_ability(Ability.PEOPLE_EDIT)
def team_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename or move a team; what stands below moves with it."""
    team = get_object_or_404(Team, pk=pk)
    form = TeamForm(request.POST or None, instance=Team.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        try:
            services.team_update(team=team, **form.cleaned_data, by=request.user)
            return redirect("accounts:team-list")
        except ValidationError as error:
            form.add_error(None, error)
    context = {"form": form, "team": team}
    return page(request, "accounts/team_edit.html", context, status=422 if form.errors else 200)


@require_POST
@require_ability(Ability.PEOPLE_EDIT)
def team_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a team that nothing belongs to."""
    team = get_object_or_404(Team, pk=pk)
    try:
        services.team_delete(team=team, by=request.user)
    except StillUsed as still:
        where = ", ".join(still.where)
        text = _("“%(name)s” stays, because it still has: %(where)s. Move these first.")
        messages.error(request, text % {"name": team, "where": where})
        return redirect("accounts:team-edit", pk)
    messages.success(request, _("“%(name)s” was deleted.") % {"name": team})
    return redirect("accounts:team-list")
