"""How a row is written down in the audit trail."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

NOT_RECORDED = frozenset(
    {"id", "version", "created_at", "updated_at", "name_key", "sort_key", "password", "last_login"}
)


def plain(value: Any) -> Any:
    """A field's value as the audit trail stores it."""
    if isinstance(value, Model):
        return value.pk
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def state(row: Model) -> dict[str, Any]:
    """All recorded fields of a row, as stored in the trail; foreign keys by their id."""
    return {
        field.name: plain(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if field.name not in NOT_RECORDED
    }
