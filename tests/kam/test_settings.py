"""Settings: listed, safe by default, refused with their name when wrong."""

import ast
import json
import os
import re
import runpy
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.conf import settings

from accounts.models import Role
from kam.lib.env import SettingError

ROOT = Path(settings.BASE_DIR)
NEEDED = {
    "SECRET_KEY": "k" * 60,
    "KAM_URL": "https://kam.example.com",
    "DATABASE_URL": "postgresql://kam:p%40ss@db.example.com:5433/kam?sslmode=require",
    "REDIS_URL": "redis://:secret@redis.example.com:6379/0",
}


def load(*names: str, **environment: str) -> dict[str, Any]:
    """The named settings as a start with just this environment reads them."""
    with mock.patch.dict(os.environ, {"PATH": os.environ["PATH"], **environment}, clear=True):
        found = runpy.run_path(str(ROOT / "kam" / "settings.py"))
    return {name: found[name] for name in names}


def read_variables() -> set[str]:
    """Every variable that settings.py asks kam.lib.env for."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / "kam" / "settings.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.startswith("env"):
            assert isinstance(node.args[0], ast.Constant)
            found.add(str(node.args[0].value))
    return found


def test_env_example_lists_exactly_what_is_read():
    listed = (ROOT / ".env.example").read_text(encoding="utf-8")
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    read = read_variables() | set(re.findall(r"[^$]\$\{([A-Z_]+)", compose))
    assert set(re.findall(r"^(?:# )?([A-Z][A-Z_]+)=", listed, re.MULTILINE)) == read


def test_operations_guide_describes_every_setting():
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert {name for name in read_variables() if f"`{name}`" not in text} == set()


def test_settings_are_safe_by_default():
    names = ["DEBUG", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"]
    assert load(*names, "ALLOWED_HOSTS", "X_FRAME_OPTIONS", **NEEDED) == {
        "DEBUG": False,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "ALLOWED_HOSTS": ["kam.example.com"],
        "X_FRAME_OPTIONS": "DENY",
    }


def test_content_policy_allows_nothing_inline():
    policy = load("SECURE_CSP", **NEEDED)["SECURE_CSP"]
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert "unsafe" not in json.dumps(policy)


def test_cookies_are_bound_to_the_host_or_the_port():
    assert load("SESSION_COOKIE_NAME", **NEEDED)["SESSION_COOKIE_NAME"] == "__Host-sessionid"
    trial = load("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", **NEEDED | {"KAM_URL": "http://localhost:8001"})
    assert trial == {"SESSION_COOKIE_NAME": "sessionid_8001", "CSRF_COOKIE_NAME": "csrftoken_8001"}


def test_plain_http_switches_secure_cookies_off():
    found = load("SESSION_COOKIE_SECURE", "SECURE_HSTS_SECONDS", **NEEDED | {"KAM_URL": "http://localhost:8000"})
    assert found == {"SESSION_COOKIE_SECURE": False, "SECURE_HSTS_SECONDS": 0}


@pytest.mark.parametrize("name", sorted(NEEDED))
def test_missing_value_stops_the_start_with_its_name(name):
    with pytest.raises(SettingError, match=f"{name} is not set"):
        load("DEBUG", **{key: value for key, value in NEEDED.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://db/kam"),
        ("DATABASE_URL", "postgresql://db:port/kam"),
        ("DATABASE_URL", "postgresql://db/"),
        ("REDIS_URL", "localhost:6379"),
        ("KAM_URL", "kam.example.com"),
        ("KAM_DEBUG", "maybe"),
        ("KAM_RESCORE_HOUR", "24"),
        ("LOG_STYLE", "xml"),
        ("EMAIL_TLS", "yes"),
    ],
)
def test_bad_value_stops_the_start_with_its_name(name, value):
    extra = {"EMAIL_HOST": "mail.example.com"}
    with pytest.raises(SettingError, match=name):
        load("DEBUG", **NEEDED | extra | {name: value})


def test_database_url_is_taken_apart():
    found = load("DATABASES", **NEEDED, DATABASE_POOL="4")["DATABASES"]["default"]
    assert {key: found[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "CONN_MAX_AGE")} == {
        "NAME": "kam",
        "USER": "kam",
        "PASSWORD": "p@ss",
        "HOST": "db.example.com",
        "PORT": "5433",
        "CONN_MAX_AGE": 0,
    }
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["OPTIONS"]["pool"]["max_size"] == 4


def test_without_a_pool_connections_are_kept_a_minute():
    found = load("DATABASES", **NEEDED)["DATABASES"]["default"]
    assert "pool" not in found["OPTIONS"]
    assert found["CONN_MAX_AGE"] == 60


def test_secrets_come_from_files(tmp_path):
    (tmp_path / "key").write_text("f" * 60 + "\n")
    environment = {key: value for key, value in NEEDED.items() if key != "SECRET_KEY"}
    found = load("SECRET_KEY", **environment, SECRET_KEY_FILE=str(tmp_path / "key"))
    assert found == {"SECRET_KEY": "f" * 60}


def test_mail_goes_to_the_host_or_to_the_console():
    assert load("MAILERS", **NEEDED)["MAILERS"]["default"]["BACKEND"].endswith("console.EmailBackend")
    sent = load("MAILERS", **NEEDED, EMAIL_HOST="mail.example.com", EMAIL_TLS="ssl")["MAILERS"]["default"]
    assert sent["OPTIONS"]["host"] == "mail.example.com"
    assert (sent["OPTIONS"]["use_ssl"], sent["OPTIONS"]["use_tls"]) == (True, False)


def test_identity_provider_is_on_only_when_named():
    names = ["SOCIALACCOUNT_PROVIDERS", "SECURE_CSP"]
    assert load(*names, **NEEDED)["SOCIALACCOUNT_PROVIDERS"] == {"openid_connect": {"APPS": []}}
    given = {"OIDC_ISSUER": "https://id.example.com/realm", "OIDC_CLIENT_ID": "kam", "OIDC_CLIENT_SECRET": "s"}
    found = load(*names, **NEEDED, **given)
    assert found["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["APPS"][0]["settings"] == {
        "server_url": "https://id.example.com/realm"
    }
    assert found["SECURE_CSP"]["form-action"] == ["'self'", "https://id.example.com"]


def test_identity_provider_needs_its_secret():
    given = {"OIDC_ISSUER": "https://id.example.com", "OIDC_CLIENT_ID": "kam"}
    with pytest.raises(SettingError, match="OIDC_CLIENT_SECRET is not set"):
        load("DEBUG", **NEEDED, **given)


def test_roles_that_need_a_second_factor_are_roles():
    assert load("KAM_REQUIRE_MFA_ROLES", **NEEDED)["KAM_REQUIRE_MFA_ROLES"] == []
    everybody = ",".join(Role.values)
    found = load("KAM_REQUIRE_MFA_ROLES", **NEEDED, KAM_REQUIRE_MFA_ROLES=everybody.upper())
    assert found["KAM_REQUIRE_MFA_ROLES"] == Role.values
    with pytest.raises(SettingError, match=r"KAM_REQUIRE_MFA_ROLES may name administrator, .* not 'boss'"):
        load(**NEEDED, KAM_REQUIRE_MFA_ROLES="leader,boss")
