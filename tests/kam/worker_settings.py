"""The tests' settings in the process of a real worker: the test database, tasks not run in place."""

import os

from tests.settings import *  # noqa: F403 -- the tests' settings come first
from tests.settings import DATABASES
from tests.settings import INSTALLED_APPS as APPS

DATABASES["default"]["NAME"] = os.environ["KAM_TEST_DATABASE"]
CELERY_TASK_ALWAYS_EAGER = False
INSTALLED_APPS = [*APPS, "tests.kam.worker_app.WorkerTestConfig"]
MAILERS = {"default": {"BACKEND": "tests.kam.worker_mail.SlowFolder"}}
