"""Saying something about an answer or a row of the plan's work, and telling those who are named."""

from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.access import viewers
from accounts.models import AuditEvent, User
from accounts.services.notices import Telling, notices_tell
from accounts.services.rows import row_create, row_delete, row_update
from planning.mentions import Mention, mentions_in
from planning.models import Action, Comment, Objective, Plan, Question, Risk
from planning.services.plans import refuse_closed
from planning.tasks import mail_mentions

KIND = "mention"
QUOTED = 80


@transaction.atomic
def comment_create(
    *,
    text: str,
    by: User,
    plan: Plan | None = None,
    question: Question | None = None,
    row: Action | Objective | Risk | None = None,
) -> Comment:
    """Say something about a plan's answer (plan and question) or about a row of its work. Raises PlanMoved."""
    if plan is not None:
        refuse_closed(plan)
    about = {"plan": plan, "question": question} if row is None else {row._meta.model_name: row}
    comment = Comment(account=(row or plan).account, text=text, author=by, **about)
    named = _named(comment)
    comment.mentions = [mention.words for mention in named]
    comment = row_create(comment, by=by)
    _tell(comment, named)
    return comment


@transaction.atomic
def comment_update(*, comment: Comment, text: str, by: User, version: int | None = None) -> Comment:
    """Put an own comment differently; who is named now and was not before is told. Raises StaleRow, PlanMoved."""
    if comment.plan is not None:
        refuse_closed(comment.plan)
    if text == comment.text:
        return comment
    comment.text = text
    named = _named(comment)
    changes = {"text": text, "mentions": [mention.words for mention in named], "edited_at": timezone.now()}
    row_update(comment, changes=changes, by=by, version=version)
    _tell(comment, named)
    return comment


@transaction.atomic
def comment_delete(*, comment: Comment, by: User) -> list[AuditEvent]:
    """Take an own comment away. Raises PlanMoved."""
    if comment.plan is not None:
        refuse_closed(comment.plan)
    return [row_delete(comment, by=by)]


def _named(comment: Comment) -> list[Mention]:
    """Only those who may read the comment can be named in it."""
    if "@" not in comment.text:
        return []
    return mentions_in(comment.text, viewers(comment.account, sensitive=comment.is_confidential))


def _tell(comment: Comment, named: list[Mention]) -> None:
    people = {person for mention in named for person in mention.people} - {comment.author}
    if notices_tell(_telling(comment, person) for person in sorted(people, key=lambda person: person.pk)):
        mail_mentions.delay_on_commit()


def _telling(comment: Comment, person: User) -> Telling:
    with translation.override(person.language):
        about = {
            "name": comment.author.name,
            "account": comment.account.name,
            "what": comment.question.code if comment.question else comment.row.title[:60],
        }
        if comment.is_confidential:
            words = _("%(name)s names you in a comment on %(what)s in the plan of %(account)s.") % about
        else:
            quote = Truncator(" ".join(comment.text.split())).chars(QUOTED)
            words = _("%(name)s on %(what)s, %(account)s: “%(quote)s”") % {**about, "quote": quote}
    url = comment.get_absolute_url()
    return Telling(
        person, f"comment:{comment.pk}", KIND, words, url, comment.account_id, is_mailed=person.mails_mentions
    )
