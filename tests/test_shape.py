"""The shape of the code: short files, short functions, thin views, plain templates, explained dependencies."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("kam", "accounts", "scoring", "planning", "reviews")
MOST_LINES = 400
MOST_IN_FUNCTION = 50
MOST_IN_VIEW = 40
MOST_IN_TEMPLATE = 200

type Function = ast.FunctionDef | ast.AsyncFunctionDef


def python_files(*folders: str) -> list[Path]:
    """Our modules, without the migrations, which are written once."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def view_files() -> list[Path]:
    """Modules of views."""
    return [path for path in python_files(*APPS) if path.name == "views.py" or path.parent.name == "views"]


def templates() -> list[Path]:
    """All templates of pages; mails are plain text."""
    return sorted((ROOT / "templates").rglob("*.html"))


def short(path: Path) -> str:
    """The path as people say it."""
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[tuple[str, int, Function]]:
    """Every function with its name and length; its decorators do not count."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{short(path)}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1, node


def complain(wrong: list[str], rule: str) -> None:
    """Fail with every place that breaks the rule."""
    assert not wrong, f"{rule}:\n  " + "\n  ".join(wrong)


def test_files_are_short() -> None:
    lengths = {
        path: len(path.read_text(encoding="utf-8").splitlines()) for path in python_files(*APPS, "tests", "bench")
    }
    complain([f"{short(p)}: {n}" for p, n in lengths.items() if n > MOST_LINES], f"longer than {MOST_LINES} lines")


def test_functions_are_short() -> None:
    wrong = [
        f"{name}: {length}"
        for path in python_files(*APPS, "tests", "bench")
        for name, length, _node in functions(path)
        if length > MOST_IN_FUNCTION
    ]
    complain(wrong, f"functions longer than {MOST_IN_FUNCTION} lines")


def test_views_are_thin() -> None:
    wrong = [
        f"{name}: {length}" for path in view_files() for name, length, _node in functions(path) if length > MOST_IN_VIEW
    ]
    complain(wrong, f"view functions longer than {MOST_IN_VIEW} lines")


@pytest.mark.parametrize("method", ["save", "create", "bulk_create", "get_or_create", "update_or_create", "delete"])
def test_views_leave_writing_to_services(method: str) -> None:
    wrong = [
        f"{short(path)}:{node.lineno} .{method}("
        for path in view_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method
    ]
    complain(wrong, "writes in views")


def test_templates_are_short() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in templates()}
    wrong = [f"{short(p)}: {n}" for p, n in lengths.items() if n > MOST_IN_TEMPLATE]
    complain(wrong, f"templates longer than {MOST_IN_TEMPLATE} lines")


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("|safe", r"\|\s*safe(seq)?\b"),
        ("autoescape off", r"autoescape\s+off"),
        ("an inline script", r"<script(?![^>]*\bsrc=)[^>]*>"),
        ("an inline style sheet", r"<style\b"),
        ("a style attribute", r"\sstyle\s*="),
        ("an event handler", r"\son[a-z]+\s*=\s*[\"']"),
        ("a script address", r"[\"']javascript:"),
    ],
)
def test_templates_are_plain(what: str, pattern: str) -> None:
    found = re.compile(pattern, re.IGNORECASE)
    wrong = [
        f"{short(path)}:{number}"
        for path in templates()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if found.search(line)
    ]
    complain(wrong, f"templates with {what}")


def test_forms_in_included_parts_get_their_token() -> None:
    """A part that is drawn with nothing but its own values has no token, and its forms would be refused."""
    included = re.compile(r'\{% include "([^"]+)"(?: with ([^%]*?))?( only)? ?%\}')
    folder = ROOT / "templates"
    texts = {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in templates()}
    needing, before = {name for name, text in texts.items() if "{% csrf_token %}" in text}, 0
    while len(needing) > before:
        before = len(needing)
        needing |= {
            name
            for name, text in texts.items()
            for part, values, only in included.findall(text)
            if part in needing and (not only or "csrf_token=" in values)
        }
    wrong = [
        f"{name} includes {part}"
        for name, text in texts.items()
        for part, values, only in included.findall(text)
        if part in needing and only and "csrf_token=" not in values
    ]
    complain(wrong, "forms without csrf_token=csrf_token")


def test_every_runtime_dependency_says_what_it_is_for() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    named = tomllib.loads(text)["project"]["dependencies"]
    bare = [name for name in named if not re.search(rf'^\s*"{re.escape(name)}",\s*#\s*\S', text, re.MULTILINE)]
    assert named
    complain(bare, "dependencies without a comment")
