"""The sales leader's board, and each of its tables as CSV."""

from datetime import date, timedelta

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.access import Ability, allowed, require_ability, teams_for
from accounts.forms.fields import person_field
from accounts.models import Team
from accounts.services.exports import list_exported
from kam.lib.csvout import csv_response
from kam.lib.htmx import page
from planning.selectors.leaving import leaving_for
from reviews import charts, tables
from reviews.selectors import portfolio as selectors

LEAVING_SHOWN = 20
MANAGERS_OFFERED = 25  # every other is found by typing


class BoardForm(forms.Form):
    """The filter of the board; what it does not know is ignored, so that old links still open."""

    scope = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Accounts"),
        choices=[("key", gettext_lazy("Key accounts")), ("programme", gettext_lazy("The whole programme"))],
    )
    team = forms.ModelChoiceField(
        required=False,
        queryset=Team.objects.none(),
        label=gettext_lazy("Team"),
        empty_label=gettext_lazy("Any team or region"),
    )
    segment = forms.ChoiceField(required=False, label=gettext_lazy("Segment"))
    country = forms.ChoiceField(required=False, label=gettext_lazy("Country"))
    compare = forms.DateField(
        required=False,
        label=gettext_lazy("Compare with"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    manager = person_field(label=gettext_lazy("Account manager"), empty_label=gettext_lazy("Any manager"))

    def __init__(self, data: object, *, request: HttpRequest) -> None:
        super().__init__(data)
        choices = selectors.filter_choices(request.user)
        self.fields["team"].queryset = teams_for(request.user)
        self.fields["manager"].offer(
            list(selectors.managers(request.user)[:MANAGERS_OFFERED]), self.data.get("manager")
        )
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label
        self.fields["compare"].widget.attrs["max"] = (timezone.localdate() - timedelta(days=1)).isoformat()
        self.fields["segment"].choices = [("", _("Any segment")), *((item, item) for item in choices["segments"])]
        self.fields["country"].choices = [("", _("Any country")), *((item, item) for item in choices["countries"])]

    def clean_compare(self) -> date | None:
        """A day that has passed."""
        day = self.cleaned_data["compare"]
        if day and day >= timezone.localdate():
            raise forms.ValidationError(_("Choose a day that has passed."))
        return day

    def narrowing(self) -> selectors.BoardFilter:
        """What was chosen."""
        self.is_valid()
        chosen = {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
        return selectors.BoardFilter(**chosen)


@require_GET
@require_ability(Ability.PORTFOLIO)
def portfolio(request: HttpRequest) -> HttpResponse:
    """Tiles and pictures of the key accounts that the reader may see."""
    form = BoardForm(request.GET, request=request)
    board = selectors.board(request.user, form.narrowing(), timezone.localdate())
    context = {
        "form": form,
        "board": board,
        "tiles": tables.tiles(board, request.GET),
        "pictures": charts.pictures(board, request.GET, may_export=allowed(request.user, Ability.EXPORT)),
        "gaps": tables.gap_rows(board, request.GET),
        "may_export": allowed(request.user, Ability.EXPORT),
        "leaving": list(leaving_for(request.user)[:LEAVING_SHOWN]),
    }
    return page(request, "reviews/portfolio.html", context, partials=("board",))


@require_GET
@require_ability(Ability.PORTFOLIO, Ability.EXPORT)
def portfolio_csv(request: HttpRequest, table: str) -> HttpResponse | StreamingHttpResponse:
    """One table of the board, with the same filter."""
    if table not in tables.TABLES:
        raise Http404(_("There is no such table."))
    form = BoardForm(request.GET, request=request)
    board = selectors.board(request.user, form.narrowing(), timezone.localdate())
    header, rows = tables.TABLES[table](board)
    list_exported(name=f"portfolio_{table}", narrowed_to=request.GET.urlencode(), by=request.user)
    return csv_response(f"portfolio-{table}.csv", header, rows)
