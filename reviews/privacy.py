"""What of ours stays as it was when a person at a customer is made unknown."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from accounts.selectors.privacy import STAYS
from reviews.models import Document


def printed(account: Account) -> tuple[int, str | Promise] | None:
    """Stored PDF documents are printed paper: their file and its hash prove what was handed out."""
    count = Document.objects.filter(account=account).exclude(sha256="").count()
    words = _("PDF documents made before: they stay as they were printed. Have those that name the person removed.")
    return (count, words) if count else None


STAYS.append(printed)
