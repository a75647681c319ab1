"""Attaching files: checked, stored under a name that says nothing, handed out, removed, swept up."""

import hashlib
import secrets
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Account, AuditEvent, User
from accounts.services.rows import record, row_create, row_delete
from kam.lib.filekinds import FileKind, FileRefused, clean_name, kind_of
from planning.models import Attachment, Plan, Question
from planning.services.plans import refuse_closed

MOST_OF_ANSWER = 20
MOST_OF_ACCOUNT = 500
MOST_A_DAY = 200  # of one person, everywhere
KEPT_SECONDS = 30 * 24 * 3600  # a deleted file can come back for so long
FOLDER = "attachments"


def most_bytes() -> int:
    """How large a file may be."""
    return settings.KAM_ATTACHMENT_MB * 1024 * 1024


def attachment_add(
    *, account: Account, upload: UploadedFile, by: User, plan: Plan | None = None, question: Question | None = None
) -> Attachment:
    """Attach a file to a plan's answer, or to the account. Raises FileRefused, PlanMoved.

    The same file in the same place is attached once.
    """
    if plan is not None:
        refuse_closed(plan)
    if (upload.size or 0) > most_bytes():
        raise FileRefused(_("The file is larger than %(mb)s MB.") % {"mb": settings.KAM_ATTACHMENT_MB})
    there = Attachment.objects.filter(account=account, plan=plan, question=question)
    _refuse_many(there, account, by, is_answer=question is not None)
    name = clean_name(upload.name or "")
    path, sha256 = _store(upload)
    try:
        if (same := there.filter(sha256=sha256).first()) is not None:
            path.unlink()
            return same
        kind = kind_of(name, path)
        return _attached(
            Attachment(account=account, plan=plan, question=question, name=name, sha256=sha256, by=by), kind, path
        )
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@transaction.atomic
def _attached(row: Attachment, kind: FileKind, path: Path) -> Attachment:
    row.content_type = kind.content_type
    row.size = path.stat().st_size
    row.file = str(path.relative_to(settings.KAM_FILES))
    return row_create(row, by=row.by)


def _refuse_many(there: QuerySet[Attachment], account: Account, by: User, *, is_answer: bool) -> None:
    """A folder that anybody may fill has an end: for an answer, for an account, for one person a day."""
    since = timezone.now() - timedelta(days=1)
    if is_answer and there.count() >= MOST_OF_ANSWER:
        raise FileRefused(_("There are %(count)s files here. Remove one first.") % {"count": MOST_OF_ANSWER})
    if Attachment.objects.filter(account=account).count() >= MOST_OF_ACCOUNT:
        raise FileRefused(_("This account has %(count)s files. Remove one first.") % {"count": MOST_OF_ACCOUNT})
    if Attachment.objects.filter(by=by, created_at__gte=since).count() >= MOST_A_DAY:
        raise FileRefused(
            _("You have attached %(count)s files since yesterday. Go on tomorrow.") % {"count": MOST_A_DAY}
        )


def _store(upload: UploadedFile) -> tuple[Path, str]:
    """Write the file under a name of our own. Returns where, and the SHA-256 of its content."""
    folder = Path(settings.KAM_FILES) / FOLDER / f"{timezone.now():%Y}"
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    path = folder / secrets.token_hex(16)
    digest = hashlib.sha256()
    with path.open("xb") as target:
        for part in upload.chunks():
            digest.update(part)
            target.write(part)
    path.chmod(0o640)
    return path, digest.hexdigest()


def attachment_path(attachment: Attachment) -> Path | None:
    """Where the content lies; None when it is gone, or the row names a place outside its folder."""
    root = (Path(settings.KAM_FILES) / FOLDER).resolve()
    path = (Path(settings.KAM_FILES) / attachment.file).resolve()
    return path if path.is_relative_to(root) and path.is_file() else None


@transaction.atomic
def attachment_delete(*, attachment: Attachment, by: User) -> list[AuditEvent]:
    """Remove a file. Raises PlanMoved. The content stays for a month from now on, so that it can come back."""
    if attachment.plan is not None:
        refuse_closed(attachment.plan)
    if (path := attachment_path(attachment)) is not None:
        path.touch()
    return [row_delete(attachment, by=by)]


def attachment_downloaded(*, attachment: Attachment, by: User) -> None:
    """Note who received the file."""
    record(by, "attachment.downloaded", attachment, changes={"sha256": [None, attachment.sha256]})


def attachments_sweep() -> int:
    """Remove content that no row has named for a month; returns how many files. Safe to run twice."""
    root = Path(settings.KAM_FILES)
    before = time.time() - KEPT_SECONDS
    old = {
        str(path.relative_to(root)): path
        for path in (root / FOLDER).glob("*/*")
        if path.is_file() and path.stat().st_mtime < before
    }
    named = set(Attachment.objects.filter(file__in=list(old)).values_list("file", flat=True))
    gone = [path for name, path in old.items() if name not in named]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
