"""The language switch: for this browser, and for the person who is signed in."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from accounts.models import User
from accounts.services.rows import row_update


@require_POST
@login_not_required
def language_set(request: HttpRequest) -> HttpResponseBase:
    """Django's own switch keeps a cookie; a person's choice follows them to other devices."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and check_for_language(chosen):
        person = User.objects.get(pk=request.user.pk)
        row_update(person, changes={"language": chosen}, by=person)
    return set_language(request)
