"""manage.py demo: believable content for a trial."""

import shutil
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from accounts.models import Account, User
from kam.demo.make import demo_make
from kam.demo.names import DOMAIN
from kam.demo.people import sign_in_lines


class Command(BaseCommand):
    """Fills an empty database; the same seed and day give the same content."""

    help = "Fill an empty database with the demo's customers, plans and people, or print its sign-ins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which content, and whether to throw the present one away."""
        parser.add_argument("--seed", type=int, default=7, help="another seed gives other content")
        parser.add_argument("--sign-ins", action="store_true", help="print who can sign in, and do nothing else")
        parser.add_argument(
            "--reset", action="store_true", help="throw a demo away with all its changes, and make it anew"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the content, with a line a step."""
        if options["sign_ins"]:
            self.stdout.write("\n".join(sign_in_lines()))
            return
        if options["reset"]:
            self._empty()
        if Account.objects.exists():
            raise CommandError("There are accounts already. The demo is made in an empty database: make demo-reset")
        with tempfile.TemporaryDirectory(prefix="kam-demo-") as folder:
            for line in demo_make(Path(folder), today=timezone.localdate(), seed=options["seed"]):
                self.stdout.write(line)

    def _empty(self) -> None:
        """Empty the database and the files of a demo; a real installation is never touched."""
        if Account.objects.exists() and not User.objects.filter(email=f"admin@{DOMAIN}").exists():
            raise CommandError("This database does not hold the demo: nothing was changed.")
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
        for name in ("documents", "imports"):
            shutil.rmtree(Path(settings.KAM_FILES) / name, ignore_errors=True)
        cache.clear()
        call_command("migrate", verbosity=0)
        self.stdout.write("The old content is gone")
