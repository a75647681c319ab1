"""Fixtures that every app's tests share: a small organisation with one person per role, and one account."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from accounts.models import Account, Role, Team, User
from planning.models import Question
from planning.selectors.limits import limits
from scoring.models import Method
from tests.factories import AccountFactory, MemberFactory, TeamFactory, UserFactory


@dataclass
class Organisation:
    """North leads to Berlin; the account belongs to Berlin; the stranger sits in South."""

    north: Team
    berlin: Team
    south: Team
    administrator: User
    leader: User
    manager: User
    member: User
    sponsor: User
    auditor: User
    stranger: User
    account: Account


@pytest.fixture
def org(db: None) -> Organisation:
    """One account with everybody who has something to do with it, and a stranger who has not."""
    limits()  # kept in the cache: read now, so that counts of queries do not depend on which test is the first
    north = TeamFactory(name="North")
    berlin = TeamFactory(name="Berlin", parent=north)
    south = TeamFactory(name="South")
    manager = UserFactory(name="Mara Manager", email="manager@example.com", role=Role.MANAGER, team=berlin)
    sponsor = UserFactory(name="Sven Sponsor", email="sponsor@example.com", role=Role.SPONSOR)
    member = UserFactory(name="Mina Member", email="member@example.com", role=Role.MEMBER, team=berlin)
    account = AccountFactory(name="Aurora Foods", team=berlin, manager=manager, sponsor=sponsor)
    MemberFactory(account=account, user=member)
    return Organisation(
        north=north,
        berlin=berlin,
        south=south,
        administrator=UserFactory(name="Ada Admin", email="administrator@example.com", role=Role.ADMINISTRATOR),
        leader=UserFactory(name="Lars Leader", email="leader@example.com", role=Role.LEADER, team=north),
        manager=manager,
        member=member,
        sponsor=sponsor,
        auditor=UserFactory(name="Arno Auditor", email="auditor@example.com", role=Role.AUDITOR),
        stranger=UserFactory(name="Stan Stranger", email="stranger@example.com", role=Role.MANAGER, team=south),
        account=account,
    )


LOADED: tuple[tuple[Any, str, str], ...] = (
    (Question, "planning.migrations.0002_questions", "load"),
    (Method, "scoring.migrations.0004_first_methods", "publish"),
)


@pytest.fixture
def migrated_rows(transactional_db: None) -> None:
    """What migrations have put into the tables: every test of real transactions empties them afterwards."""
    for model, migration, function in LOADED:
        if not model.objects.exists():
            getattr(import_module(migration), function)(apps, None)
