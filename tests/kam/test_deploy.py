"""What real installations start from: compose file, proxy, probe, start-up checks, schedule."""

import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.utils.module_loading import import_string

from deploy import probe
from kam import checks
from kam.celery import schedule
from kam.lib.console import EmailBackend

ROOT = Path(settings.BASE_DIR)
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def test_compose_has_all_parts():
    assert set(COMPOSE["services"]) == {"proxy", "web", "worker", "beat", "migrate", "postgres", "redis"}


def test_compose_has_no_default_for_a_secret():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert re.findall(r"\$\{\w+:?-[^}]*\}", text) == []
    for name in ("SECRET_KEY", "KAM_URL", "POSTGRES_PASSWORD", "REDIS_PASSWORD"):
        assert f"${{{name}:?" in text


@pytest.mark.parametrize("name", ["web", "worker", "beat", "postgres", "redis"])
def test_compose_service_has_a_health_check(name):
    assert COMPOSE["services"][name]["healthcheck"]["test"][0] == "CMD"


@pytest.mark.parametrize("name", ["web", "worker", "beat", "migrate"])
def test_compose_service_of_ours_is_locked_down(name):
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["volumes"] == ["files:/data"]


def test_compose_keeps_the_data_inside():
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert COMPOSE["services"]["postgres"]["networks"] == COMPOSE["services"]["redis"]["networks"] == ["inside"]
    assert [name for name, service in COMPOSE["services"].items() if "ports" in service] == ["proxy"]


def test_probe_says_ill_when_nobody_answers(monkeypatch):
    monkeypatch.setenv("KAM_URL", "https://kam.example.com")
    assert probe.main("healthz", "http://127.0.0.1:9") == 1


@pytest.mark.parametrize(("state", "code"), [("ok", 0), ("no worker has been seen", 1)])
def test_probe_reads_the_workers_state(monkeypatch, state, code):
    monkeypatch.setattr(probe, "ask", lambda *_: (200, {"checks": {"worker": state}}))
    assert probe.main("worker") == code


def found(settings) -> set[str]:
    """Ids of the findings."""
    return {message.id for message in checks.check_installation(None) + checks.check_folders(None)}


def test_checks_name_what_a_trial_lacks(settings):
    settings.KAM_HTTPS = False
    settings.ALLOWED_HOSTS = ["*"]
    settings.MAILERS = {"default": {"BACKEND": f"{EmailBackend.__module__}.EmailBackend"}}
    assert found(settings) == {"kam.W001", "kam.W002", "kam.W003"}


def test_checks_are_content_with_a_real_installation(settings):
    settings.KAM_HTTPS = True
    settings.ALLOWED_HOSTS = ["kam.example.com"]
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend"}}
    assert found(settings) == set()


def test_checks_refuse_a_files_folder_that_cannot_be(settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.KAM_FILES = tmp_path / "file" / "files"
    assert "kam.E001" in found(settings)


def test_schedule_names_tasks_that_exist():
    planned = schedule(rescore_hour=1, remind_hour=6)
    for entry in planned.values():
        assert import_string(entry["task"]).name == entry["task"]
    assert planned["re-score all accounts"]["schedule"].hour == {1}
