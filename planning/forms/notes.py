"""Forms that make something of the words of a note."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import Verb, can
from accounts.models import Account, User
from planning.forms.plans import few_lines
from planning.models import Answer, Plan, Question


class AnswerOfNoteForm(forms.Form):
    """Which question the words answer, and how we know. They are added to what the answer says already."""

    question = forms.ModelChoiceField(Question.objects.none(), label=_("Question"))
    text = forms.CharField(label=_("What to add to the answer"), max_length=4_000, widget=few_lines())
    evidence = forms.ChoiceField(label=_("How do we know?"), choices=Answer.Evidence.choices)
    source_note = forms.CharField(label=_("Source"), max_length=300, required=False)

    def __init__(self, *args: Any, plan: Plan | None, account: Account, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        questions = Question.objects.asked()
        if plan is not None and plan.variant == Plan.Variant.LIGHT:
            questions = questions.filter(is_core=True)
        if not can(user, Verb.SENSITIVE, account):
            questions = questions.filter(is_sensitive=False)
        self.fields["question"].queryset = questions.order_by("order", "pk")
        self.fields["question"].widget.attrs["data-combobox"] = True

    @property
    def changes(self) -> dict[str, Any]:
        """What the service takes."""
        return self.cleaned_data

    @property
    def sent_version(self) -> None:
        """Words are added, nothing is replaced."""
        return None

    def in_groups(self) -> list[tuple[str, list[list[forms.BoundField]]]]:
        """All fields in one group."""
        return [("", [[self[name]] for name in self.fields])]
