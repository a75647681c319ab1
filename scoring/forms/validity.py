"""The form about a wrong prediction."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from accounts.forms.children import ChildForm
from scoring.models import MissReview


class MissForm(ChildForm):
    """What it was, in words."""

    class Meta:
        model = MissReview
        fields = ("note",)
        help_texts: ClassVar = {
            "note": _("For example: the sponsor left in the week after; or: we saw it and the rescue worked.")
        }
