"""Brings the database, translations and static files up to this version of the code; safe to run again."""

import hashlib
import io
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.utils import get_files
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kam.local.environment import SIGN_INS


class Command(BaseCommand):
    """`manage.py prepare`: run it before the processes start, at every upgrade."""

    help = "Apply migrations, compile translations and collect static files; with --demo fill an empty database."
    # Some checks ask the database, which an image that is being built does not have; migrate runs its own.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One switch for the trial, one for building an image."""
        parser.add_argument("--demo", action="store_true", help="add demo content when there is no account yet")
        parser.add_argument("--files-only", action="store_true", help="only what needs no database")

    def handle(self, *args: Any, **options: Any) -> None:
        """Each step says what it does only when there is something to do."""
        call_command("messages", "--compile")
        self._collect_static()
        if options["files_only"]:
            return
        Path(settings.KAM_FILES).mkdir(parents=True, exist_ok=True)
        self._migrate()
        if options["demo"]:
            self._demo()

    def _demo(self) -> None:
        """Content for an empty database, and the list of people for the one who starts the trial."""
        unfinished = Path(settings.KAM_HOME) / "demo-unfinished"
        if unfinished.exists():
            self.stdout.write("Adding demo content anew, because the last time was interrupted")
            call_command("demo", "--reset")
        elif not apps.get_model("accounts", "Account").objects.exists():
            self.stdout.write("Adding demo content")
            unfinished.touch()
            call_command("demo")
        unfinished.unlink(missing_ok=True)
        said = io.StringIO()
        call_command("demo", "--sign-ins", stdout=said)
        (Path(settings.KAM_HOME) / SIGN_INS).write_text(said.getvalue(), encoding="utf-8")

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if waiting:
            self.stdout.write(f"Applying migrations ({waiting})")
            call_command("migrate", interactive=False, verbosity=0)

    def _collect_static(self) -> None:
        stamp = Path(settings.STATIC_ROOT) / ".stamp"
        now = _fingerprint()
        if stamp.exists() and stamp.read_text() == now:
            return
        self.stdout.write("Collecting static files")
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(now)


def _fingerprint() -> str:
    """Changes when a static file is added, removed or changed."""
    known = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for storage in getattr(finder, "storages", {}).values():
            for name in sorted(get_files(storage)):
                facts = os.stat(storage.path(name))
                known.update(f"{name}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return known.hexdigest()
