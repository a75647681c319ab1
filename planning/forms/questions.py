"""The form of an organisation's own question."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.forms.plans import few_lines
from planning.models import Answer, Question

KINDS = (Question.Kind.TEXT, Question.Kind.CHOICE, Question.Kind.LIST)
LONGEST_CHOICE = Answer._meta.get_field("choice").max_length
FEWEST_CHOICES = 2


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class QuestionForm(forms.ModelForm):
    """A question in both languages, where it belongs, and how it is answered."""

    category = forms.ChoiceField(label=_("Category"))
    kind = forms.ChoiceField(label=_("Kind of answer"), choices=[(kind.value, kind.label) for kind in KINDS])
    choices_en = forms.CharField(
        label=_("Choices in English"), required=False, widget=few_lines(4), help_text=_("For a choice: one a line.")
    )
    choices_zh = forms.CharField(
        label=_("Choices in Chinese"),
        required=False,
        widget=few_lines(4),
        help_text=_("The same choices in the same order."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Question
        fields = (
            "text_en",
            "text_zh",
            "category",
            "kind",
            "choices_en",
            "choices_zh",
            "stage",
            "is_core",
            "is_private",
        )
        widgets = {"text_en": few_lines(2), "text_zh": few_lines(2)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Question.objects.filter(is_own=False)
        self.fields["category"].choices = list({row.category: row.category_name for row in places}.items())
        if self.instance.pk:
            del self.fields["category"], self.fields["kind"]
            self.initial["version"] = self.instance.version
        for name in ("choices_en", "choices_zh"):
            self.initial[name] = "\n".join(getattr(self.instance, name) or [])

    def clean_choices_en(self) -> list[str]:
        """One a line."""
        return self._choices("choices_en")

    def clean_choices_zh(self) -> list[str]:
        """One a line."""
        return self._choices("choices_zh")

    def _choices(self, name: str) -> list[str]:
        found = _lines(self.cleaned_data[name])
        if len(set(found)) < len(found):
            raise forms.ValidationError(_("Each choice may stand here once."))
        if any(len(choice) > LONGEST_CHOICE for choice in found):
            raise forms.ValidationError(
                _("A choice may have at most %(count)s characters.") % {"count": LONGEST_CHOICE}
            )
        return found

    def clean(self) -> dict[str, Any]:
        """A choice has at least two answers, each in both languages."""
        cleaned = super().clean() or self.cleaned_data
        english, chinese = cleaned.get("choices_en"), cleaned.get("choices_zh")
        if english is None or chinese is None:
            return cleaned
        if (cleaned.get("kind") or self.instance.kind) != Question.Kind.CHOICE:
            cleaned["choices_en"] = cleaned["choices_zh"] = []
        elif len(english) < FEWEST_CHOICES:
            self.add_error("choices_en", _("Give at least two choices, one a line."))
        elif len(english) != len(chinese):
            self.add_error("choices_zh", _("Give as many choices as in English, in the same order."))
        return cleaned

    def _post_clean(self) -> None:
        """What was typed is not put into the row: the service does that, after comparing."""

    def in_groups(self) -> list[tuple[str, list[list[forms.BoundField]]]]:
        """The fields by row."""
        rows = (("text_en",), ("text_zh",), ("category", "stage"), ("kind",), ("choices_en", "choices_zh"))
        rows = (*rows, ("is_core",), ("is_private",))
        found = [[self[name] for name in row if name in self.fields] for row in rows]
        return [("", [row for row in found if row])]

    @property
    def changes(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    @property
    def sent_version(self) -> int | None:
        """The version that the form was opened with."""
        return self.cleaned_data.get("version")
