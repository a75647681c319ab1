"""What a person sets for themselves: name, language, time zone, theme."""

import zoneinfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import signed_in
from accounts.forms.people import ProfileForm, ThemeForm
from accounts.models import User
from accounts.services.people import profile_update
from kam.lib.htmx import page

MOST_ZONES = 30


@require_GET
@signed_in
def zone_option_list(request: HttpRequest) -> JsonResponse:
    """Time zones whose name holds the words."""
    words = request.GET.get("q", "").strip().casefold().replace(" ", "_")
    found = [name for name in sorted(zoneinfo.available_timezones()) if words in name.casefold()]
    return JsonResponse([{"value": name, "label": name.replace("_", " ")} for name in found[:MOST_ZONES]], safe=False)


@require_http_methods(["GET", "POST"])
@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """One's own name, language, time zone and theme."""
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        person = profile_update(person=request.user, changes=form.cleaned_data)
        with translation.override(person.language):
            messages.success(request, _("Your profile is kept."))
        return redirect("accounts:profile")
    return page(request, "accounts/profile.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@signed_in
def theme_set(request: HttpRequest) -> HttpResponse:
    """Remember the theme that the switch has chosen."""
    form = ThemeForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    profile_update(person=request.user, changes=form.cleaned_data)
    return HttpResponse(status=204)
