"""Tells a real worker of the kind of job that the tests give it."""

from django.apps import AppConfig


class WorkerTestConfig(AppConfig):
    """Registers the kind when everything is loaded."""

    name = "tests.kam"
    label = "worker_test"

    def ready(self) -> None:
        """Import it."""
        from tests.kam import worker_jobs  # noqa: F401, PLC0415 -- models are loaded now
