"""Privacy of people at customers: who has read what is sensitive, and making somebody unknown."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import Ability, allowed, require_ability, visible
from accounts.models import Stakeholder
from accounts.selectors.privacy import consequences, readers
from accounts.services.anonymising import placeholder_name, stakeholder_anonymise
from accounts.views.sheets import Sheet, select_for, sheet_page
from kam.lib.htmx import page
from kam.lib.paging import capped_page

PERSON = select_for("account", "unit", "reports_to", "stance_by", "influence_by", "character_by")


def _person(request: HttpRequest, pk: int) -> Stakeholder:
    return get_object_or_404(visible(Stakeholder.objects.select_related(*PERSON), request.user), pk=pk)


@require_http_methods(["GET", "POST"])
@require_ability(Ability.ANONYMISE)
def stakeholder_anonymise_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what will go and what will stay; then make the person unknown. There is no way back."""
    person = _person(request, pk)
    if request.method == "POST":
        changed = stakeholder_anonymise(stakeholder=person, by=request.user)
        messages.success(request, _("The person is unknown now. On the map stands: %(name)s.") % {"name": changed.name})
        return redirect(changed)
    sheet = Sheet(
        title=_("Make %(name)s unknown") % {"name": person.name},
        back=person.get_absolute_url(),
        tab="map",
        template="accounts/stakeholder_anonymise.html",
        has_panel=False,
    )
    context = {
        "sheet": sheet,
        "person": person,
        "placeholder": placeholder_name(person),
        "consequences": consequences(person),
    }
    return sheet_page(request, sheet, context, account=person.account)


@require_GET
@require_ability(Ability.AUDIT)
def stakeholder_readers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has read how a person stands to us."""
    person = _person(request, pk)
    listing = capped_page(readers(person), request.GET.get("page"))
    context = {"person": person, "listing": listing, "may_anonymise": allowed(request.user, Ability.ANONYMISE)}
    return page(request, "accounts/stakeholder_readers.html", context)
