"""People whose role needs a second factor set it up before they do anything else (KAM_REQUIRE_MFA_ROLES)."""

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.access import needs_second_factor, person_of

# What is open before: setting it up, proving who one is, signing out, the language, signs of life.
OPEN = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "account_reauthenticate",
        "account_logout",
        "set_language",
        "accounts:theme-set",
        "healthz",
        "readyz",
    }
)
COMPANY = "socialaccount"


class SecondFactorMiddleware:
    """Leads to the set-up. It asks the database only about people of the roles that are named."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing of its own; the view must be known first."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponseBase | None:
        """Send people without a second factor to its set-up; programs are told."""
        if not self._is_missing(request) or (request.resolver_match and request.resolver_match.view_name in OPEN):
            return None
        text = _("Your role needs a second factor at sign-in. Set it up, then you can go on.")
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": text}, status=403)
        messages.warning(request, text)
        return redirect("mfa_activate_totp")

    def _is_missing(self, request: HttpRequest) -> bool:
        user = person_of(request)
        if not user.is_authenticated or not needs_second_factor(user) or _came_by_company(request):
            return False
        return not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def _came_by_company(request: HttpRequest) -> bool:
    """Whether the person came in through the identity provider, which asks for factors of its own."""
    return any(record.get("method") == COMPANY for record in get_authentication_records(request, request.user))
