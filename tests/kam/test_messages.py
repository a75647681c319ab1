"""The catalogues: collected, kept, checked and compiled without GNU gettext."""

import gettext
import io
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from kam.lib import catalogue

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
A = _("Key accounts of %(name)s")
B = ngettext("%(count)s day", "%(count)s days", 2)
C = pgettext("verb", "Review")
"""
TEMPLATE = """{% load i18n %}
    <p>{% translate "White space" %}</p>
  <b title="{% translate "50% done" %}">{% blocktranslate trimmed with n=name %}
    Hello {{ n }},
    welcome
  {% endblocktranslate %}</b>
{% blocktranslate count n=rows %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}
{{ value|default:_("Unknown") }}
"""
KNOWN = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

msgid "White space"
msgstr "空白点"

msgid "Gone"
msgstr "不在了"
"""


@pytest.fixture
def project(tmp_path: Path, settings) -> Path:
    """A small project with a Python file, a template and an old catalogue."""
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    (tmp_path / "kam").mkdir()
    (tmp_path / "kam" / "texts.py").write_text(PYTHON)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    (tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po").write_text(KNOWN)
    return tmp_path


def po(project: Path) -> Path:
    """The project's Chinese catalogue."""
    return project / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def test_collect_finds_the_texts_of_code_and_templates(project):
    found = catalogue.collect(project, [project / "kam" / "texts.py", project / "templates" / "page.html"])
    assert {(message.context, message.id) for message in found if message.id} == {
        (None, "Key accounts of %(name)s"),
        (None, ("%(count)s day", "%(count)s days")),
        ("verb", "Review"),
        (None, "White space"),
        (None, "50%% done"),
        (None, "Hello %(n)s, welcome"),
        (None, ("%(n)s row", "%(n)s rows")),
        (None, "Unknown"),
    }


def test_update_keeps_translations_and_drops_what_is_gone(project):
    call_command("messages", stdout=io.StringIO())
    text = po(project).read_text()
    assert 'msgid "White space"\nmsgstr "空白点"' in text
    assert "Gone" not in text
    assert 'msgctxt "verb"\nmsgid "Review"\nmsgstr ""' in text


def test_update_twice_writes_the_same_bytes(project):
    call_command("messages", stdout=io.StringIO())
    first = po(project).read_bytes()
    call_command("messages", stdout=io.StringIO())
    assert po(project).read_bytes() == first
    assert b"Creation-Date" not in first
    assert b"page.html:" not in first


def test_check_names_each_kind_of_gap(project):
    said = io.StringIO()
    with pytest.raises(CommandError, match="8 texts need a translator"):
        call_command("messages", "--check", stdout=said)
    assert "zh_Hans: not in the catalogue: 'Unknown'" in said.getvalue()
    assert "zh_Hans: in no source any more: 'Gone'" in said.getvalue()
    assert po(project).read_text() == KNOWN


def test_check_sees_untranslated_and_changed_placeholders(project):
    call_command("messages", stdout=io.StringIO())
    text = (
        po(project)
        .read_text()
        .replace(
            'msgid "Key accounts of %(name)s"\nmsgstr ""',
            'msgid "Key accounts of %(name)s"\nmsgstr "%(nome)s的重点客户"',
        )
    )
    po(project).write_text(text)
    said = io.StringIO()
    with pytest.raises(CommandError):
        call_command("messages", "--check", stdout=said)
    assert "other placeholders: 'Key accounts of %(name)s'" in said.getvalue()
    assert "not translated: 'Unknown'" in said.getvalue()


def test_check_is_content_with_a_full_catalogue(project):
    (project / "templates" / "page.html").write_text('{% load i18n %}{% translate "White space" %}')
    (project / "kam" / "texts.py").write_text("")
    call_command("messages", stdout=io.StringIO())
    said = io.StringIO()
    call_command("messages", "--check", stdout=said)
    assert said.getvalue() == "zh_Hans: 1 texts, 0 to do\n"


def test_compile_writes_what_gettext_reads(project):
    call_command("messages", "--compile")
    with po(project).with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("White space") == "空白点"


def test_compile_leaves_a_newer_file_alone(project):
    call_command("messages", "--compile")
    made = po(project).with_suffix(".mo").stat().st_mtime_ns
    call_command("messages", "--compile")
    assert po(project).with_suffix(".mo").stat().st_mtime_ns == made


def test_every_name_that_code_gives_to_gettext_is_collected() -> None:
    folders = ("kam", "accounts", "planning", "scoring", "reviews")
    code = "\n".join(path.read_text() for folder in folders for path in Path(folder).rglob("*.py"))
    names = set(re.findall(r"import n?p?n?gettext\w* as (\w+)", code))
    assert {"_", "lazy"} <= names <= set(catalogue.KEYWORDS)
