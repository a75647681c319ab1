"""Fills an empty, migrated database with an organisation of any number of accounts."""

from datetime import date

from django.apps import apps

from bench.seed import accounts, contacts, meetings, money, people, plans, scores, thick
from bench.seed.copying import settle, unchecked
from bench.seed.world import World

OURS = ("accounts", "planning", "scoring", "reviews")


def seed(size: int, today: date) -> World:
    """Write everything and let the planner look at it. The same numbers give the same rows."""
    world = World(size, today)
    with unchecked():
        for part in (people, accounts, contacts, money, plans, scores, meetings, thick):
            part.seed(world)
    settle(model for app in OURS for model in apps.get_app_config(app).get_models())
    return world
