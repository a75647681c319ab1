"""Changes to the tree of teams. `path` follows, so that a subtree stays one prefix."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User
from accounts.services.deleting import refuse_if_used
from accounts.services.rows import row_create, row_delete, row_update


def path_below(parent: Team | None, pk: int) -> str:
    """The path of a team below a parent: /1/7/12/."""
    return f"{parent.path if parent else '/'}{pk}/"


@transaction.atomic
def team_create(*, name: str, parent: Team | None, by: User | None, external_key: str | None = None) -> Team:
    """Add a team to the tree."""
    team = row_create(Team(name=name, parent=parent, external_key=external_key), by=by)
    team.path = path_below(parent, team.pk)
    Team.objects.filter(pk=team.pk).update(path=team.path)
    return team


@transaction.atomic
def team_update(*, team: Team, name: str, parent: Team | None, by: User) -> Team:
    """Rename or move a team; everything below moves with it."""
    # The whole tree is locked: two moves at once could otherwise close a circle.
    tree = {row.pk: row for row in Team.objects.select_for_update().order_by("pk")}
    now, target = tree[team.pk], tree.get(parent.pk) if parent else None
    if target is not None and target.path.startswith(now.path):
        raise ValidationError({"parent": _("A team cannot stand below itself.")})
    old, new = now.path, path_below(target, now.pk)
    fresh = row_update(now, changes={"name": name, "parent": target}, by=by)
    if new != old:
        tail = Substr(F("path"), len(old) + 1)
        Team.objects.filter(path__startswith=old).update(path=Concat(Value(new), tail))
    fresh.path = new
    return fresh


@transaction.atomic
def team_delete(*, team: Team, by: User) -> None:
    """Remove a team that nothing belongs to. Raises StillUsed otherwise."""
    refuse_if_used(team)
    row_delete(team, by=by)
