"""Reads settings from the environment; a bad or missing value stops the start with its name."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off", ""}


class SettingError(ImproperlyConfigured):
    """An environment variable is missing or cannot be used."""


def env(name: str, default: str | None = None) -> str:
    """The variable's text, without surrounding blanks; required when there is no default."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise SettingError(f"{name} is not set (see .env.example).")
    return default


def env_bool(name: str, *, default: bool) -> bool:
    """A switch: 1, true, yes, on or 0, false, no, off."""
    value = env(name, "on" if default else "off").lower()
    if value in YES:
        return True
    if value in NO:
        return False
    raise SettingError(f"{name} must be on or off, not {value!r}.")


def env_int(name: str, default: int, *, low: int = 0, high: int = 2**31 - 1) -> int:
    """A whole number between low and high."""
    value = env(name, str(default))
    try:
        number = int(value)
    except ValueError:
        raise SettingError(f"{name} must be a whole number, not {value!r}.") from None
    if not low <= number <= high:
        raise SettingError(f"{name} must lie between {low} and {high}, not {number}.")
    return number


def env_list(name: str, default: str = "") -> list[str]:
    """Values parted by commas."""
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


def env_choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    """One of a few words."""
    value = env(name, default).lower()
    if value not in choices:
        raise SettingError(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


def env_choices(name: str, choices: tuple[str, ...]) -> list[str]:
    """Some of a few words, parted by commas; none by default."""
    chosen = [part.lower() for part in env_list(name)]
    if wrong := [part for part in chosen if part not in choices]:
        raise SettingError(f"{name} may name {', '.join(choices)}, parted by commas, not {wrong[0]!r}.")
    return chosen


def env_url(name: str, schemes: tuple[str, ...], default: str | None = None) -> str:
    """An address with one of the schemes, without a closing slash."""
    value = env(name, default)
    if value and urlsplit(value).scheme not in schemes:
        raise SettingError(f"{name} must be an address that starts with {' or '.join(schemes)}://")
    return value.rstrip("/")


def env_secret(name: str, default: str | None = None) -> str:
    """A secret: the variable itself, or the content of the file that NAME_FILE names."""
    path = os.environ.get(f"{name}_FILE", "").strip()
    if not path:
        return env(name, default)
    if os.environ.get(name, "").strip():
        raise SettingError(f"{name} and {name}_FILE are both set; keep one.")
    try:
        value = Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingError(f"{name}_FILE cannot be read: {error.strerror or error}.") from None
    if not value:
        raise SettingError(f"{name}_FILE names an empty file.")
    return value
