"""The reviews application."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Names the application."""

    name = "reviews"
