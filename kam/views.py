"""The pages that mix what all apps own: the overview of one account."""

from django.http import HttpRequest, HttpResponse

from accounts.access import Verb, require
from accounts.models import Account
from accounts.selectors.pages import ACCOUNT_PAGE_SELECT, account_context
from kam.lib.htmx import page


@require(Verb.VIEW, Account, select=ACCOUNT_PAGE_SELECT)
def account_overview(request: HttpRequest, account: Account) -> HttpResponse:
    """Where an account stands, on one page."""
    return page(request, "kam/account_overview.html", account_context(account, request.user, "overview"))
