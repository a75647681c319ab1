"""The reviews application."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Registers what reviews bring to lower apps: their job, their work items, their exit checks."""

    name = "reviews"

    def ready(self) -> None:
        from reviews import checks, work  # noqa: F401, PLC0415 -- app ready
        from reviews.services import documents  # noqa: F401, PLC0415 -- app ready
