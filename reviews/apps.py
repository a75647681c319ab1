"""The reviews application."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Registers what reviews bring to lower apps: their job, their work items, their exit checks."""

    name = "reviews"

    def ready(self) -> None:
        from reviews import checks, contributions, handing, milestones, privacy, work  # noqa: F401, PLC0415 -- app ready
        from reviews.services import documents  # noqa: F401, PLC0415 -- app ready
        from reviews.services.triggers import triggers_after_scoring  # noqa: PLC0415 -- app ready
        from scoring.hooks import on_rescored  # noqa: PLC0415 -- app ready

        on_rescored(triggers_after_scoring)
