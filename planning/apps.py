"""The planning application."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    """Names the application."""

    name = "planning"
