"""Forms of an answer: what is said, and to whom the question is given."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import people_for
from accounts.models import Account, User
from planning.forms.plans import day_input
from planning.models import Answer, Question


class AnswerForm(forms.Form):
    """What a plan says to one question. Empty is allowed: it opens the question again."""

    choice = forms.ChoiceField(label=_("Choice"), required=False)
    text = forms.CharField(
        label=_("Answer"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    evidence = forms.ChoiceField(
        label=_("Evidence"), required=False, choices=[("", _("not said")), *Answer.Evidence.choices]
    )
    source_note = forms.CharField(label=_("Source"), required=False, max_length=300)
    review_by = forms.DateField(label=_("Review by"), required=False, widget=day_input())
    not_relevant_reason = forms.CharField(
        label=_("Not relevant, because"),
        required=False,
        max_length=300,
        help_text=_("A reason here sets the question aside; it then counts as done."),
    )

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if question.kind == Question.Kind.CHOICE:
            self.fields["choice"].choices = [("", _("open")), *question.choices]
            self.fields["text"].label = _("Comment")
        else:
            del self.fields["choice"]

    def shown(self) -> list[str]:
        """Names of the fields that the form carries."""
        return list(self.fields)


class AssignForm(forms.Form):
    """Give a question to somebody."""

    assigned_to = forms.ModelChoiceField(
        label=_("Give to"),
        required=False,
        queryset=User.objects.none(),
        widget=forms.Select(attrs={"data-combobox": True}),
        empty_label=_("nobody"),
    )
    due_on = forms.DateField(label=_("Due on"), required=False, widget=day_input())

    def __init__(self, *args: Any, account: Account, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assigned_to"].queryset = people_for(user, account)

    def clean(self) -> dict[str, Any]:
        """A question that is given away has a day."""
        cleaned = super().clean() or {}
        if cleaned.get("assigned_to") and not cleaned.get("due_on"):
            self.add_error("due_on", _("Say by when the answer is wanted."))
        return cleaned
