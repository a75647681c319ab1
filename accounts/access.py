"""Who may see and do what. This module alone knows roles; everything that reaches a user asks it.

Two questions are answered here:

- *which rows*: `visible(queryset, user)`, one rule compiled into the query, for lists and single records alike;
- *what may be done*: `can(user, verb, account)` for an account and all that belongs to it, and
  `allowed(user, ability)` for what concerns no single account.

A person's **standing** at an account follows from their role, the team tree and the account team. The verbs of all
their standings are added up, then cut by what their role may ever do.
"""

from collections.abc import Callable, Collection
from enum import StrEnum
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.permissions import SAFE_METHODS, BasePermission, IsAuthenticated
from rest_framework.request import Request

from accounts.models import Account, AccountTeamMember, IsServed, Role, Team, User


class Verb(StrEnum):
    """What can be done at an account."""

    VIEW = "view"
    EDIT = "edit"  # record facts, answers, actions
    COMMENT = "comment"  # say something about an answer or an action
    MANAGE = "manage"  # team, stages, assignments, reviews
    OVERRIDE = "override"  # let a gate pass, decide on key status
    APPROVE = "approve"  # approve the plan as sponsor
    SENSITIVE = "sensitive"  # stance, interests and notes on persons
    EXPORT = "export"


class Ability(StrEnum):
    """What concerns no single account."""

    CREATE_ACCOUNT = "create_account"
    IMPORT = "import"
    PORTFOLIO = "portfolio"
    PROGRAMME = "programme"
    PROGRAMME_EDIT = "programme_edit"
    VALIDITY = "validity"  # how well the scores told what came, over all accounts
    PEOPLE = "people"
    PEOPLE_EDIT = "people_edit"
    AUDIT = "audit"
    UNASSIGNED = "unassigned"  # deals without an account
    ASSIGN_DEALS = "assign_deals"  # give such a deal to an account
    ANONYMISE = "anonymise"  # make a person at a customer unknown, for good
    EXPORT = "export"  # lists and tables as a file; what is in them is narrowed as on the page


class Standing(StrEnum):
    """What a person is to one account."""

    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    LEADER = "leader"
    MANAGER = "manager"
    MEMBER = "member"
    SPONSOR = "sponsor"


ALL = frozenset(Verb)
READ = frozenset({Verb.VIEW, Verb.EXPORT})

POLICY: dict[Standing, frozenset[Verb]] = {
    Standing.ADMINISTRATOR: ALL,
    Standing.AUDITOR: frozenset({Verb.VIEW}),
    Standing.LEADER: READ | {Verb.EDIT, Verb.COMMENT, Verb.MANAGE, Verb.OVERRIDE},
    Standing.MANAGER: READ | {Verb.EDIT, Verb.COMMENT, Verb.MANAGE, Verb.SENSITIVE},
    Standing.MEMBER: READ | {Verb.EDIT, Verb.COMMENT, Verb.SENSITIVE},
    Standing.SPONSOR: READ | {Verb.COMMENT, Verb.APPROVE, Verb.SENSITIVE},
}

# The most that a role may ever do, whatever the standing.
CEILING: dict[str, frozenset[Verb]] = {
    Role.ADMINISTRATOR: ALL,
    Role.LEADER: ALL,
    Role.MANAGER: ALL,
    Role.MEMBER: ALL - {Verb.MANAGE, Verb.OVERRIDE},
    Role.SPONSOR: READ | {Verb.COMMENT, Verb.APPROVE, Verb.SENSITIVE},
    Role.AUDITOR: frozenset({Verb.VIEW}),
}

MANAGES = frozenset({Ability.CREATE_ACCOUNT, Ability.PORTFOLIO, Ability.PROGRAMME, Ability.EXPORT})
OVERSEES = frozenset({Ability.VALIDITY, Ability.PEOPLE, Ability.UNASSIGNED})

ABILITIES: dict[str, frozenset[Ability]] = {
    Role.ADMINISTRATOR: frozenset(Ability),
    Role.LEADER: MANAGES | OVERSEES | {Ability.ASSIGN_DEALS},
    Role.MANAGER: MANAGES,
    Role.MEMBER: frozenset({Ability.PORTFOLIO, Ability.EXPORT}),
    Role.SPONSOR: frozenset({Ability.PORTFOLIO, Ability.EXPORT}),
    Role.AUDITOR: OVERSEES | {Ability.PORTFOLIO, Ability.PROGRAMME, Ability.AUDIT},
}

MOST_OWN = 5_000  # more accounts than one person could ever have of their own
SEES_ALL = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})


# ---------------------------------------------------------------- which rows


def led_team_ids(user: User) -> list[int]:
    """Ids of the teams that a sales leader leads: the own team and all below it. One query a request."""
    if user.role != Role.LEADER or user.team_id is None:
        return []
    known: list[int] | None = user.__dict__.get("_led_team_ids")
    if known is None:
        own = Subquery(Team.objects.filter(pk=user.team_id).values("path")[:1])
        known = list(Team.objects.filter(path__startswith=own).order_by().values_list("pk", flat=True))
        user.__dict__["_led_team_ids"] = known
    return known


def may_ever(user: User, verb: Verb) -> bool:
    """Whether there may be any account at which the user may do this."""
    return bool(user.is_authenticated and user.is_active and verb in CEILING.get(user.role, frozenset()))


def own_account_ids(user: User) -> QuerySet[Any]:
    """Accounts that the user manages, sponsors or serves in the team of: three index look-ups."""
    managed = Account.objects.filter(manager=user).order_by().values("pk")
    sponsored = Account.objects.filter(sponsor=user).order_by().values("pk")
    served = AccountTeamMember.objects.filter(user=user, left_on=None).order_by().values("account_id")
    return managed.union(sponsored, served, all=True)


def _account_rule(user: User, path: str, *, ids_first: bool = False) -> Q | None:
    """The access rule as a condition on the account at `path` ("" for the account itself); None means all."""
    if not user.is_authenticated or not user.is_active:
        return Q(pk__in=[])
    if user.role in SEES_ALL:
        return None
    prefix = f"{path}__" if path else ""
    own, teams = own_account_ids(user), led_team_ids(user)
    if teams and ids_first:
        own = [row["pk"] for row in own.order_by()[:MOST_OWN]]
    rule = Q(**{f"{path}_id__in" if path and "__" not in path else f"{prefix}pk__in": own})
    if teams:
        rule |= Q(**{f"{prefix}team_id__in": teams})
    return rule


def visible[M: Model](queryset: QuerySet[M], user: User, *, ids_first: bool = False) -> QuerySet[M]:
    """Those rows of `queryset` that the user may see.

    Works for accounts and for any model with an account: through its field `account`, or through the path that its
    class attribute `account_path` names. Deals without an account are seen by who may see unassigned deals.

    `ids_first` is for lists over all accounts: a leader's own accounts are then looked up by a query of their own,
    since the planner joins "my teams or these ids" by two indexes, but "or this subquery" by reading every row.
    """
    model = queryset.model
    path = "" if model is Account else getattr(model, "account_path", "account")
    rule = _account_rule(user, path, ids_first=ids_first)
    if rule is None:
        return queryset
    return queryset.filter(rule)


def visible_or_unassigned[M: Model](queryset: QuerySet[M], user: User) -> QuerySet[M]:
    """As `visible`, and rows without an account for those who may see unassigned deals."""
    rule = _account_rule(user, "account")
    if rule is None:
        return queryset
    if allowed(user, Ability.UNASSIGNED):
        rule |= Q(account=None)
    return queryset.filter(rule)


def people_for(user: User, account: Account | None = None) -> QuerySet[User]:
    """People who may be chosen as owner, member or guest: everybody who may sign in, plus those already there."""
    del user  # every colleague may be named; names of colleagues are no secret inside the organisation
    people = User.objects.filter(is_active=True)
    if account is not None:
        people = people | User.objects.filter(pk__in=[account.manager_id, account.sponsor_id])
    return people.order_by("name")


def viewers(account: Account, *, sensitive: bool = False) -> QuerySet[User]:
    """Everybody who may see the account; with `sensitive` those who may read there how persons stand to us."""
    served = AccountTeamMember.objects.filter(account=account, left_on=None).values("user_id")
    rule = Q(role=Role.ADMINISTRATOR) | Q(pk__in=[account.manager_id, account.sponsor_id]) | Q(pk__in=served)
    if not sensitive:
        teams = [int(part) for part in account.team.path.split("/") if part] if account.team is not None else []
        rule |= Q(role=Role.AUDITOR) | Q(role=Role.LEADER, team_id__in=teams)
    people = User.objects.filter(rule, is_active=True).order_by("name", "pk")
    return people.exclude(role=Role.AUDITOR) if sensitive else people


# ---------------------------------------------------------------- what may be done


def standings(user: User, account: Account) -> frozenset[Standing]:
    """What the user is to the account. Remembered on the user for the length of a request."""
    cache: dict[int, frozenset[Standing]] = user.__dict__.setdefault("_standings", {})
    if account.pk not in cache:
        cache[account.pk] = frozenset(_standings(user, account))
    return cache[account.pk]


def remember_standings(user: User, accounts: Collection[Account]) -> None:
    """Read the standings at many accounts with one query; `can` and `verbs` then ask nothing more for these."""
    ids = [account.pk for account in accounts]
    served = AccountTeamMember.objects.filter(user=user, account_id__in=ids, left_on=None)
    member_of = set(served.order_by().values_list("account_id", flat=True)) if user.is_authenticated else set()
    cache: dict[int, frozenset[Standing]] = user.__dict__.setdefault("_standings", {})
    cache |= {account.pk: frozenset(_standings(user, account, account.pk in member_of)) for account in accounts}


def _remember(user: User, account: Account, *, is_member: bool) -> None:
    cache: dict[int, frozenset[Standing]] = user.__dict__.setdefault("_standings", {})
    cache[account.pk] = frozenset(_standings(user, account, is_member))


def _standings(user: User, account: Account, is_member: bool | None = None) -> set[Standing]:  # noqa: FBT001 -- known already, or None
    found: set[Standing] = set()
    if not user.is_authenticated or not user.is_active:
        return found
    if user.role == Role.ADMINISTRATOR:
        found.add(Standing.ADMINISTRATOR)
    if user.role == Role.AUDITOR:
        found.add(Standing.AUDITOR)
    if account.manager_id == user.pk:
        found.add(Standing.MANAGER)
    if account.sponsor_id == user.pk:
        found.add(Standing.SPONSOR)
    if account.team_id is not None and account.team_id in led_team_ids(user):
        found.add(Standing.LEADER)
    if is_member is None:
        is_member = AccountTeamMember.objects.filter(account=account, user=user, left_on=None).exists()
    if is_member:
        found.add(Standing.MEMBER)
    return found


def verbs(user: User, account: Account) -> frozenset[Verb]:
    """Everything that the user may do at the account."""
    granted = frozenset().union(*(POLICY[standing] for standing in standings(user, account)))
    return granted & CEILING.get(getattr(user, "role", ""), frozenset())


def can(user: User, verb: Verb, account: Account | None) -> bool:
    """Whether the user may do this at the account; at no account (an unassigned deal) nobody may."""
    return account is not None and verb in verbs(user, account)


def may_see(user: User, account: Account | None) -> bool:
    """Whether `visible` would give this account, or a row without one, to the user."""
    return user.role in SEES_ALL or (account is not None and bool(standings(user, account)))


def allowed(user: User, ability: Ability) -> bool:
    """Whether the user may do this in the application at large."""
    return bool(user.is_authenticated and user.is_active and ability in ABILITIES.get(user.role, frozenset()))


def account_of(row: Model) -> Account | None:
    """The account that access to a row is decided on."""
    return row if isinstance(row, Account) else row.account  # type: ignore[attr-defined]


def needs_second_factor(user: User) -> bool:
    """Whether people of this role must have an authenticator app before they may do anything."""
    return user.role in settings.KAM_REQUIRE_MFA_ROLES


def refusal(user: User) -> str:
    """Why something is refused, in words that the person knows."""
    return _(
        "Your role (%(role)s) at this account does not include this. Ask the account manager or your sales leader."
    ) % {"role": user.get_role_display()}


# ---------------------------------------------------------------- guards for views

type View = Callable[..., Any]
type Names = tuple[str, ...]


def person_of(request: HttpRequest | Request) -> User:
    """Who asks. The login middleware lets nobody else through to a guarded view."""
    return cast(User, request.user)


def require(verb: Verb, model: type[Model], *, select: Names = (), only: Names = ()) -> Callable[[View], View]:
    """Guard a view of one row: `pk` from the address becomes the row.

    A row that the user may not see answers 404, one that they may see but not treat so answers 403. `select` names
    relations to join, `only` the fields to read besides those that access is decided on (all without it). One query
    reads the row and the standing at its account. The decision stays on `view.access` for the test of all addresses.
    """
    path = "" if model is Account else getattr(model, "account_path", "account")
    joins, key = ((path, *select), f"{path}_id") if path else (select, "pk")
    decisive = [f"{path}__{name}".removeprefix("__") for name in ("manager", "sponsor", "team")]

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
            user = person_of(request)
            rows = model._default_manager.annotate(is_served=IsServed(key, user))
            rows = rows.select_related(*joins) if joins else rows
            row = get_object_or_404(rows.only(*only, *decisive) if only else rows, pk=pk)
            account = account_of(row)
            if account is not None:
                _remember(user, account, is_member=row.is_served)
            if not can(user, verb, account):
                raise PermissionDenied(refusal(user)) if may_see(user, account) else Http404
            return view(request, row, **kwargs)

        guarded.access = (verb, model)  # type: ignore[attr-defined]
        return guarded

    return decorate


def require_ability(*wanted: Ability | Verb) -> Callable[[View], View]:
    """Guard a view that concerns no single account; all that is named is needed.

    A verb asks whether the role may ever do this: for views of several chosen rows, which check each row themselves.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            user = person_of(request)
            if not all(allowed(user, one) if isinstance(one, Ability) else may_ever(user, one) for one in wanted):
                raise PermissionDenied(
                    _("Your role (%(role)s) does not include this. Ask an administrator.")
                    % {"role": user.get_role_display()}
                )
            return view(request, *args, **kwargs)

        guarded.access = (wanted[0], None)  # type: ignore[attr-defined]
        return guarded

    return decorate


def signed_in(view: View) -> View:
    """Mark a view that is for everybody who is signed in and narrows its own rows with `visible`."""
    view.access = ("signed_in", None)  # type: ignore[attr-defined]
    return view


# ---------------------------------------------------------------- guard for the API


class AccountScopedPermission(BasePermission):
    """Reading needs VIEW, writing EDIT, at the account of the row."""

    def has_object_permission(self, request: Request, view: Any, obj: Model) -> bool:
        verb = Verb.VIEW if request.method in SAFE_METHODS else getattr(view, "write_verb", Verb.EDIT)
        return can(person_of(request), verb, account_of(obj))


class AccountScoped:
    """For viewsets: rows narrowed to what the user may see, writes checked at the account of the row.

    DRF runs no object check on create, so `check_target(account)` is called by `perform_create`.
    """

    permission_classes = (IsAuthenticated, AccountScopedPermission)
    write_verb = Verb.EDIT

    def get_queryset(self) -> QuerySet[Any]:
        """The rows of the viewset that the user may see."""
        return visible(super().get_queryset(), self.request.user)  # type: ignore[misc, attr-defined]

    def check_target(self, account: Account) -> None:
        """Raise 404 for an account that the user may not see, 403 for one that they may not write to."""
        get_object_or_404(visible(Account.objects.all(), self.request.user), pk=account.pk)  # type: ignore[attr-defined]
        if not can(self.request.user, self.write_verb, account):  # type: ignore[attr-defined]
            raise PermissionDenied(refusal(self.request.user))  # type: ignore[attr-defined]


def teams_for(user: User) -> QuerySet[Team]:
    """Teams that a user may filter by: all for those who see all, else the led subtree, else the own team."""
    if user.role in SEES_ALL:
        return Team.objects.all()
    return Team.objects.filter(pk__in=led_team_ids(user) or [user.team_id])


def sees_after(user: User, *, team: Team | None, people: Collection[User | None]) -> bool:
    """Whether the user would see an account of this team with these people in charge."""
    return user.role in SEES_ALL or user in people or (team is not None and team.pk in led_team_ids(user))
