"""What a plan's page asks every few seconds."""

from django import forms


class PulseForm(forms.Form):
    """Since when changes are wanted, and where the person is."""

    since = forms.FloatField(required=False, min_value=0)
    q = forms.SlugField(required=False, max_length=12)
    part = forms.SlugField(required=False, max_length=20)
    busy = forms.BooleanField(required=False)
    leave = forms.BooleanField(required=False)
