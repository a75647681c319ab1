"""One answer for browsers and for htmx: the whole page, or the part of it that htmx asked to replace."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

VARY = ("HX-Request", "HX-Target", "HX-Boosted", "HX-History-Restore-Request")


def fragment_name(request: HttpRequest, partials: Sequence[str]) -> str | None:
    """The partial this request wants: its target, when the view offers it, else None for the whole page."""
    headers = request.headers
    whole = headers.get("HX-Boosted") == "true" or headers.get("HX-History-Restore-Request") == "true"
    if headers.get("HX-Request") != "true" or whole:
        return None
    target = headers.get("HX-Target")
    return target if target in partials else None


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    partials: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    """Render the page, or only `template#target` when htmx asks for a part that the view offers.

    The name of the part is taken from `partials`, never from the client. Messages that were added
    meanwhile travel with the part and are swapped in out of band.
    """
    name = fragment_name(request, partials)
    values = dict(context or {})
    response = render(request, f"{template}#{name}" if name else template, values, status=status)
    if name and (messages := list(get_messages(request))):
        toasts = render_to_string("components/messages.html", {"messages": messages, "oob": True}, request)
        response.write(toasts)
    patch_vary_headers(response, VARY)
    return response
