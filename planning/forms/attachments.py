"""The form that attaches a file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kam.lib.filekinds import KINDS


class AttachmentForm(forms.Form):
    """One file. What it may be is told by its content (services.attachments)."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # the service says it in its own words
        widget=forms.FileInput(attrs={"accept": ",".join(KINDS)}),
    )
