"""The accounts application."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Names the application, and registers its background work."""

    name = "accounts"

    def ready(self) -> None:
        """Import what registers itself."""
        import accounts.gap_work  # noqa: PLC0415 -- app ready
        import accounts.importing.jobs  # noqa: PLC0415 -- app ready
        import accounts.services.gap_runs  # noqa: PLC0415 -- app ready
        import accounts.services.handing  # noqa: F401, PLC0415 -- app ready
