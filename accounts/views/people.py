"""People of our own organisation: listed, entered, edited, let in and sent away."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Ability, allowed, require_ability
from accounts.forms.people import LetInForm, PeopleFilterForm, PersonForm
from accounts.models import User
from accounts.selectors.people import PeopleFilters, duties, people
from accounts.services import people as services
from kam.lib.htmx import page
from kam.lib.paging import capped_page


@require_GET
@require_ability(Ability.PEOPLE)
def person_list(request: HttpRequest) -> HttpResponse:
    """Everybody on our side."""
    form = PeopleFilterForm(request.GET)
    form.is_valid()
    filters = PeopleFilters(**{name: value for name, value in form.cleaned_data.items() if value})
    context = {
        "form": form,
        "filters": filters,
        "listing": capped_page(people(filters), request.GET.get("page")),
        "may_edit": allowed(request.user, Ability.PEOPLE_EDIT),
    }
    return page(request, "accounts/person_list.html", context, partials=("person-rows",))


@require_http_methods(["GET", "POST"])
@require_ability(Ability.PEOPLE_EDIT)
def person_create(request: HttpRequest) -> HttpResponse:
    """Enter a person, who gets a link by e-mail."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = services.person_create(values=form.cleaned_data, by=request.user)
        messages.success(request, _("%(name)s gets a link by e-mail.") % {"name": person})
        return redirect("accounts:person-list")
    return page(request, "accounts/person_edit.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@require_ability(Ability.PEOPLE_EDIT)
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a person's facts, role and team."""
    person = get_object_or_404(User.objects.select_related("team"), pk=pk)
    form = PersonForm(request.POST or None, instance=User.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        try:
            services.person_update(person=person, changes=form.cleaned_data, by=request.user)
            return redirect("accounts:person-list")
        except ValidationError as error:
            form.add_error(None, error)
    context = {"form": form, "person": person, "duties": duties(person), "let_in": LetInForm(person=person)}
    return page(request, "accounts/person_edit.html", context, status=422 if form.errors else 200)


@require_POST
@require_ability(Ability.PEOPLE_EDIT)
def person_let_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person access, and send the link to choose a password."""
    person = get_object_or_404(User, pk=pk)
    form = LetInForm(request.POST, person=person)
    if form.is_valid():
        services.person_let_in(person=person, email=form.cleaned_data["email"], by=request.user)
        messages.success(request, _("%(name)s gets a link by e-mail.") % {"name": person})
        return redirect("accounts:person-list")
    context = {"form": PersonForm(instance=person), "person": person, "duties": duties(person), "let_in": form}
    return page(request, "accounts/person_edit.html", context, status=422)


@require_POST
@require_ability(Ability.PEOPLE_EDIT)
def person_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a person's access away."""
    person = get_object_or_404(User, pk=pk)
    try:
        services.person_deactivate(person=person, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("accounts:person-edit", pk)
    messages.success(request, _("%(name)s cannot sign in any more.") % {"name": person})
    return redirect("accounts:person-list")
