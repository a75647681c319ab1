"""Links of our people to a person at the customer, and what moves that person."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Verb, require
from accounts.forms.stakeholders import InterestForm, LinkForm
from accounts.models import Interest, RelationshipLink, Stakeholder
from accounts.services import links as services
from accounts.services import stakeholders as people
from accounts.views.sheets import Sheet, deleted, demand, form_sheet, select_for

PERSON = select_for("account")
PART = ("stakeholder", *select_for("stakeholder__account"))


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Stakeholder, select=PERSON)
def link_create(request: HttpRequest, stakeholder: Stakeholder) -> HttpResponse:
    """Note that one of ours knows the person."""
    form = LinkForm(
        request.POST or None,
        instance=RelationshipLink(stakeholder=stakeholder),
        initial={"user": request.user.pk, "is_primary": not stakeholder.links.filter(is_primary=True).exists()},
        account=stakeholder.account,
        user=request.user,
    )
    title = _("Who knows %(name)s?") % {"name": stakeholder.name}
    sheet = Sheet(title=title, back=stakeholder.get_absolute_url(), tab="map", submit=_("Add"))
    return form_sheet(
        request,
        form,
        sheet,
        lambda values, _version: services.link_create(stakeholder=stakeholder, values=values, by=request.user),
        account=stakeholder.account,
    )


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, RelationshipLink, select=(*PART, "user"))
def link_edit(request: HttpRequest, link: RelationshipLink) -> HttpResponse:
    """Change how well one of ours knows the person."""
    account = link.stakeholder.account
    form = LinkForm(request.POST or None, instance=link, account=account, user=request.user)
    sheet = Sheet(
        title=str(link),
        back=link.stakeholder.get_absolute_url(),
        tab="map",
        delete=reverse("accounts:link-delete", args=[link.pk]),
        delete_label=_("Remove link"),
    )
    return form_sheet(
        request,
        form,
        sheet,
        lambda changes, version: services.link_update(link=link, changes=changes, by=request.user, version=version),
        account=account,
    )


@require_POST
@require(Verb.EDIT, RelationshipLink, select=("stakeholder", "user"))
def link_delete(request: HttpRequest, link: RelationshipLink) -> HttpResponse:
    """Remove a link."""
    back = link.stakeholder.get_absolute_url()
    return deleted(request, lambda: services.link_delete(link=link, by=request.user), link, back=back)


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Stakeholder, select=PERSON)
def interest_create(request: HttpRequest, stakeholder: Stakeholder) -> HttpResponse:
    """Note what the person wants or fears."""
    demand(request.user, Verb.SENSITIVE, stakeholder.account)
    form = InterestForm(
        request.POST or None,
        instance=Interest(stakeholder=stakeholder),
        account=stakeholder.account,
        user=request.user,
    )
    title = _("What does %(name)s want or fear?") % {"name": stakeholder.name}
    sheet = Sheet(title=title, back=stakeholder.get_absolute_url(), tab="map", submit=_("Add"))
    return form_sheet(
        request,
        form,
        sheet,
        lambda values, _version: people.interest_create(stakeholder=stakeholder, values=values, by=request.user),
        account=stakeholder.account,
    )


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Interest, select=PART)
def interest_edit(request: HttpRequest, interest: Interest) -> HttpResponse:
    """Change an interest."""
    account = interest.stakeholder.account
    demand(request.user, Verb.SENSITIVE, account)
    form = InterestForm(request.POST or None, instance=interest, account=account, user=request.user)
    sheet = Sheet(
        title=interest.get_kind_display(),
        back=interest.stakeholder.get_absolute_url(),
        tab="map",
        delete=reverse("accounts:interest-delete", args=[interest.pk]),
        delete_label=_("Remove"),
    )
    return form_sheet(
        request,
        form,
        sheet,
        lambda changes, version: people.interest_update(
            interest=interest, changes=changes, by=request.user, version=version
        ),
        account=account,
    )


@require_POST
@require(Verb.EDIT, Interest, select=("stakeholder",))
def interest_delete(request: HttpRequest, interest: Interest) -> HttpResponse:
    """Remove an interest."""
    demand(request.user, Verb.SENSITIVE, interest.stakeholder.account)
    back = interest.stakeholder.get_absolute_url()
    return deleted(request, lambda: people.interest_delete(interest=interest, by=request.user), interest, back=back)
