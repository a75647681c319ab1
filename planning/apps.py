"""The planning application."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    """Registers what planning brings to lower apps: exit checks, score facts, work items."""

    name = "planning"

    def ready(self) -> None:
        """Import what registers itself."""
        from planning import changes, checks, followups, handing, notes, sources, work  # noqa: F401, PLC0415 -- app ready
