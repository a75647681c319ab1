"""The tests' settings in a real web server: the test database."""

import os

from tests.settings import *  # noqa: F403 -- the tests' settings come first
from tests.settings import DATABASES

DATABASES["default"]["NAME"] = os.environ["KAM_TEST_DATABASE"]
