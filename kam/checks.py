"""Start-up checks: `manage.py check --deploy` names what a real installation still lacks."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

CONSOLE = "kam.lib.console.EmailBackend"


@register("kam", deploy=True)
def check_installation(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Settings that are fine for a trial and wrong for a real installation."""
    found: list[CheckMessage] = []
    if not settings.KAM_HTTPS:
        found.append(
            Warning("Pages are served without TLS.", hint="Set KAM_URL to an https:// address.", id="kam.W001")
        )
    if settings.MAILERS["default"]["BACKEND"] == CONSOLE:
        found.append(Warning("Mail is printed, not sent.", hint="Set EMAIL_HOST.", id="kam.W002"))
    if "*" in settings.ALLOWED_HOSTS:
        found.append(Warning("Every host name is answered.", hint="Name the hosts in KAM_HOSTS.", id="kam.W003"))
    if settings.DATABASES["default"].get("USER") == "postgres":
        found.append(
            Warning("The database is used as its superuser.", hint="Give DATABASE_URL another user.", id="kam.W004")
        )
    return found


@register("kam")
def check_folders(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """The folder of private files can be made or written."""
    folder = Path(settings.KAM_FILES)
    nearest = next((path for path in (folder, *folder.parents) if path.exists()), folder)
    if nearest.is_dir() and os.access(nearest, os.W_OK):
        return []
    return [Error(f"The files folder {folder} cannot be written.", hint="Set KAM_FILES.", id="kam.E001")]
