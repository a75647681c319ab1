"""A mail server that takes its time and keeps each mail as a file."""

import os
import time
import uuid
from pathlib import Path
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend

SECONDS = 1.0


class SlowFolder(BaseEmailBackend):
    """Waits as a slow server would, then takes the mail."""

    def send_messages(self, email_messages: list[Any]) -> int:
        """Keep each mail under its recipient's name."""
        folder = Path(os.environ["KAM_TEST_MARKS"])
        for message in email_messages:
            (folder / "talking").touch()
            time.sleep(SECONDS)
            (folder / f"mail-{message.to[0]}-{uuid.uuid4().hex}").write_text(message.body)
        return len(email_messages)
