"""The page of background runs."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import Ability, require_ability
from accounts.forms.jobs import RunFilterForm
from accounts.selectors import jobs
from kam.lib.htmx import page
from kam.lib.paging import capped_page


@require_GET
@require_ability(Ability.AUDIT)
def job_list(request: HttpRequest) -> HttpResponse:
    """What works in the background: how far it is, how long it took, what went wrong; and what runs by itself when."""
    form, now = RunFilterForm(request.GET), timezone.now()
    narrow = form.narrow
    listing = capped_page(jobs.runs(**narrow), request.GET.get("page"))
    context = {
        "form": form,
        "is_narrowed": bool(narrow),
        "listing": listing,
        "lines": [jobs.run_line(job, now) for job in listing.rows],
        "is_running": any(not job.is_over for job in listing.rows),
        "timetable": jobs.timetable(now),
    }
    return page(request, "accounts/job_list.html", context, partials=("job-rows",))
