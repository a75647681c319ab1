"""The form that a customer's person fills in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scoring.forms.waves import AnswersForm
from scoring.models import SurveyLink
from scoring.selectors.surveys import CANNOT_SAY, Written
from scoring.statements import ANCHOR, BEST, NEXT, STATEMENTS

LONGEST = 2000  # characters of an open answer


SCALE = [*((str(n), str(n)) for n in range(1, 8)), (CANNOT_SAY, _("Cannot say"))]


class SurveyForm(AnswersForm):
    """Nine statements, the anchor and two open questions, in the language that the person reads now."""

    interviewer = None  # nobody asks in person
    version = None

    def __init__(self, *args: Any, link: SurveyLink, written: Written, language: str, supplier: str, **kw: Any) -> None:
        super().__init__(*args, respondent=link.respondent, supplier=supplier, **kw)
        self.initial = {name: value for name, value in written.values.items() if name in self.fields}
        for statement in (*STATEMENTS, ANCHOR):
            field = self.fields[statement.id]
            field.label = statement.text(language, supplier)
            field.choices, field.coerce = SCALE, _number
        for name, question in (("best_improvement", BEST), ("next_improvement", NEXT)):
            field = self.fields[name]
            field.label = question.text(language, supplier)
            field.max_length = LONGEST
            field.widget.attrs |= {"maxlength": LONGEST, "rows": 3}

    def clean(self) -> dict[str, Any]:
        """Nothing at all is no answer; open questions have an end."""
        data: dict[str, Any] = forms.Form.clean(self) or {}
        if all(data.get(statement.id) is None for statement in STATEMENTS):
            raise forms.ValidationError(_("Please answer at least one of the nine statements."))
        for name in ("best_improvement", "next_improvement"):
            if len(data.get(name) or "") > LONGEST:
                self.add_error(name, _("Please use at most %(most)s characters.") % {"most": LONGEST})
        return data

    def partial(self) -> dict[str, str]:
        """What of it can be kept for later, whether it is whole or not."""
        self.full_clean()
        return {name: raw[:LONGEST] for name in self.cleaned_data if (raw := self.data.get(name, ""))}


def _number(raw: str) -> int | None:
    return None if raw == CANNOT_SAY else int(raw)
