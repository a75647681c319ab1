"""What would happen if somebody left: a person at the customer, or one of us."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import Verb, can, require, verbs
from accounts.forms.parting import LeaveForm
from accounts.models import Stakeholder
from accounts.services import reads
from accounts.services.parting import GONE, stakeholder_leave
from accounts.views.sheets import Sheet, demand, form_sheet, select_for, undo_token
from scoring.selectors.person_leaves import person_leaves


@require_http_methods(["GET", "POST"])
@require(Verb.VIEW, Stakeholder, select=select_for("account", "unit", "reports_to"))
def person_leaves_page(request: HttpRequest, stakeholder: Stakeholder) -> HttpResponse:
    """What would change if the person left, before it happens; and marking that it has."""
    account = stakeholder.account
    if request.method == "POST":
        demand(request.user, Verb.EDIT, account)
    if stakeholder.status in GONE:
        return redirect(stakeholder)
    is_open = can(request.user, Verb.SENSITIVE, account)
    reads.people_read(accounts=[account], by=request.user)
    form = LeaveForm(request.POST or None, instance=stakeholder, account=account, user=request.user)
    more = {
        "person": stakeholder,
        "found": person_leaves(stakeholder, timezone.localdate(), is_open=is_open),
        "verbs": {verb.value for verb in verbs(request.user, account)},
    }
    title = _("If %(name)s leaves") % {"name": stakeholder.name}
    back = stakeholder.get_absolute_url()
    sheet = Sheet(title=title, back=back, tab="map", template="scoring/person_leaves.html")

    def save(values: dict, version: int | None) -> None:
        events = stakeholder_leave(stakeholder=stakeholder, by=request.user, version=version, **values)
        undo = reverse("accounts:undo", args=[undo_token(request.user, events)])
        messages.success(request, _("%(name)s has left.") % {"name": stakeholder.name}, extra_tags=undo)

    return form_sheet(request, form, sheet, save, account=account, more=more)
