"""The notes that planning itself and the apps below it hold: interactions, answers, comments, and notes of actions."""

from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import Verb, can, remember_standings, visible
from accounts.models import Interaction, User
from kam.lib import shown
from planning.models import Action, Answer, Comment
from planning.origins import Note, note_kind
from planning.selectors.evidence import readable


@note_kind("accounts.interaction")
def interactions(ids: Collection[int], user: User) -> Mapping[int, Note]:
    """Notes of calls and meetings."""
    rows = visible(Interaction.objects.filter(pk__in=ids), user).select_related("account")
    return {
        row.pk: Note(
            kind="accounts.interaction",
            pk=row.pk,
            account=row.account,
            label=f"{row.get_kind_display()}, {shown.full_date(row.happened_on)}",
            url=reverse("accounts:interaction-detail", args=[row.pk]),
            text=row.summary,
        )
        for row in rows
    }


@note_kind("planning.answer")
def answers(ids: Collection[int], user: User) -> Mapping[int, Note]:
    """Answers of a plan; those about how persons stand to us only for who may read them."""
    rows = list(visible(Answer.objects.filter(pk__in=ids), user).select_related("plan__account", "question"))
    remember_standings(user, [row.plan.account for row in rows])
    return {
        row.pk: Note(
            kind="planning.answer",
            pk=row.pk,
            account=row.plan.account,
            label=_("Answer to %(code)s") % {"code": row.question.code},
            url=f"{row.plan.get_absolute_url()}?q={row.question.code}#{row.question.code}",
            text=row.text,
        )
        for row in rows
        if not row.question.is_sensitive or can(user, Verb.SENSITIVE, row.plan.account)
    }


@note_kind("planning.comment")
def comments(ids: Collection[int], user: User) -> Mapping[int, Note]:
    """What people say; about answers on persons only for who may read those."""
    rows = readable(visible(Comment.objects.filter(pk__in=ids), user), user)
    return {
        row.pk: Note(
            kind="planning.comment",
            pk=row.pk,
            account=row.account,
            label=_("Comment by %(name)s on %(what)s")
            % {"name": row.author.name, "what": row.question.code if row.question else row.row.title},
            url=row.get_absolute_url(),
            text=row.text,
        )
        for row in rows.select_related("account", "author", "plan", "question", "action", "objective", "risk")
    }


@note_kind("planning.action")
def actions(ids: Collection[int], user: User) -> Mapping[int, Note]:
    """What is noted at actions."""
    rows = visible(Action.objects.filter(pk__in=ids), user).select_related("account")
    return {
        row.pk: Note(
            kind="planning.action",
            pk=row.pk,
            account=row.account,
            label=_("Action: %(title)s") % {"title": row.title},
            url=reverse("planning:action-detail", args=[row.pk]),
            text=row.note,
        )
        for row in rows
    }
