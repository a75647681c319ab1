"""What a person sets for themselves: name, language, time zone, theme."""

import zoneinfo

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from accounts.access import signed_in

MOST_ZONES = 30


@require_GET
@signed_in
def zone_option_list(request: HttpRequest) -> JsonResponse:
    """Time zones whose name holds the words."""
    words = request.GET.get("q", "").strip().casefold().replace(" ", "_")
    found = [name for name in sorted(zoneinfo.available_timezones()) if words in name.casefold()]
    return JsonResponse([{"value": name, "label": name.replace("_", " ")} for name in found[:MOST_ZONES]], safe=False)
