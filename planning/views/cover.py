"""The account team beside the map: roles, hours, dependence, deputies."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import Verb, require, verbs
from accounts.models import Account
from accounts.selectors.pages import ACCOUNT_PAGE_SELECT, account_context
from kam.lib.htmx import fragment_name, page
from planning.selectors.cover import team_cover


@require_GET
@require(Verb.VIEW, Account, select=ACCOUNT_PAGE_SELECT)
def account_cover(request: HttpRequest, account: Account) -> HttpResponse:
    """What of the account team is covered; as a part of the map and of the team page, or as a page of its own."""
    context = {"cover": team_cover(account, timezone.localdate()), "account": account}
    if fragment_name(request, ("cover",)) is None:
        context |= account_context(account, request.user, "team")
    else:
        context["verbs"] = {verb.value for verb in verbs(request.user, account)}
    return page(request, "planning/account_cover.html", context, partials=("cover",))
