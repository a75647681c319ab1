"""Keeps the catalogues under locale/ in step with the code."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import to_locale

from kam.lib import catalogue

SOURCES = ("kam", "accounts", "planning", "scoring", "reviews", "templates")
KINDS = {".py", ".html", ".txt"}
LEFT_OUT = {"migrations", "tests", "static"}


class Command(BaseCommand):
    """`manage.py messages`: update; `--check`: fail when something is left to do; `--compile`: write .mo files."""

    help = "Collect translatable texts into locale/, check that all are translated, or compile them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One of two other ways to run."""
        ways = parser.add_mutually_exclusive_group()
        ways.add_argument("--check", action="store_true", help="change nothing; fail when a translation is missing")
        ways.add_argument("--compile", action="store_true", help="write the .mo files that Django reads")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it for each language but the source's."""
        if options["compile"]:
            for path, locale in _catalogues():
                _compile(path, locale)
            return
        source = catalogue.collect(Path(settings.BASE_DIR), _files(Path(settings.BASE_DIR)))
        wrong = sum(self._one(path, locale, source, check=options["check"]) for path, locale in _catalogues())
        if options["check"] and wrong:
            raise CommandError(f"{wrong} texts need a translator; `make messages` brings the catalogue up to date.")

    def _one(self, path: Path, locale: str, source: Catalog, *, check: bool) -> int:
        known = catalogue.read(path, locale)
        if not check:
            known = catalogue.merged(source, known)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(catalogue.rendered(known))
            _compile(path, locale)
        findings = catalogue.compare(source, known).lines()
        for line in findings:
            self.stdout.write(f"{locale}: {line}")
        self.stdout.write(f"{locale}: {len(source)} texts, {len(findings)} to do")
        return len(findings)


def _catalogues() -> Iterator[tuple[Path, str]]:
    for code, _name in settings.LANGUAGES:
        if code != settings.LANGUAGE_CODE:
            locale = to_locale(code)
            yield Path(settings.LOCALE_PATHS[0]) / locale / "LC_MESSAGES" / "django.po", locale


def _files(root: Path) -> Iterator[Path]:
    for source in SOURCES:
        for path in (root / source).rglob("*"):
            if path.suffix in KINDS and not LEFT_OUT & set(path.relative_to(root).parts):
                yield path


def _compile(path: Path, locale: str) -> None:
    """Write the .mo file beside its source unless it is the newer of the two."""
    target = path.with_suffix(".mo")
    if path.exists() and not (target.exists() and target.stat().st_mtime_ns > path.stat().st_mtime_ns):
        draft = target.with_suffix(".new")
        draft.write_bytes(catalogue.compiled(catalogue.read(path, locale)))
        draft.replace(target)
