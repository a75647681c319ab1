"""The project's settings as the bench loads them: those of production, with two addresses beside to compare with."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-the-bench-and-never-anywhere-else-0123456789-abcdefghij")
os.environ.setdefault("KAM_URL", "http://localhost")

from kam.settings import *  # noqa: F403 -- the environment comes first

ROOT_URLCONF = "bench.urls"
