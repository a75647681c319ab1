#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys


def main() -> None:
    """Run one management command; a bad setting is one clear line, not a traceback."""
    from kam.local.environment import borrow  # noqa: PLC0415 -- before the settings are read

    borrow()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kam.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- after the settings are named

    from kam.lib.env import SettingError  # noqa: PLC0415 -- after the settings are named

    try:
        execute_from_command_line(sys.argv)
    except SettingError as error:
        sys.exit(f"KAM cannot start: {error}")


if __name__ == "__main__":
    main()
