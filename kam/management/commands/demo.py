"""manage.py demo: believable content for a trial."""

import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Account
from kam.demo.make import demo_make
from kam.demo.people import sign_in_lines


class Command(BaseCommand):
    """Fills an empty database; the same seed and day give the same content."""

    help = "Fill an empty database with the demo's customers, plans and people, or print its sign-ins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=7, help="another seed gives other content")
        parser.add_argument("--sign-ins", action="store_true", help="print who can sign in, and do nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["sign_ins"]:
            self.stdout.write("\n".join(sign_in_lines()))
            return
        if Account.objects.exists():
            raise CommandError("There are accounts already. The demo is made in an empty database: make demo-reset")
        with tempfile.TemporaryDirectory(prefix="kam-demo-") as folder:
            for line in demo_make(Path(folder), today=timezone.localdate(), seed=options["seed"]):
                self.stdout.write(line)
