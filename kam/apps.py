"""The top application: settings, addresses and what mixes the others."""

from django.apps import AppConfig


class KamConfig(AppConfig):
    """Registers the start-up checks."""

    name = "kam"
    verbose_name = "KAM"

    def ready(self) -> None:
        """Import the checks, which register themselves."""
        from kam import checks  # noqa: F401, PLC0415 -- app ready
