"""Who leads which team: whom to tell when something at an account needs a sales leader."""

from django.db.models import Q

from accounts.access import Verb, verbs
from accounts.models import Account, Role, Team, User


class Leaders:
    """The sales leaders of all teams; loaded once a run, with two queries."""

    def __init__(self) -> None:
        leaders = User.objects.filter(role=Role.LEADER, is_active=True, team__isnull=False)
        self._leader_of = {leader.team_id: leader for leader in leaders}
        self._paths = dict(Team.objects.values_list("pk", "path"))

    def leader(self, account: Account) -> User | None:
        """The nearest sales leader above the account's team."""
        if account.team_id is None:
            return None
        for team_id in reversed([int(part) for part in self._paths[account.team_id].split("/") if part]):
            if team_id in self._leader_of:
                return self._leader_of[team_id]
        return None


def deciders_for(account: Account) -> list[User]:
    """Who decides on what an account asks for: its sponsor, and the leaders of its team and of those above it."""
    places = [int(step) for step in account.team.path.split("/") if step] if account.team else []
    leads = Q(role=Role.LEADER, team_id__in=places) | Q(pk=account.sponsor_id)
    return list(User.objects.filter(leads, is_active=True).order_by("name"))


def may_decide(user: User, account: Account) -> bool:
    """Whether the user decides on what the account asks for: a sponsor or a leader of it."""
    return bool({Verb.APPROVE, Verb.OVERRIDE} & verbs(user, account))
