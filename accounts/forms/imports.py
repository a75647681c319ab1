"""Forms of an import: which files from where, and what their columns mean."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import currency_choices
from accounts.importing.fields import FIELDS, LABELS, label_of
from accounts.importing.files import CONTACT, MOST_FILES, NAMES, FilePlan
from accounts.importing.headers import NEEDED
from accounts.importing.runs import upload_limit
from accounts.importing.showing import unmapped_stages
from accounts.importing.text import ENCODINGS
from accounts.models import Account, ImportRun, ImportSource, Opportunity

UNITS = {
    1: _("as they stand"),
    1_000: _("in thousands"),
    10_000: _("in ten thousands (万)"),
    1_000_000: _("in millions"),
    100_000_000: _("in hundred millions (亿)"),
}
DATES = {"": _("As the file shows"), "dmy": _("Day, month, year"), "mdy": _("Month, day, year")}


class ManyFilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several uploaded files; each is checked."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """A list of files."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if not files:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(files) > MOST_FILES:
            raise ValidationError(_("At most %(limit)s files at once.") % {"limit": MOST_FILES})
        return [super(ManyFilesField, self).clean(one, initial) for one in files]


class UploadForm(forms.Form):
    """Files, and the CRM that they come from."""

    source = forms.CharField(
        label=_("Where from"),
        max_length=40,
        help_text=_("The name of the CRM. Records remember it; load newer files under the same name."),
        widget=forms.TextInput(attrs={"list": "import-sources", "autocomplete": "off"}),
    )
    files = ManyFilesField(
        label=_("Files"),
        help_text=_("CSV or Excel, as the CRM exports them. All at once, so that they can refer to each other."),
        widget=ManyFilesInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xlsm"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sources = list(ImportSource.objects.values_list("name", flat=True)[:50])

    def clean_source(self) -> str:
        """One line, single blanks."""
        return " ".join(self.cleaned_data["source"].split())

    def clean_files(self) -> list[UploadedFile]:
        """No file larger than the limit."""
        limit = upload_limit()
        for file in self.cleaned_data["files"]:
            if file.size > limit:
                values = {"name": file.name, "limit": limit // 1024 // 1024}
                raise ValidationError(_("%(name)s is larger than %(limit)s MB.") % values)
        return self.cleaned_data["files"]


class ContactsForm(UploadForm):
    """Files with contacts of one account."""

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, initial={"source": account.source or "CSV"}, **kwargs)
        self.fields["source"].help_text = _("Contacts remember it; load a newer file under the same name.")
        self.fields["files"].help_text = _("CSV or Excel with a heading line. A column with the name is enough.")


@dataclass
class ColumnLine:
    """A column of a file: its heading, some of its values, and the field to choose."""

    header: str
    samples: list[str]
    field: forms.BoundField


@dataclass
class FileFields:
    """The part of the form that concerns one file."""

    plan: FilePlan
    kind: forms.BoundField
    encoding: forms.BoundField | None
    columns: list[ColumnLine]


class ColumnsForm(forms.Form):
    """What files and columns hold, what stages mean, and how the source writes amounts and dates."""

    currency = forms.ChoiceField(label=_("Currency where a file has none"))
    dates = forms.ChoiceField(label=_("Order in dates such as 3/4/2026"), choices=DATES, required=False)
    crm_wins = forms.MultipleChoiceField(
        label=_("Fields in which the CRM wins"),
        required=False,
        help_text=_("An import overwrites them even where somebody has edited them here. All others keep our edits."),
        widget=forms.CheckboxSelectMultiple,
    )

    offered: ClassVar[Mapping[str, Promise]] = LABELS
    needed: ClassVar[Mapping[str, tuple[frozenset[str], ...]]] = NEEDED

    def __init__(self, *args: Any, run: ImportRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.run, self.plans = run, [FilePlan.of(saved) for saved in run.files]
        self.stages: list[str] = []
        self._add_source(run)
        for place, plan in enumerate(self.plans):
            self._add_file(place, plan)

    def _add_source(self, run: ImportRun) -> None:
        """What holds for all files of the source."""
        self.stages = list(dict.fromkeys([*unmapped_stages(run), *run.source.stage_mapping]))
        options = run.source.options
        self.fields["currency"].choices = currency_choices(options.get("currency", "EUR"))
        self.fields["crm_wins"].choices = list(self._winning_choices())
        self.initial |= {
            "currency": options.get("currency", "EUR"),
            "dates": options.get("dates", ""),
            "crm_wins": run.source.crm_wins,
        }
        for number, stage in enumerate(self.stages):
            choices = [("", _("Leave the stage out")), *Opportunity.Stage.choices]
            field = forms.ChoiceField(label=stage, choices=choices, required=False)
            self.fields[f"stage-{number}"] = field
            self.initial[f"stage-{number}"] = run.source.stage_mapping.get(stage, "")
        for key, label, unit in self._units():
            field = forms.TypedChoiceField(label=label, choices=UNITS.items(), coerce=int)
            self.fields[f"unit-{key}"], self.initial[f"unit-{key}"] = field, unit

    def _add_file(self, place: int, plan: FilePlan) -> None:
        kinds = [("", _("Not data: leave it out")), *self.offered.items()]
        self.fields[f"kind-{place}"] = forms.ChoiceField(label=_("Holds"), choices=kinds, required=False)
        self.initial[f"kind-{place}"] = plan.kind
        if not plan.sheet:
            encodings = [(name, name.upper()) for name in ENCODINGS]
            self.fields[f"encoding-{place}"] = forms.ChoiceField(label=_("Encoding"), choices=encodings)
            self.initial[f"encoding-{place}"] = plan.encoding
        choices = [("", _("Leave out")), *((name, field.label) for name, field in FIELDS.get(plan.kind, {}).items())]
        for column, header in enumerate(plan.headers if plan.kind else ()):
            label = header or _("Column %(number)s") % {"number": column + 1}
            self.fields[f"column-{place}-{column}"] = forms.ChoiceField(label=label, choices=choices, required=False)
            self.initial[f"column-{place}-{column}"] = plan.columns.get(str(column), "")

    def _winning_choices(self) -> Iterator[tuple[str, str]]:
        """The fields that the files of this import fill."""
        seen = {f"{plan.kind}.{name}": plan.kind for plan in self.plans for name in plan.columns.values()}
        seen |= {key: key.partition(".")[0] for key in self.run.source.crm_wins}
        for key, kind in seen.items():
            name = key.partition(".")[2]
            if name not in {"external_id", "account_id", "month"}:
                yield _written(kind, name), f"{LABELS[kind]}: {label_of(kind, name)}"

    def _units(self) -> Iterator[tuple[str, str, int]]:
        """Amounts in the files, with the unit that was said or that stands in the heading."""
        said = self.run.source.options.get("units", {})
        for plan in self.plans:
            for name in plan.columns.values():
                if FIELDS[plan.kind][name].is_amount:
                    key = f"{plan.kind}.{name}"
                    yield (
                        key,
                        f"{LABELS[plan.kind]}: {label_of(plan.kind, name)}",
                        said.get(key) or plan.units.get(name, 1),
                    )

    # ------------------------------------------------------------ for the page

    @property
    def file_fields(self) -> Iterator[FileFields]:
        """The fields of each file with samples of its values."""
        for place, plan in enumerate(self.plans):
            sample = plan.sample(3) if plan.kind else None
            samples = sample.columns if sample else [[] for _header in plan.headers]
            columns = [
                ColumnLine(header, list(filter(None, samples[column])), self[f"column-{place}-{column}"])
                for column, header in enumerate(plan.headers if plan.kind else ())
            ]
            encoding = self[f"encoding-{place}"] if f"encoding-{place}" in self.fields else None
            yield FileFields(plan, self[f"kind-{place}"], encoding, columns)

    @property
    def stage_fields(self) -> list[forms.BoundField]:
        """One for each stage that is not commonly known."""
        return [self[f"stage-{number}"] for number in range(len(self.stages))]

    @property
    def unit_fields(self) -> list[forms.BoundField]:
        """One for each amount."""
        return [self[name] for name in self.fields if name.startswith("unit-")]

    # ------------------------------------------------------------ what was sent

    def clean(self) -> dict[str, Any]:
        """No field twice in a file, and those that a kind cannot do without."""
        data = super().clean() or self.cleaned_data
        for place, plan in enumerate(self.plans):
            if data.get(f"kind-{place}") != plan.kind or not plan.kind:
                continue  # its columns are guessed anew
            chosen = [name for name in self._columns(place).values() if name]
            twice = {name for name in chosen if chosen.count(name) > 1}
            for column, name in self._columns(place).items():
                if name in twice:
                    self.add_error(f"column-{place}-{column}", _("Another column is mapped to this field."))
            for group in self.needed[plan.kind]:
                if not group & set(chosen):
                    wanted = ", ".join(label_of(plan.kind, name) for name in sorted(group))
                    self.add_error(f"kind-{place}", _("One column must be: %(fields)s.") % {"fields": wanted})
        return data

    def _columns(self, place: int) -> dict[int, str]:
        prefix = f"column-{place}-"
        return {
            int(name.removeprefix(prefix)): value
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix)
        }

    def kinds(self) -> dict[int, str]:
        """{file: kind}."""
        return {place: self.cleaned_data[f"kind-{place}"] for place in range(len(self.plans))}

    def columns(self) -> dict[int, dict[int, str]]:
        """{file: {column: field}} of the files whose kind stays."""
        return {place: self._columns(place) for place in range(len(self.plans))}

    def encodings(self) -> dict[int, str]:
        """{file: encoding} of the text files."""
        found = ((place, self.cleaned_data.get(f"encoding-{place}")) for place in range(len(self.plans)))
        return {place: encoding for place, encoding in found if encoding}

    def source_values(self) -> dict[str, Any]:
        """What is remembered with the source."""
        data, source = self.cleaned_data, self.run.source
        stages = {stage: data[f"stage-{number}"] for number, stage in enumerate(self.stages) if data[f"stage-{number}"]}
        units = {name.removeprefix("unit-"): data[name] for name in self.fields if name.startswith("unit-")}
        options = {
            "currency": data["currency"],
            "dates": data["dates"],
            "units": source.options.get("units", {}) | units,
        }
        return {"stage_mapping": stages, "crm_wins": data["crm_wins"], "options": options}


class ContactColumnsForm(ColumnsForm):
    """The columns of an import for one account. What holds for a source is said by who imports from it for all."""

    currency = dates = crm_wins = None  # type: ignore[assignment]
    offered = {CONTACT: LABELS[CONTACT]}
    needed = {CONTACT: (NAMES,)}

    def _add_source(self, run: ImportRun) -> None:
        """Nothing."""

    def source_values(self) -> dict[str, Any]:
        """Nothing is remembered."""
        return {}


def columns_form(run: ImportRun, data: Any = None) -> ColumnsForm:
    """The form that fits an import."""
    return (ColumnsForm if run.account_id is None else ContactColumnsForm)(data, run=run)


def _written(kind: str, name: str) -> str:
    """The field of the record that a column fills."""
    return f"{kind}.{'manager' if kind == 'account' and name == 'owner' else name}"
