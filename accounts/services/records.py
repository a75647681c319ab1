"""Setting one field of a record to an earlier value: a new change, never a rewriting of the past."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Field, ForeignKey, Model
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, AuditEvent, User
from accounts.recorded import RECORDED
from accounts.services.accounts import account_update
from accounts.services.gaps import relations_changed
from accounts.services.money import money_changed
from accounts.services.rows import account_id_of, row_update


@transaction.atomic
def field_restore(*, row: Model, event: AuditEvent, field: str, by: User) -> Model:
    """Set the field to the value that it had before the event. Raises ValidationError when it cannot be."""
    entry = RECORDED.get(row._meta.label_lower)
    same = (event.object_type, event.object_id) == (row._meta.label_lower, str(row.pk))
    if entry is None or not same or field not in entry.restorable or field not in event.changes:
        raise ValidationError(_("This value cannot be restored here."))
    definition = row._meta.get_field(field)
    value = _value(definition, event.changes[field][0])
    verb = f"{row._meta.model_name}.field_restored"
    reason = f"event {event.pk}"
    if isinstance(row, Account):
        return account_update(account=row, changes={field: value}, by=by, verb=verb, reason=reason)
    setattr(row, field, value)
    row.clean_fields(exclude=[other.name for other in row._meta.concrete_fields if other.name != field])
    row.validate_constraints()
    fresh = row_update(row, changes={field: value}, by=by, verb=verb, reason=reason)
    account_id = account_id_of(fresh)
    if account_id is not None and row._meta.app_label == "accounts":
        relations_changed(account_id=account_id, kind="restored")
        money_changed(account_id=account_id, kind="restored")
    return fresh


def _value(field: Field, stored: Any) -> Any:
    """The stored value as the field takes it; a name that is gone cannot come back."""
    if isinstance(field, ForeignKey) and stored is not None:
        target = field.related_model._default_manager.filter(pk=stored).first()
        if target is None:
            raise ValidationError(_("What the earlier value named is gone."))
        return target
    if stored is None and not field.null:
        return field.get_default()
    return field.to_python(stored)
