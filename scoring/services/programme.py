"""The programme's own figures: cap, references, minimum revenue, our name."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.services.rows import row_update
from scoring.models import Programme
from scoring.services.assessments import drafts_refresh


@transaction.atomic
def programme_update(*, changes: Mapping[str, Any], today: date, by: User) -> Programme:
    """Change the figures; open scorecards are computed again with them, decided ones keep theirs."""
    row = row_update(Programme.objects.get(pk=1), changes=changes, by=by, verb="programme.updated")
    drafts_refresh(today=today)
    return row
