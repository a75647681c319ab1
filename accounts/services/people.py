"""Changes to our own people: let in, edited, sent away, and what each sets for themselves."""

from collections.abc import Mapping
from typing import Any

from allauth.account import app_settings
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Role, User
from accounts.services.gaps import gaps_refresh
from accounts.services.rows import row_create, row_update


@transaction.atomic
def person_create(*, values: Mapping[str, Any], by: User) -> User:
    """Enter a person and send them the link with which they choose their password."""
    person = User(**values)
    person.email = person.email.lower()
    person.set_unusable_password()
    person = row_create(person, by=by)
    transaction.on_commit(lambda: invitation_send(person=person))
    return person


@transaction.atomic
def person_update(*, person: User, changes: Mapping[str, Any], by: User) -> User:
    """Change a person's facts, role or team. The last administrator stays one."""
    changes = dict(changes)
    if "email" in changes:
        changes["email"] = changes["email"].lower()
    if changes.get("role", person.role) != Role.ADMINISTRATOR:
        _refuse_last_administrator(person)
        # Django's own administration is for administrators only.
        changes["is_superuser"] = False
    fresh = row_update(person, changes=changes, by=by)
    EmailAddress.objects.filter(user=fresh).exclude(email__iexact=fresh.email).delete()
    return fresh


@transaction.atomic
def person_let_in(*, person: User, email: str, by: User) -> User:
    """Let a person in who was imported or sent away: at this address they get a link to choose a password."""
    fresh = row_update(person, changes={"is_active": True, "email": email.lower()}, by=by, verb="user.let_in")
    EmailAddress.objects.filter(user=fresh).exclude(email__iexact=fresh.email).delete()
    _look_at_links(fresh)
    transaction.on_commit(lambda: invitation_send(person=fresh))
    return fresh


@transaction.atomic
def person_deactivate(*, person: User, by: User) -> User:
    """Send a person away: they cannot sign in any more, and what they did stays under their name."""
    if person.pk == by.pk:
        raise ValidationError(_("You cannot take your own access away. Ask another administrator."))
    _refuse_last_administrator(person)
    fresh = row_update(person, changes={"is_active": False}, by=by, verb="user.sent_away")
    _look_at_links(fresh)
    return fresh


def _look_at_links(person: User) -> None:
    """The maps on which the person holds links say at once whether these must be handed over."""
    held = Account.objects.filter(stakeholders__links__user=person, archived_at=None)
    ids = held.order_by("pk").values_list("pk", flat=True).distinct()
    gaps_refresh(account_ids=list(ids), today=timezone.localdate())


def _refuse_last_administrator(person: User) -> None:
    """Somebody must be able to let people in. The rows are locked, so that two do not leave at the same time."""
    people = User.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk")
    administrators = set(people.values_list("pk", flat=True))
    if administrators == {person.pk}:
        raise ValidationError(_("This is the last administrator. Make somebody else an administrator first."))


def invitation_send(*, person: User) -> None:
    """Send the link with which a person chooses their password."""
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), token])
    with translation.override(person.language):
        context = {"person": person, "organisation": settings.KAM_ORGANISATION, "link": f"{settings.KAM_URL}{path}"}
        text = render_to_string("accounts/emails/invitation.txt", context)
        subject = gettext("Your access to %(organisation)s") % {"organisation": settings.KAM_ORGANISATION}
    send_mail(subject, text, None, [person.email])


@transaction.atomic
def profile_update(*, person: User, changes: Mapping[str, Any]) -> User:
    """What a person sets for themselves: name, language, time zone, theme."""
    row = User.objects.get(pk=person.pk)  # the person of a request is a lazy stand-in for the row
    return row_update(row, changes=changes, by=row, verb="user.profile_set")
