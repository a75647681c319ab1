"""The project's settings as the tests and the type checker load them."""

import os

# Values that no test depends on; the servers' addresses come from tests/servers_plugin.py.
os.environ.setdefault("SECRET_KEY", "only-for-tests-and-never-anywhere-else-0123456789-abcdefghij")
os.environ.setdefault("KAM_URL", "http://testserver")
os.environ.setdefault("DATABASE_URL", "postgresql:///kam")
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:1/0")
os.environ.setdefault("LOG_LEVEL", "error")

from kam.settings import *  # noqa: F403 -- the environment comes first
from kam.settings import CACHES, MIDDLEWARE, REDIS_URL, STORAGES

# Each parallel test process has a Redis database of its own.
_number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 15
REDIS_URL = CACHES["default"]["LOCATION"] = f"{REDIS_URL.rsplit('/', 1)[0]}/{_number + 1}"
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STORAGES["default"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise.")]
