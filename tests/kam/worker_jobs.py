"""A kind of job that a worker in a process of its own can be caught in the middle of."""

import os
import time
from pathlib import Path
from typing import Any

from accounts.jobs import Progress, handles
from accounts.models import Job

KIND = "test_wait"


@handles(KIND)
def wait(job: Job, progress: Progress) -> dict[str, Any]:
    """Say that it began, wait, say that it ended; the marks are files, which outlive the process."""
    marks = Path(os.environ["KAM_TEST_MARKS"])
    attempt = job.attempts
    (marks / f"begun-{attempt}").touch()
    time.sleep(job.params["seconds"])
    progress(1, 1)
    (marks / f"finished-{attempt}").touch()
    return {"finished": len(list(marks.glob("finished-*")))}
