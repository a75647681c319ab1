"""Forms of money: revenue, opportunities, contracts, white space, rivals, products."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import visible
from accounts.forms.children import ChildForm
from accounts.forms.fields import MonthField, SearchField, currency_choices, percent_field, person_field
from accounts.models import (
    Account,
    Competitor,
    Contract,
    Opportunity,
    Product,
    Revenue,
    User,
    WhiteSpaceCell,
)
from accounts.selectors.money import DealFilter
from accounts.services.products import product_key


class RevenueForm(ChildForm):
    """What was billed in one month."""

    month = MonthField(label=_("month"))
    groups = (("", ("month", ("amount", "currency"), ("product", "unit"))),)

    class Meta:
        model = Revenue
        fields = ("month", "amount", "currency", "product", "unit")
        error_messages: ClassVar = {
            NON_FIELD_ERRORS: {
                "unique_together": _("This month has an amount for that product and unit already. Edit that one.")
            }
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].widget.attrs.pop("min", None)  # a credit note is negative

    def clean_month(self) -> object:
        """Only what has been billed is revenue."""
        month = self.cleaned_data["month"]
        if month > timezone.localdate():
            raise ValidationError(_("This month is still to come. What may be sold is an opportunity."))
        return month

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"source"}


class OpportunityForm(ChildForm):
    """A deal."""

    owner = person_field(label=_("owner"))
    probability = percent_field(
        label=_("probability, %"), help_text=_("Empty follows the stage: early 20, middle 50, late 75.")
    )
    groups = (
        (_("Deal"), ("name", ("product", "owner"), "stage", "next_step")),
        (
            _("Money and time"),
            (("amount", "currency"), "probability", ("engaged_on", "close_on"), "is_renewal"),
        ),
        (_("Against whom"), ("competitor", "loss_reason", "win_reason")),
    )

    class Meta:
        model = Opportunity
        fields = (
            *("name", "product", "owner", "stage", "next_step", "amount", "currency", "probability", "engaged_on"),
            *("close_on", "is_renewal", "competitor", "loss_reason", "win_reason"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].widget.attrs["data-combobox"] = True

    def clean(self) -> dict[str, Any]:
        """A deal closes after it was opened."""
        data = super().clean()
        if data.get("engaged_on") and data.get("close_on") and data["close_on"] < data["engaged_on"]:
            self.add_error("close_on", _("It cannot close before it was opened."))
        return data


class ContractForm(ChildForm):
    """A contract and our estimate of its renewal."""

    renewal_chance = percent_field(label=_("renewal chance, %"))
    groups = (
        (
            _("Contract"),
            ("name", "status", ("starts_on", "ends_on"), "notice_days", ("annual_value", "currency")),
        ),
        (_("Renewal"), (("renewal_chance", "renewal_chance_on"), "renewal_deal")),
        (_("Its end"), (("end_result", "end_result_on"),)),
    )

    class Meta:
        model = Contract
        fields = (
            *("name", "status", "starts_on", "ends_on", "notice_days", "annual_value", "currency"),
            *("renewal_chance", "renewal_chance_on", "renewal_deal", "end_result", "end_result_on"),
        )
        help_texts: ClassVar = {
            "renewal_chance_on": _("Empty means today."),
            "end_result": _("What follows is a contract of its own. The scores are checked against this."),
            "end_result_on": _("Empty means the last day of the contract, or today."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        deals = Opportunity.objects.filter(account=self.account)
        chosen = self.instance.renewal_deal_id
        still_open = deals.filter(stage__in=Opportunity.OPEN)
        self.fields["renewal_deal"].queryset = still_open | deals.filter(pk=chosen) if chosen else still_open

    def clean(self) -> dict[str, Any]:
        """A contract ends after it starts."""
        data = super().clean()
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("It cannot end before it starts."))
        if data.get("renewal_chance_on") and data["renewal_chance_on"] > timezone.localdate():
            self.add_error("renewal_chance_on", _("This day is still to come."))
        self._check_end(data)
        return data

    def _check_end(self, data: dict[str, Any]) -> None:
        """What is said of the end fits the status and lies in the past."""
        result, known_on = data.get("end_result"), data.get("end_result_on")
        if known_on and known_on > timezone.localdate():
            self.add_error("end_result_on", _("This day is still to come."))
        if known_on and not result:
            self.add_error("end_result", _("Say how it ended, or leave the day empty."))
        is_lost = result == Contract.EndResult.LOST
        if (is_lost and data.get("status") == Contract.Status.RENEWED) or (
            result and not is_lost and data.get("status") == Contract.Status.LOST
        ):
            self.add_error("end_result", _("This does not fit the status. Change one of the two."))


class CompetitorForm(ChildForm):
    """A rival at the account."""

    groups = (("", ("name", "status", ("unit", "product"), ("annual_amount", "currency"), "better_at")),)

    class Meta:
        model = Competitor
        fields = ("name", "status", "unit", "product", "annual_amount", "currency", "better_at")


class CellForm(ChildForm):
    """One product in one unit."""

    groups = (("", ("status", ("current_amount", "potential_amount"), "currency", "note")),)

    class Meta:
        model = WhiteSpaceCell
        fields = ("status", "current_amount", "potential_amount", "currency", "note")

    def clean(self) -> dict[str, Any]:
        """What is possible includes what is bought already."""
        data = super().clean()
        current, potential = data.get("current_amount"), data.get("potential_amount")
        if current is not None and potential is not None and potential < current:
            self.add_error("potential_amount", _("The possible amount includes what is bought today."))
        return data


class MoneyFactsForm(ChildForm):
    """What only people know about an account's money."""

    gross_margin_pct = forms.DecimalField(
        label=_("margin after service cost, %"), min_value=-100, max_value=100, decimal_places=2, required=False
    )
    days_late = forms.DecimalField(
        label=_("mean days late, 12 months"), min_value=0, max_value=3650, decimal_places=2, required=False
    )
    credit_rating = forms.DecimalField(
        label=_("credit rating, 0 to 5"), min_value=0, max_value=5, decimal_places=2, required=False
    )
    competitive_safety = forms.DecimalField(
        label=_("competitive safety, 0 to 5"),
        min_value=0,
        max_value=5,
        decimal_places=2,
        required=False,
        help_text=_("5 means that no threat is seen."),
    )
    groups = (
        (_("Room and margin"), ("addressable_spend", "gross_margin_pct")),
        (_("Payment and credit"), ("days_late", "days_late_on", "credit_rating")),
        (_("Rivals"), ("competitive_safety", "threat_notice_on")),
        (_("Ownership"), ("owner_change_on",)),
    )
    owners = ()

    class Meta:
        model = Account
        fields = (
            *("addressable_spend", "gross_margin_pct", "days_late", "days_late_on", "credit_rating"),
            *("competitive_safety", "threat_notice_on", "owner_change_on"),
        )
        help_texts: ClassVar = {
            "days_late_on": _("Empty means today."),
            "threat_notice_on": _("The day of a written notice or of a tender against us."),
            "owner_change_on": _("The day on which a merger or a new owner of the customer was announced."),
        }

    def clean(self) -> dict[str, Any]:
        """What was checked was checked before today."""
        data = super().clean()
        for name in ("days_late_on", "threat_notice_on", "owner_change_on"):
            if data.get(name) and data[name] > timezone.localdate():
                self.add_error(name, _("This day is still to come."))
        return data


class ProductForm(forms.ModelForm):
    """Something that we sell."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Product
        fields = ("name", "series", "list_price", "currency")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = currency_choices(self.instance.currency)
        self.fields["currency"] = forms.ChoiceField(choices=codes, label=_("currency"))
        self.fields["list_price"].min_value = 0
        self.initial["version"] = self.instance.version if self.instance.pk else None

    def clean_name(self) -> str:
        """No two products that imports could not tell apart."""
        name = self.cleaned_data["name"]
        if Product.objects.filter(name_key=product_key(name)).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("There is a product of that name already."))
        return name

    @property
    def changes(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    @property
    def sent_version(self) -> int | None:
        """The version that the form was opened with."""
        return self.cleaned_data.get("version")

    def in_groups(self) -> list[Any]:
        """The visible fields, in one group."""
        rows = (("name",), ("series",), ("list_price", "currency"))
        return [("", [[self[name] for name in row] for row in rows])]


class AssignForm(forms.Form):
    """The account that an unassigned deal belongs to."""

    def __init__(self, *args: Any, user: User, search: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accounts = visible(Account.objects.filter(archived_at=None), user)
        self.fields["account"] = SearchField(search=search, queryset=accounts, label=_("account"))
        self.fields["account"].offer([], self.data.get("account"))

    @property
    def changes(self) -> dict[str, Any]:
        """The account that was chosen."""
        return self.cleaned_data

    @property
    def sent_version(self) -> None:
        """A deal is assigned once; there is no older version to compare with."""

    def in_groups(self) -> list[Any]:
        """The one field."""
        return [("", [[self["account"]]])]


class DealFilterForm(forms.Form):
    """What a list of opportunities is narrowed to."""

    q = forms.CharField(required=False)
    stage = forms.ChoiceField(
        choices=[("", _("Every stage")), ("open", _("All open")), *Opportunity.Stage.choices], required=False
    )
    product = forms.ModelChoiceField(Product.objects.all(), required=False, empty_label=_("Every product"))
    sort = forms.CharField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].widget.attrs["aria-label"] = _("Stage")
        self.fields["product"].widget.attrs["aria-label"] = _("Product")

    @property
    def narrow(self) -> DealFilter:
        """The filter; what makes no sense in the address is left aside."""
        self.is_valid()
        data = self.cleaned_data
        return DealFilter(data.get("q", ""), data.get("stage", ""), data.get("product"), data.get("sort", ""))
