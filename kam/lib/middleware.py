"""Middleware of our own: request ids, the person's language and time zone, redirects for htmx."""

import json
import zoneinfo
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from kam.lib.request import current_request_id

type Answer = Callable[[HttpRequest], HttpResponseBase]

REDIRECTS = {301, 302, 303, 307, 308}
TIME_ZONE_COOKIE = "timezone"


class RequestIdMiddleware:
    """Names the request's id in the answer, so that a person can quote it and the logs be searched."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Read the id before the log middleware forgets it."""
        known = current_request_id()
        response = self.get_response(request)
        if known:
            response.headers["X-Request-ID"] = known
        return response


class PersonMiddleware:
    """Speaks the language and keeps the time zone of the person who is signed in, else of the browser."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Activate both for this request; LocaleMiddleware has already read the browser's language."""
        user = request.user if request.user.is_authenticated else None
        language = getattr(user, "language", "")
        if language and translation.check_for_language(language):
            translation.activate(language)
            request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(_zone(getattr(user, "time_zone", "") or request.COOKIES.get(TIME_ZONE_COOKIE, ""))):
            return self.get_response(request)


def _zone(name: str) -> zoneinfo.ZoneInfo | None:
    """The zone of that name; None, which means the project's own, when there is no such zone."""
    try:
        return zoneinfo.ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None


class HtmxRedirectMiddleware:
    """Turns a redirect into an order to htmx, which would otherwise follow it inside the fragment."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Leave all else as it is; boosted requests follow redirects rightly by themselves."""
        response = self.get_response(request)
        htmx = getattr(request, "htmx", None)
        if response.status_code not in REDIRECTS or not htmx or htmx.boosted:
            return response
        answer = HttpResponse()
        target = response.headers["Location"]
        if not _is_ours(target, request):
            answer.headers["HX-Redirect"] = target
        elif urlsplit(target).path == resolve_url(settings.LOGIN_URL):
            answer.headers["HX-Redirect"] = _back_to(target, htmx.current_url_abs_path)
        else:
            answer.headers["HX-Location"] = json.dumps({"path": target, "target": "body"})
        answer.cookies = response.cookies
        patch_vary_headers(answer, ["HX-Request"])
        return answer


def _is_ours(target: str, request: HttpRequest) -> bool:
    return url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())


def _back_to(login: str, page: str | None) -> str:
    """The sign-in address that leads back to the page, not to the fragment that was asked for."""
    path = urlsplit(login).path
    return f"{path}?{urlencode({'next': page})}" if page else path
