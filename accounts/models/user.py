"""People who sign in, and the teams that they belong to."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is in the organisation; access.py alone decides what follows from it."""

    ADMINISTRATOR = "administrator", _("Administrator")
    LEADER = "leader", _("Sales leader")
    MANAGER = "manager", _("Account manager")
    MEMBER = "member", _("Team member")
    SPONSOR = "sponsor", _("Executive sponsor")
    AUDITOR = "auditor", _("Auditor")


class Team(models.Model):
    """A node of the sales organisation. `path` holds the ids from the root, so a subtree is one prefix."""

    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=255, editable=False, default="", db_index=True)
    external_key = models.CharField(max_length=160, null=True, blank=True, unique=True, editable=False)

    class Meta:
        ordering = ("name",)
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        indexes = (models.Index(fields=["path"], name="team_path_prefix", opclasses=["varchar_pattern_ops"]),)

    def __str__(self) -> str:
        return self.name

    def subtree(self) -> models.QuerySet["Team"]:
        """This team and all below it."""
        return Team.objects.filter(path__startswith=self.path)


class UserManager(BaseUserManager["User"]):
    """Creates people by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """A person; without a password they cannot sign in until they set one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        """An administrator who may also open Django's admin."""
        return self.create_user(email, password, role=Role.ADMINISTRATOR, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person on our side. Imported sales people are inactive until an administrator lets them in."""

    class Theme(models.TextChoices):
        AUTO = "auto", _("As the system")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    title = models.CharField(_("job title"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=16, choices=Role.choices, default=Role.MEMBER)
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("team")
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    theme = models.CharField(_("theme"), max_length=5, choices=Theme.choices, default=Theme.AUTO)
    wants_digest = models.BooleanField(
        _("once a week, tell me which of my answers are assumed or out of date"), default=True
    )
    mails_mentions = models.BooleanField(_("send me an e-mail when somebody names me in a comment"), default=True)
    weekly_hours = models.PositiveSmallIntegerField(_("hours a week"), default=40)
    external_key = models.CharField(max_length=160, null=True, blank=True, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ("name",)
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = (models.UniqueConstraint(Lower("email"), name="user_email_any_case"),)

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Django's admin asks for this; only administrators who are superusers may use it."""
        return self.is_active and self.is_superuser

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name
