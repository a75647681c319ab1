"""The seeded organisation has the shape that the bench says it has."""

from datetime import date

import pytest
from django.apps import apps
from django.db import connection

from accounts.access import visible
from accounts.models import Account, User
from bench.seed.fill import seed
from bench.seed.world import LEADER, MANAGER, World
from planning.models import Answer, Plan

TODAY = date(2026, 6, 15)


@pytest.fixture
def world(db: None) -> World:
    return seed(60, TODAY)


def test_seed_writes_what_it_counts(world):
    assert world.written["accounts"] == Account.objects.count() == 60
    assert world.written["people"] == User.objects.count()


def test_seed_breaks_no_foreign_key(world):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace"
        )
        names = cursor.fetchall()
    assert len(names) > 50
    connection.check_constraints()
    assert list(_broken()) == []


def _broken():
    for app in ("accounts", "planning", "scoring", "reviews"):
        for model in apps.get_app_config(app).get_models(include_auto_created=True):
            for field in model._meta.concrete_fields:
                if field.is_relation:
                    there = field.related_model._default_manager.values("pk")
                    lost = model._default_manager.exclude(**{field.name: None}).exclude(
                        **{f"{field.attname}__in": there}
                    )
                    if lost.exists():
                        yield f"{model._meta.label}.{field.name}"


def test_the_account_manager_has_ten_accounts(world):
    assert visible(Account.objects.all(), User.objects.get(pk=MANAGER)).count() == 10


def test_the_leader_sees_a_third(world):
    seen = visible(Account.objects.all(), User.objects.get(pk=LEADER)).count()
    assert 15 <= seen <= 30


def test_plans_of_key_accounts_have_every_answer(world):
    plans = Plan.objects.filter(status=Plan.Status.ACTIVE)
    assert plans.count() == world.key_accounts == 20
    assert Answer.objects.count() == 20 * 57
