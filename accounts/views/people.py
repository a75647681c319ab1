"""People and teams of our own organisation."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from accounts.access import signed_in, teams_for

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
