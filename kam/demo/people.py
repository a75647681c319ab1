"""The people of the demo who can sign in, and the teams that they belong to."""

from django.db import transaction

from accounts.models import Role, Team, User
from accounts.services.rows import row_create, row_update
from kam.demo import names


@transaction.atomic
def sign_ins_make() -> dict[str, User]:
    """Let the demo's people in; returns them by e-mail. Those whom the import brought are activated, not made twice."""
    teams = {team.name: team for team in Team.objects.all()}
    made = {}
    for person in names.SIGN_INS:
        user = User.objects.filter(name=person.name).first() or row_create(
            User(email=person.email, name=person.name), by=None, reason="demo"
        )
        changes = {
            "email": person.email,
            "role": Role(person.role),
            "title": person.title,
            "team": teams.get(person.team, user.team),
            "language": person.language,
            "time_zone": person.time_zone,
            "is_active": True,
        }
        user = row_update(user, changes=changes, by=None, verb="user.let_in", reason="demo")
        user.set_password(names.PASSWORD)
        user.save(update_fields=["password"])
        made[person.email] = user
    return made


def sign_in_lines() -> list[str]:
    """The table that the start prints: role, e-mail, password."""
    width = max(len(person.email) for person in names.SIGN_INS)
    return [
        f"{person.role:<14} {person.email:<{width}}  {names.PASSWORD}  {person.name}, {person.title}"
        for person in names.SIGN_INS
    ]
