"""What a plan's page asks every few seconds, and which change is taken back."""

from django import forms


class PulseForm(forms.Form):
    """Since when changes are wanted, and where the person is."""

    since = forms.FloatField(required=False, min_value=0)
    q = forms.SlugField(required=False, max_length=12)
    part = forms.SlugField(required=False, max_length=20)
    busy = forms.BooleanField(required=False)
    leave = forms.BooleanField(required=False)


class UndoForm(forms.Form):
    """Which change to take back; without a number the last one."""

    event = forms.IntegerField(required=False, min_value=1)


class RestoreForm(forms.Form):
    """After which event of its trail the answer said what is wanted again."""

    event = forms.IntegerField(min_value=1)
