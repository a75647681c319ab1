"""The pages that mix what all apps own: the overview of one account."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import Verb, require
from accounts.models import Account, Interaction
from accounts.selectors.pages import ACCOUNT_PAGE_SELECT, account_context
from accounts.services.reads import people_read
from kam import overview
from kam.lib.htmx import page


@require_GET
@require(Verb.VIEW, Account, select=ACCOUNT_PAGE_SELECT)
def account_overview(request: HttpRequest, account: Account) -> HttpResponse:
    """Where an account stands, on one page."""
    today = timezone.localdate()
    people_read(accounts=[account], by=request.user)
    context = {
        **account_context(account, request.user, "overview"),
        "overview": overview.account_overview(account, request.user, today),
        "note_kinds": Interaction.Kind.choices,
        "today": today,
    }
    return page(request, "kam/account_overview.html", context)
