"""The written methods, for everybody who is signed in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from accounts.access import Ability, allowed, signed_in
from kam.lib.htmx import page
from scoring.selectors.drafts import open_drafts
from scoring.selectors.method_pages import method_page, method_pages


@require_GET
@signed_in
def method_list(request: HttpRequest) -> HttpResponse:
    """All methods."""
    may_edit = allowed(request.user, Ability.PROGRAMME_EDIT)
    context = {
        "methods": method_pages(),
        "drafts": open_drafts() if may_edit else {},
        "may_edit": may_edit,
        "section": "programme",
    }
    return page(request, "scoring/method_list.html", context)


@require_GET
@signed_in
def method_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One method in words, with its parameters as they are stored."""
    found = method_page(slug)
    if found is None:
        raise Http404
    return page(request, "scoring/method_detail.html", {"method": found, "section": "programme"})
