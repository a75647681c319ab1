"""`python -m bench.seed 1000`: fill the database of DATABASE_URL and say what was written, as JSON."""

import json
import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402 -- after the set-up

from bench.seed.fill import seed  # noqa: E402

if __name__ == "__main__":
    print(json.dumps(seed(int(sys.argv[1]), timezone.localdate()).written))
