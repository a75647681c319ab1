"""Imports the files of a folder that a CRM has exported."""

import sys
import time
from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.access import Ability, allowed
from accounts.importing.checking import check_import
from accounts.importing.fields import LABELS, label_of
from accounts.importing.files import FileRefused
from accounts.importing.reasons import sentences
from accounts.importing.runs import import_create_from_folder, import_now, source_named
from accounts.models import ImportRow, ImportRun, User

OUTCOMES = tuple(ImportRow.Outcome.values)
MOST_EXAMPLES = 20


class Command(BaseCommand):
    """`manage.py import_crm FOLDER`: what the pages under Imports do, at the command line."""

    help = "Import CSV and Excel files of a folder: people, products, accounts, contacts, opportunities, contracts, revenue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where from, in whose name, for real or not."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--source", default="crm", help="the name that records of this CRM carry (default: crm)")
        parser.add_argument("--dry-run", action="store_true", help="say what would become of every row, change nothing")
        parser.add_argument("--by", metavar="EMAIL", help="the administrator in whose name it is done")
        parser.add_argument("--currency", help="currency of files that have no column for it; kept with the source")
        parser.add_argument("--resume", type=int, metavar="RUN", help="go on with an import that was stopped")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and print what became of the rows."""
        by = self._person(options["by"])
        run = self._run(options, by)
        start = time.monotonic()
        if options["dry_run"]:
            check_import(run, report=self._report, by=by)
            ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.CHECKED)
        else:
            import_now(run=run, by=by, report=self._report)
        seconds = time.monotonic() - start
        self._print(run, run.checked if options["dry_run"] else run.counts)
        said = _("Import %(run)s checked in %(seconds).1f s; nothing was changed.") if options["dry_run"] else None
        said = said or _("Import %(run)s done in %(seconds).1f s.")
        self.stdout.write(said % {"run": run.pk, "seconds": seconds})

    def _person(self, email: str | None) -> User | None:
        if not email:
            return None
        person = User.objects.filter(email__iexact=email).first()
        if person is None or not allowed(person, Ability.IMPORT):
            raise CommandError(_("%(email)s is nobody who may import.") % {"email": email})
        return person

    def _run(self, options: dict[str, Any], by: User | None) -> ImportRun:
        if options["resume"]:
            run = ImportRun.objects.select_related("source").filter(pk=options["resume"]).first()
            if run is None or run.state == ImportRun.State.DONE:
                raise CommandError(_("There is no such import to go on with."))
            return run
        folder = options["folder"]
        if not folder.is_dir():
            raise CommandError(_("%(folder)s is not a folder.") % {"folder": folder})
        if options["currency"]:
            origin = source_named(name=options["source"])
            origin.options |= {"currency": options["currency"].upper()}
            origin.save()
        try:
            state = ImportRun.State.UPLOADED if options["dry_run"] else ImportRun.State.RUNNING
            return import_create_from_folder(source=options["source"], folder=folder, by=by, state=state)
        except FileRefused as error:
            raise CommandError(str(error)) from error

    def _report(self, done: int, total: int, message: str) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{done:,} / {total:,} {message}", ending="")

    def _print(self, run: ImportRun, counts: dict[str, dict[str, int]]) -> None:
        self.stdout.write(f"{'':32}{'rows':>9}" + "".join(f"{outcome:>11}" for outcome in OUTCOMES))
        for place, saved in enumerate(run.files):
            if not saved["kind"]:
                self.stdout.write(f"{saved['name'][:31]:32}" + _("not data"))
                continue
            found = counts.get(str(place), {})
            name = f"{saved['name']} ({LABELS[saved['kind']]})"
            numbers = "".join(f"{found.get(outcome, 0):>11,}" for outcome in OUTCOMES)
            self.stdout.write(f"{name[:31]:32}{found.get('rows', 0):>9,}{numbers}")
        listed = run.rows.filter(outcome=ImportRow.Outcome.LISTED).order_by("file", "line")[:MOST_EXAMPLES]
        for row in listed:
            self.stdout.write(
                f"{run.files[row.file]['name']}:{row.line}: {' '.join(sentences(row.reason, partial(label_of, row.kind)))}"
            )
