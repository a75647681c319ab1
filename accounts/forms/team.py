"""Forms of the account team, its manager and its sponsor."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _

from accounts.access import CEILING, Verb
from accounts.forms.children import ChildForm
from accounts.forms.fields import person_field
from accounts.models import Account, AccountTeamMember, TeamRole, User


class MemberForm(ChildForm):
    """One of our people on the account."""

    user = person_field(label=_("person"), required=True)
    deputy = person_field(label=_("deputy"))
    roles = forms.MultipleChoiceField(
        label=_("roles"), choices=TeamRole.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = AccountTeamMember
        fields = ("user", "roles", "hours_per_week", "deputy", "skills", "guest_from")
        error_messages: ClassVar = {
            NON_FIELD_ERRORS: {"unique_together": _("This person is in the account team already.")}
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["user"]
        self.fields["hours_per_week"].widget.attrs |= {"max": 80, "step": "0.5"}
        self.fields["hours_per_week"].max_value = 80

    def _get_validation_exclusions(self) -> set[str]:
        """A person who had left may come back: the service looks for the former row."""
        return super()._get_validation_exclusions() | {"account"}

    def clean_user(self) -> User:
        """Nobody is in a team twice."""
        user = self.cleaned_data["user"]
        if AccountTeamMember.objects.filter(account=self.account, user=user, left_on=None).exists():
            raise forms.ValidationError(_("This person is in the account team already."))
        return user

    def clean(self) -> dict[str, Any]:
        """Nobody stands in for themselves."""
        data = super().clean()
        person = data.get("user") or (self.instance.user if self.instance.pk else None)
        if person and data.get("deputy") == person:
            self.add_error("deputy", _("Nobody is their own deputy."))
        hours = data.get("hours_per_week")
        if hours is not None and hours > 80:
            self.add_error("hours_per_week", _("A week has no more than 80 working hours."))
        return data


def may_hold(verb: Verb) -> list[str]:
    """The roles of people who could do this at an account at all."""
    return [role for role, verbs in CEILING.items() if verb in verbs]


class LeadersForm(ChildForm):
    """Account manager and sponsor."""

    manager = person_field(label=_("account manager"))
    sponsor = person_field(label=_("sponsor"))
    owners = ()

    class Meta:
        model = Account
        fields = ("manager", "sponsor")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._may_hold("manager", Verb.MANAGE)
        self._may_hold("sponsor", Verb.APPROVE)

    def _may_hold(self, name: str, verb: Verb) -> None:
        field = self.fields[name]
        roles = may_hold(verb)
        allowed = User.objects.filter(is_active=True, role__in=roles)
        current = getattr(self.instance, f"{name}_id")
        field.queryset = allowed | User.objects.filter(pk=current) if current else allowed
        field.offer([person for person in field.offered if person.role in roles or person.pk == current])
        field.widget.attrs["data-search"] = f"{field.widget.attrs['data-search']}?can={verb.value}"

    def clean(self) -> dict[str, Any]:
        """Sponsor and manager are two people, or the sponsor hears only one voice."""
        data = super().clean()
        if data.get("manager") and data.get("manager") == data.get("sponsor"):
            self.add_error("sponsor", _("Sponsor and account manager should be two people."))
        return data


class RoleForm(forms.Form):
    """One tick in the matrix of roles."""

    role = forms.ChoiceField(choices=TeamRole.choices)
    held = forms.BooleanField(required=False)
