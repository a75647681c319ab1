"""Refusing to delete what other records rely on."""

from collections.abc import Collection

from django.db import models
from django.db.models import ForeignObjectRel


class StillUsed(Exception):  # noqa: N818 -- told to the person as a state of the records
    """Other records name the row and would lose it; `where` says which, in words."""

    def __init__(self, row: models.Model, where: list[str]) -> None:
        super().__init__(f"{row._meta.label} {row.pk} is still used")
        self.row, self.where = row, where


def refuse_if_used(row: models.Model, *, but: Collection[type[models.Model]] = ()) -> None:
    """Raise StillUsed when a record of any app names the row, except those of the classes in `but`."""
    where: list[str] = []
    for relation in row._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel):
            continue
        model = relation.related_model
        if model in but or model._meta.auto_created:
            continue
        if model._default_manager.filter(**{relation.field.name: row}).exists():
            where.append(str(model._meta.verbose_name_plural))
    if where:
        raise StillUsed(row, sorted(set(where)))
