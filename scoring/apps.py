"""The scoring application."""

from django.apps import AppConfig


class ScoringConfig(AppConfig):
    """Names the application."""

    name = "scoring"
