"""The top application: settings, addresses and what mixes the others."""

import atexit

from django.apps import AppConfig


class KamConfig(AppConfig):
    """Registers what the top of the house adds to the registries below."""

    name = "kam"
    verbose_name = "KAM"

    def ready(self) -> None:
        """Import what registers itself: checks, search sources, records with a past."""
        from kam import checks, records, search  # noqa: F401, PLC0415 -- app ready
        from kam.lib.database import close_pools  # noqa: PLC0415 -- app ready

        atexit.register(close_pools)
