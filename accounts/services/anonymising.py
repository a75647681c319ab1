"""Making a person at the customer unknown, on their request. The map keeps its shape."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import AuditEvent, ImportRow, InfluenceLine, Interest, Stakeholder, User
from accounts.selectors.privacy import same_rows
from accounts.services.gaps import relations_changed
from accounts.services.redaction import Own, Traces, door_close, texts_redact, trail_redact
from accounts.services.rows import record, row_delete, row_update

GONE = (Stakeholder.Status.LEFT, Stakeholder.Status.MOVED)
IDENTITY = ("name", "email", "phone")
# What a person is and says; what remains is the place on the map: title, unit, role, influence, lines, links.
BLANKS: dict[str, Any] = {
    "email": "", "phone": "", "language": "", "site": "", "notes": "",
    "stance": None, "stance_on": None, "stance_by": None, "stance_evidence": "", "influence_evidence": "",
    "orientation": "", "attitude": "", "rival_preferred": "",
    "character_on": None, "character_by": None, "character_evidence": "", "source": "", "external_id": "",
    "survey_eligible": False,
}  # fmt: skip
OF_INTEREST = {"text": "", "mitigation": "", "strength": 1, "kind": "goal", "effect": "neutral"}
OF_LINE = {"note": ""}


def placeholder_name(person: Stakeholder) -> str:
    """What stands in place of the name: what the person does or did."""
    role = person.title or next(iter(person.role_labels()), "") or _("contact")
    words = _("Former %(role)s") if person.status in GONE else _("%(role)s (name removed)")
    return (words % {"role": role})[:120]


@transaction.atomic
def stakeholder_anonymise(*, stakeholder: Stakeholder, by: User) -> Stakeholder:
    """Make a person unknown wherever they are on a map. Lines, roles and influence stay; nothing brings the rest back.

    The event is written first: it alone lets the trail's old and new values be redacted in this transaction.
    """
    rows = same_rows(stakeholder)
    for row in rows:
        record(by, "stakeholder.anonymised", row)
    words = tuple({word for row in rows for word in _words_of(row)})
    for row in rows:
        _row_anonymise(row, Traces(words, placeholder_name(row), row.pk, BLANKS), by)
    door_close()
    for row in rows:
        relations_changed(account_id=row.account_id, kind="stakeholder")
    stakeholder.refresh_from_db()
    return stakeholder


def _row_anonymise(row: Stakeholder, traces: Traces, by: User) -> None:
    owns = _owns(row, traces.instead)
    for interest in row.interests.all():
        row_delete(interest, by=by)
    for line in InfluenceLine.objects.filter(Q(source=row) | Q(target=row)).exclude(note=""):
        row_update(line, changes=OF_LINE, by=by)
    blank = {"name": traces.instead, "title": traces.out_of(row.title), "is_placeholder": True, "person_key": None}
    row_update(row, changes=BLANKS | blank, by=by)
    ImportRow.objects.filter(kind="contact", target_id=row.pk).update(raw="")
    texts_redact(accounts=[row.account_id], traces=traces, by=by)
    trail_redact(accounts=[row.account_id], owns=owns, traces=traces)


def _words_of(row: Stakeholder) -> Iterable[str]:
    """Names, addresses and numbers of today and of earlier; the name of a placeholder is a role, not a person's."""
    title = row.title.casefold()
    yield from (getattr(row, field) for field in IDENTITY if getattr(row, field))
    for changes in _events(row).values_list("changes", flat=True):
        was_placeholder = (changes.get("is_placeholder") or [False])[0] or changes.get("is_placeholder") == [None, True]
        for field in IDENTITY:
            if not (field == "name" and was_placeholder):
                yield from (word for word in changes.get(field, ()) if word and word.casefold() != title)


def _events(row: Stakeholder) -> Any:
    return AuditEvent.objects.filter(object_type=Stakeholder._meta.label_lower, object_id=str(row.pk))


def _owns(row: Stakeholder, name: str) -> list[Own]:
    """The records about the person alone, deleted ones too: of these the trail tells."""
    person = Own(Stakeholder._meta.label_lower, frozenset({str(row.pk)}), BLANKS | {"name": name})
    return [
        person,
        Own(Interest._meta.label_lower, _ids(row, Interest, "stakeholder"), OF_INTEREST),
        Own(InfluenceLine._meta.label_lower, _ids(row, InfluenceLine, "source", "target"), OF_LINE),
    ]


def _ids(row: Stakeholder, model: Any, *names: str) -> frozenset[str]:
    rows, events = Q(pk__in=[]), Q(pk__in=[])
    for name in names:
        rows |= Q(**{name: row})
        events |= Q(**{f"changes__{name}__0": row.pk}) | Q(**{f"changes__{name}__1": row.pk})
    living = model.objects.filter(rows).values_list("pk", flat=True)
    trail = AuditEvent.objects.filter(events, account=row.account_id, object_type=model._meta.label_lower)
    return frozenset(map(str, living)) | frozenset(trail.values_list("object_id", flat=True))
