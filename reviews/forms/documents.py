"""Forms for plan documents."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from reviews.models import Document


class DocumentForm(forms.Form):
    """Which PDF to make."""

    variant = forms.ChoiceField(label=_("Variant"), choices=Document.Variant.choices)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    paper = forms.ChoiceField(label=_("Paper"), choices=Document.Paper.choices)
