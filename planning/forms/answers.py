"""Forms of an answer: what is said, and to whom the question is given."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import person_field
from accounts.models import User
from planning.forms.plans import day_input
from planning.models import Answer, Question
from planning.selectors.records import SLOTS

LONGEST = 20_000
DAYS_TO_ANSWER = 14


class AnswerForm(forms.Form):
    """What a plan says to one question. Empty is allowed: it opens the question again."""

    choice = forms.ChoiceField(label=_("Choice"), required=False, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Answer"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    evidence = forms.ChoiceField(
        label=_("How do we know?"),
        required=False,
        choices=[*Answer.Evidence.choices, ("", _("Not said"))],
        widget=forms.RadioSelect,
    )
    source_note = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"placeholder": _("Meeting, report, person")}),
    )
    review_by = forms.DateField(label=_("Review by"), required=False, widget=day_input())
    not_relevant_reason = forms.CharField(
        label=_("Not relevant, because"),
        required=False,
        max_length=300,
        help_text=_("A reason here sets the question aside; it then counts as done."),
    )

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs |= {
            "aria-label": question.text,
            "data-shortcut": "w",
            "aria-keyshortcuts": "w",
        }
        if question.code in SLOTS:
            self.fields["text"].widget.attrs |= {
                "rows": 3,
                "placeholder": _("A comment on the rows, where they need one"),
            }
        if question.kind == Question.Kind.CHOICE:
            self.fields["choice"].choices = [*question.choices, ("", _("Open"))]
            self.fields["text"].label = _("Comment")
            self.fields["text"].widget.attrs["rows"] = 3
        else:
            del self.fields["choice"]


class AssignForm(forms.Form):
    """Give a question to somebody."""

    assigned_to = person_field(label=_("Give to"), empty_label=_("Nobody"))
    due_on = forms.DateField(label=_("Due on"), required=False, widget=day_input())

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.initial.get("assigned_to")
        self.fields["assigned_to"].offer(people, chosen, self.data.get("assigned_to"))

    def clean(self) -> dict[str, Any]:
        """A question that is given away has a day."""
        cleaned = super().clean() or {}
        if cleaned.get("assigned_to") and not cleaned.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Say by when the answer is wanted."))
        return cleaned


class AssignAllForm(forms.Form):
    """Give the open questions of each category to somebody, all by one day."""

    due_on = forms.DateField(label=_("Answers are wanted by"), widget=day_input())

    def __init__(
        self, *args: Any, categories: list[tuple[str, str]], people: list[User], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("due_on", today + timedelta(days=DAYS_TO_ANSWER))
        for code, name in categories:
            field = person_field(label=name, empty_label=_("Leave as it is"))
            self.fields[code] = field
            field.offer(people, self.initial.get(code), self.data.get(code))

    def chosen(self) -> dict[str, User]:
        """The person of each category that was given away."""
        return {name: value for name, value in self.cleaned_data.items() if name != "due_on" and value}
