"""The form of a comment."""

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.models.comment import LONGEST


class CommentForm(forms.Form):
    """What somebody says."""

    text = forms.CharField(label=_("Comment"), max_length=LONGEST)
    version = forms.IntegerField(required=False)
