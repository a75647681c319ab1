"""Reading settings from the environment."""

from pathlib import Path

import pytest

from kam.lib.env import SettingError, env, env_bool, env_choice, env_int, env_list, env_secret, env_url


@pytest.fixture
def value(monkeypatch):
    """Set the variable under test."""
    return lambda text, name="PROBE": monkeypatch.setenv(name, text)


def test_env_strips_blanks(value):
    value("  abc ")
    assert env("PROBE") == "abc"


def test_env_missing_value_names_the_variable():
    with pytest.raises(SettingError, match="PROBE is not set"):
        env("PROBE")


def test_env_empty_value_takes_the_default(value):
    value("")
    assert env("PROBE", "x") == "x"


@pytest.mark.parametrize(("text", "meant"), [("on", True), ("TRUE", True), ("0", False), ("no", False)])
def test_env_bool_reads_switches(value, text, meant):
    value(text)
    assert env_bool("PROBE", default=not meant) is meant


def test_env_bool_refuses_other_words(value):
    value("perhaps")
    with pytest.raises(SettingError, match="PROBE must be on or off, not 'perhaps'"):
        env_bool("PROBE", default=False)


@pytest.mark.parametrize(("text", "message"), [("ten", "whole number"), ("24", "between 0 and 23")])
def test_env_int_refuses_what_is_no_fitting_number(value, text, message):
    value(text)
    with pytest.raises(SettingError, match=message):
        env_int("PROBE", 1, high=23)


def test_env_int_reads_a_number(value):
    value("7")
    assert env_int("PROBE", 1) == 7


def test_env_list_drops_empty_parts(value):
    value("a, b,,c ")
    assert env_list("PROBE") == ["a", "b", "c"]


def test_env_choice_refuses_another_word(value):
    value("xml")
    with pytest.raises(SettingError, match="json, console"):
        env_choice("PROBE", "json", ("json", "console"))


def test_env_url_wants_a_scheme_and_drops_the_slash(value):
    value("https://kam.example.com/")
    assert env_url("PROBE", ("https",)) == "https://kam.example.com"
    value("kam.example.com")
    with pytest.raises(SettingError, match="https://"):
        env_url("PROBE", ("https",))


def test_env_secret_reads_the_file(value, tmp_path: Path):
    (tmp_path / "s").write_text("hidden\n")
    value(str(tmp_path / "s"), "PROBE_FILE")
    assert env_secret("PROBE") == "hidden"


def test_env_secret_refuses_both_forms(value, tmp_path: Path):
    value("x")
    value(str(tmp_path), "PROBE_FILE")
    with pytest.raises(SettingError, match="both set"):
        env_secret("PROBE")


def test_env_secret_names_the_file_variable_when_unreadable(value, tmp_path: Path):
    value(str(tmp_path / "none"), "PROBE_FILE")
    with pytest.raises(SettingError, match="PROBE_FILE cannot be read"):
        env_secret("PROBE")


def test_env_secret_refuses_an_empty_file(value, tmp_path: Path):
    (tmp_path / "s").write_text("\n")
    value(str(tmp_path / "s"), "PROBE_FILE")
    with pytest.raises(SettingError, match="empty file"):
        env_secret("PROBE")
