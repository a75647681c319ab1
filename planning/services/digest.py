"""Once a week: to each author, which of their answers are assumed or out of date."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import batched

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.services.notices import Telling, notices_mail, notices_tell
from planning.selectors.evidence import Doubt, doubts, doubts_of

KIND = "digest"
BATCH = 200
NAMED = 3  # accounts by name


def digest_send(*, today: date) -> dict[str, int]:
    """Tell everybody who wants it, in the app and by e-mail. Once a person and week, however often this runs."""
    authors = User.objects.filter(is_active=True, wants_digest=True)
    waiting = doubts(today, authors).order_by().values_list("author_id", flat=True).distinct()
    told = 0
    for people in batched(authors.filter(pk__in=list(waiting)).iterator(), BATCH):
        told += notices_tell(_tellings(people, today))
    return {"notices": told, "mails": notices_mail(kind=KIND)}


def _tellings(people: Iterable[User], today: date) -> Iterable[Telling]:
    year, week, _day = today.isocalendar()
    for person in people:
        if found := doubts_of(person, today):
            with translation.override(person.language):
                words = _words(found)
            yield Telling(person, f"digest:{year}w{week}", KIND, words, reverse("planning:doubt-list"))


def _words(found: list[Doubt]) -> str:
    """How many of each, and at which accounts the most."""
    assumed = sum(doubt.is_assumed for doubt in found)
    stale = sum(doubt.is_stale for doubt in found)
    parts = []
    if assumed:
        parts.append(ngettext("%(count)s is assumed", "%(count)s are assumed", assumed) % {"count": assumed})
    if stale:
        parts.append(ngettext("%(count)s is out of date", "%(count)s are out of date", stale) % {"count": stale})
    names = [name for name, _n in Counter(doubt.answer.plan.account.name for doubt in found).most_common(NAMED)]
    return _("Of your answers, %(what)s; they count half until somebody checks them. Look at %(accounts)s first.") % {
        "what": _(" and ").join(parts) if len(parts) > 1 else parts[0],
        "accounts": ", ".join(name[:50] for name in names),
    }
