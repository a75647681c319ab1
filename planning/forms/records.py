"""The form of one row of an answer: the form of its record, cut down to what the question asks."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.forms.children import ChildForm
from accounts.forms.dealings import IssueForm
from accounts.forms.fields import person_field
from accounts.forms.knowledge import FORMS as KNOWLEDGE
from accounts.forms.money import CellForm, CompetitorForm, ContractForm, MoneyFactsForm, OpportunityForm
from accounts.forms.stakeholders import InterestForm, LinkForm, StakeholderForm, UnitForm
from accounts.forms.team import LeadersForm, MemberForm
from accounts.models import Account, Interest, RelationshipLink, Stakeholder, User, WhiteSpaceCell
from planning.forms.plans import few_lines
from planning.forms.work import ActionForm, ObjectiveForm, RiskForm, WorkForm
from planning.models import Action, Assumption, GrowthTarget, KnowledgeGap, Objective, Plan
from planning.selectors.records import Slot

PREFIX = "row"


class _OfPerson(ChildForm):
    """Of a person on the map, who is chosen once."""

    def _choose_person(self) -> None:
        if self.instance.pk:
            del self.fields["stakeholder"]
        else:
            people = Stakeholder.objects.filter(account=self.account, status=Stakeholder.Status.ACTIVE)
            self.fields["stakeholder"].queryset = people.order_by("name")


class LinkRowForm(_OfPerson, LinkForm):
    """A link, with the person it leads to."""

    class Meta(LinkForm.Meta):
        model = RelationshipLink
        fields = ("stakeholder", *LinkForm.Meta.fields)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose_person()


class InterestRowForm(_OfPerson, InterestForm):
    """An interest, with the person whose it is."""

    class Meta(InterestForm.Meta):
        model = Interest
        fields = ("stakeholder", *InterestForm.Meta.fields)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose_person()


class CellRowForm(CellForm):
    """A cell, with its place in the grid."""

    class Meta(CellForm.Meta):
        model = WhiteSpaceCell
        fields = ("product", "unit", *CellForm.Meta.fields)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["product"], self.fields["unit"]
        else:
            self.fields["product"].widget.attrs["data-combobox"] = True

    def _get_validation_exclusions(self) -> set[str]:
        """A cell that is there already is set anew."""
        return super()._get_validation_exclusions() | {"product"}


class StoryForm(ChildForm):
    """What the account says in words."""

    owners = ()

    class Meta:
        model = Account
        fields = ("history", "buying_process")


class PlanFactsForm(ChildForm):
    """What the plan says of itself."""

    owners = ()

    class Meta:
        model = Plan
        fields = ("charter", "growth_target", "growth_target_on")
        widgets: ClassVar = {"charter": few_lines()}


class AssumptionForm(WorkForm):
    """What we believe without having checked it."""

    owner = person_field(label=_("who checks it"))

    class Meta:
        model = Assumption
        fields = ("title", "owner", "check_by", "status")


class GapForm(WorkForm):
    """A missing fact. Who finds it and by when belong to its action."""

    owner = person_field(label=_("who finds it out"))
    due_on = forms.DateField(label=_("by"), required=False)

    class Meta:
        model = KnowledgeGap
        fields = ("title", "priority", "ask", "owner", "due_on", "finding")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        if instance is not None and instance.action_id:
            known = {"owner": instance.action.owner_id, "due_on": instance.due_on}
            kwargs["initial"] = known | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["ask"].queryset = Stakeholder.objects.filter(account=self.account).order_by("name")


class GrowthForm(ChildForm):
    """What a year may bring."""

    class Meta:
        model = GrowthTarget
        fields = ("year", "amount", "currency", "depends_on")
        error_messages: ClassVar = {
            NON_FIELD_ERRORS: {"unique_together": _("This year has a target already. Edit that one.")}
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suggest("year", timezone.localdate().year + 1)


class ActionRowForm(ActionForm):
    """An action, with the department or partner that helps."""

    class Meta(ActionForm.Meta):
        model = Action
        fields = (*[name for name in ActionForm.Meta.fields if name != "owner_unit"], "owner_unit")

    def clean_owner_unit(self) -> str:
        """Who helps is what the row is about."""
        if not self.cleaned_data["owner_unit"].strip():
            raise forms.ValidationError(_("Name the department or partner."))
        return self.cleaned_data["owner_unit"]


FORMS: dict[str, type[ChildForm]] = {
    "leaders": LeadersForm, "facts": MoneyFactsForm, "story": StoryForm, "plan": PlanFactsForm, "member": MemberForm,
    "stakeholder": StakeholderForm, "link": LinkRowForm, "interest": InterestRowForm, "unit": UnitForm,
    "contract": ContractForm, "competitor": CompetitorForm, "opportunity": OpportunityForm, "cell": CellRowForm, "issue": IssueForm,
    "assumption": AssumptionForm, "gap": GapForm, "growth": GrowthForm, "objective": ObjectiveForm,
    "action": ActionRowForm, "risk": RiskForm,
    **{form.Meta.model._meta.model_name.removeprefix("customer").removeprefix("account").removeprefix("value"): form
       for form in KNOWLEDGE.values()},
}  # fmt: skip


def row_form(
    slot: Slot, *, plan: Plan, user: User, row: Any = None, data: Any = None, is_new: bool = False
) -> ChildForm:
    """The form of a row, or of a new one. `is_new` says that an existing record is about to become a row."""
    initial = {name: value for name, value in slot.preset.items() if name in slot.fields} if is_new else {}
    form = FORMS[slot.kind.key](
        data, instance=_instance(slot, plan) if row is None else row, account=plan.account, user=user,
        initial=initial, prefix=PREFIX,
    )  # fmt: skip
    wanted = [name for name in slot.fields if name in form.fields]
    form.fields = {name: form.fields[name] for name in (*wanted, "version")}
    form.groups = ()
    if wanted:
        form.fields[wanted[0]].widget.attrs["autofocus"] = True
    for field in form.fields.values():
        field.label = capfirst(field.label) if field.label else field.label
    return form


def _instance(slot: Slot, plan: Plan) -> Any:
    model = slot.kind.model
    if slot.kind.account_path != "account":
        return model()
    row = model(account=plan.account)
    if model is Objective:
        row.plan = plan
    return row
