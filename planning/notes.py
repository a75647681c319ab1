"""The notes that planning itself and the apps below it hold: interactions, and answers of a plan."""

from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import Verb, can, remember_standings, visible
from accounts.models import Interaction, User
from kam.lib import shown
from planning.models import Answer
from planning.origins import Note, note_kind


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
