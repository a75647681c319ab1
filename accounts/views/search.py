"""The answer to the search field."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts import search as sources
from accounts.access import signed_in

LONGEST = 100


@require_GET
@signed_in
def search(request: HttpRequest) -> HttpResponse:
    """Lines of links for the palette; without htmx, a page of them."""
    words = request.GET.get("q", "")[:LONGEST].strip()
    context = {"hits": sources.search(request.user, words), "words": words}
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "accounts/search_hits.html" if is_part else "accounts/search.html", context)
