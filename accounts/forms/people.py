"""Forms of people and teams, and of one's own profile."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.accounts import ZoneField, team_field
from accounts.models import Role, Team, User


def _free_address(email: str, but: int | None) -> str:
    """The address, when nobody else signs in with it."""
    if User.objects.filter(email__iexact=email).exclude(pk=but).exists():
        raise ValidationError(_("Somebody signs in with this address already."))
    return email.lower()


class PeopleFilterForm(forms.Form):
    """What the list of people is narrowed to."""

    q = forms.CharField(required=False, max_length=100)
    role = forms.ChoiceField(required=False, choices=[("", _("Every role")), *Role.choices], label=_("Role"))
    team = team_field(label=_("Team"), empty_label=_("Every team"))
    state = forms.ChoiceField(
        required=False,
        label=_("Access"),
        choices={"active": _("May sign in"), "waiting": _("Without access"), "all": _("Everybody")},
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["team"].queryset = Team.objects.all()
        self.fields["team"].offer(list(Team.objects.all()[:20]), self.data.get("team"))
        for field in self.fields.values():
            field.widget.attrs.setdefault("aria-label", field.label)


class PersonForm(forms.ModelForm):
    """A person as an administrator enters them."""

    team = team_field(label=_("Team"))
    time_zone = ZoneField(label=_("Time zone"))

    class Meta:
        model = User
        fields = ("name", "email", "title", "role", "team", "language", "time_zone", "weekly_hours")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.all()
        offered = list(Team.objects.all()[:20])
        self.fields["team"].offer(offered, self.initial.get("team"), self.data.get("team"))
        self.fields["time_zone"].offer(self.initial.get("time_zone", ""))
        self.fields["weekly_hours"].widget.attrs["max"] = 80

    def clean_email(self) -> str:
        """Nobody else's address, in small letters."""
        return _free_address(self.cleaned_data["email"], self.instance.pk)

    def clean(self) -> dict[str, Any]:
        """A sales leader leads a team."""
        data = super().clean()
        if data.get("role") == Role.LEADER and not data.get("team"):
            self.add_error("team", _("A sales leader sees the accounts of a team and those below it: choose the team."))
        return data


class LetInForm(forms.Form):
    """The address at which a person gets their link."""

    email = forms.EmailField(label=_("E-mail"))

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, initial={"email": person.email}, **kwargs)

    def clean_email(self) -> str:
        """Nobody else's address."""
        return _free_address(self.cleaned_data["email"], self.person.pk)


class TeamForm(forms.ModelForm):
    """A team and where it stands in the tree."""

    parent = team_field(label=_("Stands below"), empty_label=_("nothing: it is at the top"))

    class Meta:
        model = Team
        fields = ("name", "parent")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = Team.objects.exclude(path__startswith=self.instance.path) if self.instance.pk else Team.objects.all()
        self.fields["parent"].queryset = teams
        self.fields["parent"].offer(list(teams[:20]), self.initial.get("parent"), self.data.get("parent"))


class ProfileForm(forms.ModelForm):
    """What a person sets for themselves."""

    time_zone = ZoneField(label=_("Time zone"))

    class Meta:
        model = User
        fields = ("name", "title", "language", "time_zone", "theme", "wants_digest", "mails_mentions")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].offer(self.initial.get("time_zone", ""))


class ThemeForm(forms.Form):
    """The theme that the switch in the rail has chosen."""

    theme = forms.ChoiceField(choices=User.Theme.choices)
