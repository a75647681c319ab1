"""A person's own notices."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.access import signed_in
from accounts.models import Notice
from accounts.services import reading as services
from kam.lib.htmx import page
from kam.lib.paging import capped_page


@require_GET
@signed_in
def notice_list(request: HttpRequest) -> HttpResponse:
    """What the person should know, the newest first."""
    notices = Notice.objects.filter(user=request.user).select_related("account")
    listing = capped_page(notices, request.GET.get("page"))
    return page(request, "accounts/notice_list.html", {"listing": listing}, partials=("notices",))


@require_POST
@signed_in
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go where it leads."""
    notice = services.notice_read(notice=get_object_or_404(Notice, user=request.user, pk=pk))
    if notice.url and url_has_allowed_host_and_scheme(notice.url, None):
        return redirect(notice.url)
    return redirect("accounts:notice-list")


@require_POST
@signed_in
def notice_read_all(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    count = services.notices_read_all(user=request.user)
    text = ngettext("%(count)s notice is read now.", "%(count)s notices are read now.", count) % {"count": count}
    messages.success(request, text if count else _("There was nothing unread."))
    return redirect("accounts:notice-list")
