"""Forms of a plan: start, settings, stages."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Stage, Stakeholder
from planning.models import Plan

YEAR = timedelta(days=364)


def day_input() -> forms.DateInput:
    """A date field as browsers draw it."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def few_lines(rows: int = 3) -> forms.Textarea:
    """A field for a few sentences."""
    return forms.Textarea(attrs={"rows": rows})


def ends_after_start(form: forms.Form, cleaned: dict[str, Any]) -> dict[str, Any]:
    """A cycle ends after it starts."""
    starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
    if starts and ends and ends <= starts:
        form.add_error("ends_on", _("The cycle must end after it starts."))
    return cleaned


class PlanStartForm(forms.ModelForm):
    """Start a cycle."""

    class Meta:
        model = Plan
        fields = ("variant", "name", "starts_on", "ends_on")
        widgets = {"starts_on": day_input(), "ends_on": day_input(), "variant": forms.RadioSelect()}

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        today = timezone.localdate()
        initial = {"name": str(today.year), "starts_on": today, "ends_on": today + YEAR}
        super().__init__(*args, initial=initial, **kwargs)
        self.account = account

    def clean_name(self) -> str:
        """A cycle's name is used once an account."""
        name: str = self.cleaned_data["name"]
        if Plan.objects.filter(account=self.account, name=name).exists():
            raise forms.ValidationError(_("This account has a cycle of that name. Choose another, such as 2026-2."))
        return name

    def clean(self) -> dict[str, Any]:
        """A cycle ends after it starts."""
        return ends_after_start(self, super().clean() or self.cleaned_data)


class PlanSettingsForm(forms.ModelForm):
    """The plan's own facts."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    GROUPS = (
        (_("Target"), ("is_protect_goal", ("growth_baseline", "growth_target", "growth_target_on"))),
        (_("Sponsor"), ("sponsor_agreed_on", "asks", "asks_outcome")),
        (_("Working together"), ("charter", "partnership_note")),
        (_("Customer version"), (("customer_agreed_with", "customer_agreed_on"),)),
        (_("Cycle"), ("variant", ("starts_on", "ends_on"))),
    )

    class Meta:
        model = Plan
        fields = (
            "variant", "growth_baseline", "growth_target", "growth_target_on", "is_protect_goal", "asks", "asks_outcome",
            "charter", "sponsor_agreed_on", "partnership_note", "starts_on", "ends_on", "customer_agreed_with",
            "customer_agreed_on",
        )  # fmt: skip
        widgets = {
            "growth_target_on": day_input(),
            "sponsor_agreed_on": day_input(),
            "customer_agreed_on": day_input(),
            "starts_on": day_input(),
            "ends_on": day_input(),
            "variant": forms.RadioSelect(),
            "asks": few_lines(),
            "asks_outcome": few_lines(2),
            "charter": few_lines(),
            "partnership_note": few_lines(2),
        }
        help_texts = {
            "asks": _("One a line: what, by when."),
            "charter": _("How often you meet, where notes go, who decides when you disagree."),
            "variant": _(
                "Light asks the core questions and takes at most 90 minutes; full asks all of them and takes at most "
                "8 hours over four weeks. Every answer stays when you switch, and nobody measures your time."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        people = Stakeholder.objects.filter(account_id=self.instance.account_id, status=Stakeholder.Status.ACTIVE)
        self.fields["customer_agreed_with"].queryset = people.only("name")
        for name in ("growth_baseline", "growth_target"):
            self.fields[name].min_value = 0
            self.fields[name].widget.attrs["min"] = 0

    def clean_growth_target(self) -> Any:
        """Revenue is not negative."""
        value = self.cleaned_data["growth_target"]
        if value is not None and value < 0:
            raise forms.ValidationError(_("A target cannot be less than nothing."))
        return value

    def clean(self) -> dict[str, Any]:
        """A cycle ends after it starts; who agreed and when belong together."""
        cleaned = ends_after_start(self, super().clean() or self.cleaned_data)
        if bool(cleaned.get("customer_agreed_with")) != bool(cleaned.get("customer_agreed_on")):
            self.add_error("customer_agreed_on", _("Say both: who agreed to the customer version, and when."))
        return cleaned

    @property
    def changes(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def in_groups(self) -> list[tuple[Any, list[list[forms.BoundField]]]]:
        """The fields by title and row."""
        return [
            (title, [[self[name] for name in ((row,) if isinstance(row, str) else row)] for row in rows])
            for title, rows in self.GROUPS
        ]


class MoveForm(forms.Form):
    """What every move of a plan carries: the version that the person saw."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ApproveForm(MoveForm):
    """Approve the plan; a later version may be a new main one."""

    is_major = forms.BooleanField(label=_("A new main version (2.0 rather than 1.1)"), required=False)


class AbsentForm(ApproveForm):
    """Approve for a sponsor who is away, and say why."""

    reason = forms.CharField(label=_("Why not by the sponsor"), max_length=300, widget=few_lines(2))

    field_order = ("reason", "is_major")


class AdvanceForm(MoveForm):
    """Move on; a reason makes an exception of what is missing."""

    reason = forms.CharField(label=_("Reason for the exception"), required=False, max_length=500, widget=few_lines(2))


class BackForm(MoveForm):
    """Go back to an earlier stage."""

    to_stage = forms.ChoiceField(label=_("Back to"))
    reason = forms.CharField(label=_("Why"), max_length=500, widget=few_lines(2))

    def __init__(self, *args: Any, stages: list[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_stage"].choices = [(stage.value, stage.label) for stage in stages]


class CloseForm(MoveForm):
    """End the cycle."""

    reason = forms.CharField(label=_("Why it ends now"), required=False, max_length=500, widget=few_lines(2))
