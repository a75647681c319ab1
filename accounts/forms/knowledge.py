"""Forms of what we know of the customer's business."""

from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.children import ChildForm
from accounts.models import (
    AccountFinancial,
    CustomerGoal,
    Idea,
    Improvement,
    Need,
    Stakeholder,
    Strength,
    Trend,
    ValueCase,
    ValueProof,
)


class KnowledgeForm(ChildForm):
    """Narrows what may be named to the account's own rows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("accepted_by", "confirmed_by"):
            if name in self.fields:
                self.fields[name].queryset = Stakeholder.objects.filter(account=self.account).order_by("name")
        for name, model in (("need", Need), ("improvement", Improvement)):
            if name in self.fields:
                self.fields[name].queryset = model.objects.filter(account=self.account)
        for name in ("evidence", "severity", "horizon", "effect", "visible"):
            field = self.fields.get(name)
            if field is not None and not field.required:
                field.choices = [("", _("Unknown")), *list(field.choices)[1:]]


class GoalForm(KnowledgeForm):
    """A goal of the customer."""

    groups = (("", ("title", "horizon", "metric", ("baseline", "target"), "due_on", "evidence")),)

    class Meta:
        model = CustomerGoal
        fields = ("title", "horizon", "metric", "baseline", "target", "due_on", "evidence")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("baseline", "target"):
            self.fields[name].widget.attrs.pop("min", None)  # a result may be a loss


class NeedForm(KnowledgeForm):
    """A need of the customer."""

    groups = (
        ("", ("title", "unit", ("severity", "horizon"), ("cost_estimate", "currency"))),
        (_("How we know"), (("evidence", "source_note"),)),
        (_("Budget"), (("budget", "decision_on"), "status")),
    )

    class Meta:
        model = Need
        fields = (
            *("title", "unit", "severity", "horizon", "cost_estimate", "currency", "evidence", "source_note"),
            *("budget", "decision_on", "status"),
        )


class TrendForm(KnowledgeForm):
    """A change round the customer or inside it."""

    groups = (("", ("title", "kind", "effect", "expected_on", "note", "evidence")),)

    class Meta:
        model = Trend
        fields = ("title", "kind", "effect", "expected_on", "note", "evidence")


class FinancialForm(KnowledgeForm):
    """One year of the customer's own results."""

    groups = (("", ("year", ("sales", "profit"), "currency", "is_forecast", "source_note")),)

    class Meta:
        model = AccountFinancial
        fields = ("year", "sales", "profit", "currency", "is_forecast", "source_note")
        error_messages: ClassVar = {
            NON_FIELD_ERRORS: {"unique_together": _("This year is recorded already. Edit that one.")}
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["profit"].widget.attrs.pop("min", None)  # a loss
        self.suggest("year", timezone.localdate().year)


class ImprovementForm(KnowledgeForm):
    """What could run better at the customer."""

    groups = (("", ("title", "how", ("unit", "need"), ("due_on", "status"))),)

    class Meta:
        model = Improvement
        fields = ("title", "how", "unit", "need", "due_on", "status")


class ValueCaseForm(KnowledgeForm):
    """What an improvement is worth to the customer."""

    groups = (
        ("", ("title", "improvement", ("amount", "currency"), "period", "basis")),
        (_("If nothing is done"), ("cost_of_inaction", "inaction_note")),
        (_("Accepted"), (("accepted_by", "accepted_on"),)),
    )

    class Meta:
        model = ValueCase
        fields = (
            *("title", "improvement", "amount", "currency", "period", "basis", "cost_of_inaction", "inaction_note"),
            *("accepted_by", "accepted_on"),
        )

    def clean(self) -> dict[str, Any]:
        """A day of acceptance has somebody who accepted."""
        data = super().clean()
        if data.get("accepted_on") and not data.get("accepted_by"):
            self.add_error("accepted_by", _("Name the person at the customer who accepts the figures."))
        return data


class ValueProofForm(KnowledgeForm):
    """A result that we delivered."""

    groups = (("", ("title", "delivered_on", ("amount", "currency"), "proof", "confirmed_by")),)

    class Meta:
        model = ValueProof
        fields = ("title", "delivered_on", "amount", "currency", "proof", "confirmed_by")


class IdeaForm(KnowledgeForm):
    """A new thing to do with the customer."""

    groups = (("", ("title", ("kind", "status"), "note")),)

    class Meta:
        model = Idea
        fields = ("title", "kind", "status", "note")


class StrengthForm(KnowledgeForm):
    """Where we are better than others."""

    groups = (("", ("title", "visible", "note")),)

    class Meta:
        model = Strength
        fields = ("title", "visible", "note")


FORMS: dict[type, type[KnowledgeForm]] = {
    form.Meta.model: form
    for form in (
        GoalForm, NeedForm, TrendForm, FinancialForm, ImprovementForm, ValueCaseForm, ValueProofForm, IdeaForm,
        StrengthForm,
    )
}  # fmt: skip
