"""Reading comments, and who may be named in one."""

from django.db.models import Q, QuerySet

from accounts.access import viewers
from accounts.models import Account, User
from planning.models import Action, Comment, Objective, Plan, Question, Risk

MOST_OFFERED = 8


def answer_comments(plan: Plan, question: Question) -> QuerySet[Comment]:
    """What was said about an answer, the oldest first."""
    return Comment.objects.filter(plan=plan, question=question).select_related("author")


def row_comments(row: Action | Objective | Risk) -> QuerySet[Comment]:
    """What was said about a row of the plan's work, the oldest first."""
    return Comment.objects.filter(**{row._meta.model_name: row}).select_related("author")


def people_to_name(account: Account, words: str, *, sensitive: bool, but: User) -> list[dict[str, str]]:
    """People who may read the comment and whose name holds the words. Namesakes go by their address."""
    called = Q(name__icontains=words) | Q(email__istartswith=words) if words else Q()
    everybody = list(viewers(account, sensitive=sensitive).exclude(pk=but.pk).filter(called))
    everybody.sort(key=lambda person: not person.name.casefold().startswith(words.casefold()))
    names = [person.name for person in everybody]
    return [
        {
            "value": person.name if names.count(person.name) == 1 else person.email,
            "label": person.name,
            "note": person.title or str(person.get_role_display()),
        }
        for person in everybody[:MOST_OFFERED]
    ]
