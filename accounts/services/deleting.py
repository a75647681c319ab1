"""Refusing to delete what other records rely on."""

from collections.abc import Collection

from django.db import models


class StillUsed(Exception):  # noqa: N818 -- told to the person as a state of the records
    """Other records name the row and would lose it; `where` says which, in words."""

    def __init__(self, row: models.Model, where: list[str]) -> None:
        super().__init__(f"{row._meta.label} {row.pk} is still used")
        self.row, self.where = row, where


def refuse_if_used(row: models.Model, *, but: Collection[type[models.Model]] = ()) -> None:
    """Raise StillUsed when a record of any app names the row, except those of the classes in `but`."""
    where: list[str] = []
    for field in row._meta.get_fields(include_hidden=True):
        is_pointing_here = field.auto_created and not field.concrete and field.is_relation
        if not is_pointing_here or field.related_model in but or field.related_model._meta.auto_created:
            continue
        if field.related_model._default_manager.filter(**{field.field.name: row}).exists():
            where.append(str(field.related_model._meta.verbose_name_plural))
    if where:
        raise StillUsed(row, sorted(set(where)))
