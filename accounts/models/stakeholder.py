"""People at the customer: decision role, influence, stance, and their links to our people."""

from datetime import date

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account, Unit
from accounts.models.rows import Versioned, amount, currency
from accounts.models.user import User


class DecisionRole(models.TextChoices):
    """What a person does in the customer's decisions; several may apply."""

    ECONOMIC_BUYER = "economic_buyer", _("Economic buyer")
    APPROVER = "approver", _("Approver")
    INFLUENCER = "influencer", _("Influencer")
    EVALUATOR = "evaluator", _("Evaluator")
    USER = "user", _("User")
    GATEKEEPER = "gatekeeper", _("Gatekeeper")
    COACH = "coach", _("Coach")


class Stance(models.IntegerChoices):
    """How a person stands towards us."""

    OPPONENT = -2, _("Opponent")
    SCEPTIC = -1, _("Sceptic")
    NEUTRAL = 0, _("Neutral")
    SUPPORTER = 1, _("Supporter")
    ADVOCATE = 2, _("Advocate")


DECIDERS = (DecisionRole.ECONOMIC_BUYER, DecisionRole.APPROVER)
RHYTHM_DAYS = {5: 30, 4: 45, 3: 60}
RHYTHM_DAYS_ELSE = 90


class Stakeholder(Versioned):
    """A contact at the customer, or a placeholder for one whose name is unknown.

    The fields of SENSITIVE are shown to the account team, its sponsor and administrators only.
    """

    SENSITIVE = (
        "stance",
        "stance_on",
        "stance_by",
        "stance_evidence",
        "influence_evidence",
        "orientation",
        "attitude",
        "rival_preferred",
        "character_on",
        "character_by",
        "character_evidence",
        "notes",
    )

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        LEFT = "left", _("Left")
        MOVED = "moved", _("Moved")
        UNVERIFIED = "unverified", _("Unverified")

    account = models.ForeignKey(Account, models.CASCADE, related_name="stakeholders")
    name = models.CharField(_("name"), max_length=120)
    title = models.CharField(_("job title"), max_length=120, blank=True)
    unit = models.ForeignKey(
        Unit, models.SET_NULL, null=True, blank=True, related_name="stakeholders", verbose_name=_("unit")
    )
    department = models.CharField(_("department"), max_length=120, blank=True)
    site = models.CharField(_("site"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    reports_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="reports", verbose_name=_("reports to")
    )
    is_external = models.BooleanField(_("external (consultant, partner)"), default=False)
    is_placeholder = models.BooleanField(_("placeholder, name unknown"), default=False)
    decision_roles = models.JSONField(_("decision roles"), default=list, blank=True)
    has_veto = models.BooleanField(_("can stop it"), default=False)
    approval_limit = amount(_("may approve up to"), null=True, blank=True)
    currency = currency()
    influence = models.PositiveSmallIntegerField(_("influence, 1 to 5"), null=True, blank=True)
    influence_on = models.DateField(_("influence judged on"), null=True, blank=True, editable=False)
    influence_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("influence judged by"),
    )  # fmt: skip
    influence_evidence = models.TextField(_("evidence for the influence"), blank=True)
    stance = models.SmallIntegerField(_("stance"), choices=Stance.choices, null=True, blank=True)
    stance_on = models.DateField(_("stance judged on"), null=True, blank=True)
    stance_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("stance judged by")
    )
    stance_evidence = models.TextField(_("evidence for the stance"), blank=True)
    orientation = models.CharField(
        _("orientation"),
        max_length=10,
        blank=True,
        choices={
            "money": _("Money"),
            "technology": _("Technology"),
            "relation": _("Relation"),
            "business": _("Business"),
        },
    )
    attitude = models.CharField(
        _("attitude to change"),
        max_length=10,
        blank=True,
        choices={"early": _("Early"), "pragmatic": _("Pragmatic"), "late": _("Late")},
    )
    rival_preferred = models.CharField(_("rival preferred"), max_length=120, blank=True)
    # One judgement of the three above: orientation, attitude to change and the rival preferred.
    character_on = models.DateField(_("character judged on"), null=True, blank=True, editable=False)
    character_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("character judged by"),
    )  # fmt: skip
    character_evidence = models.TextField(
        _("evidence for orientation, attitude and rival"), blank=True, default="", db_default=""
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.ACTIVE)
    status_on = models.DateField(_("status since"), null=True, blank=True)
    notes = models.TextField(_("character notes"), blank=True)
    survey_eligible = models.BooleanField(_("should have a view of our work"), default=False)
    # Rows of several accounts with one key are one human being; a move leads from the old row to the new one.
    person_key = models.UUIDField(null=True, blank=True, editable=False)
    moved_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="moved_from", editable=False,
        verbose_name=_("moved to"),
    )  # fmt: skip
    source = models.CharField(max_length=40, blank=True, editable=False)
    external_id = models.CharField(max_length=100, blank=True, editable=False)

    class Meta:
        ordering = (models.F("influence").desc(nulls_last=True), "name")
        verbose_name = _("stakeholder")
        verbose_name_plural = _("stakeholders")
        constraints = (
            models.CheckConstraint(condition=Q(influence__range=(1, 5)), name="stakeholder_influence_1_to_5"),
            models.CheckConstraint(condition=Q(stance__range=(-2, 2)), name="stakeholder_stance_range"),
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=~Q(external_id=""), name="stakeholder_source_id_once"
            ),
        )
        indexes = (
            models.Index(fields=["account", "-influence"], name="stakeholder_order"),
            models.Index(fields=["person_key"], condition=Q(person_key__isnull=False), name="stakeholder_person"),
            models.Index(Upper("email"), condition=~Q(email=""), name="stakeholder_email"),
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="stakeholder_name_words"),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:stakeholder-detail", args=[self.pk])

    @property
    def is_key_player(self) -> bool:
        """Influence of 4 or more, or economic buyer, approver, or veto."""
        return (self.influence or 0) >= 4 or self.has_veto or bool(set(self.decision_roles) & set(DECIDERS))

    def role_labels(self) -> list[str]:
        """The decision roles in words."""
        return [str(label) for value, label in DecisionRole.choices if value in self.decision_roles]


class RelationshipLink(Versioned):
    """How well one of our people knows one stakeholder."""

    account_path = "stakeholder__account"

    stakeholder = models.ForeignKey(Stakeholder, models.CASCADE, related_name="links")
    user = models.ForeignKey(User, models.PROTECT, related_name="links", verbose_name=_("our person"))
    strength = models.PositiveSmallIntegerField(_("strength now, 0 to 5"), default=0)
    wanted_strength = models.PositiveSmallIntegerField(_("wanted strength, 0 to 5"), null=True, blank=True)
    last_contact_on = models.DateField(_("last two-way contact"), null=True, blank=True)
    rhythm_days = models.PositiveSmallIntegerField(_("wanted rhythm, days"), null=True, blank=True)
    is_primary = models.BooleanField(_("keeps the link"), default=False)

    class Meta:
        ordering = ("-is_primary", "-strength")
        verbose_name = _("relationship link")
        verbose_name_plural = _("relationship links")
        constraints = (
            models.UniqueConstraint(fields=["stakeholder", "user"], name="link_once"),
            models.UniqueConstraint(fields=["stakeholder"], condition=Q(is_primary=True), name="link_one_primary"),
            models.CheckConstraint(condition=Q(strength__range=(0, 5)), name="link_strength_0_to_5"),
            models.CheckConstraint(condition=Q(wanted_strength__range=(0, 5)), name="link_wanted_0_to_5"),
        )

    def __str__(self) -> str:
        return f"{self.user} – {self.stakeholder}"

    @property
    def account(self) -> Account:
        """The account that access is decided on."""
        return self.stakeholder.account

    def days_since_contact(self, today: date) -> int | None:
        """Days since the last two-way contact, None when there was none."""
        return (today - self.last_contact_on).days if self.last_contact_on else None


class Interest(Versioned):
    """What a stakeholder wants to achieve, or fears to lose. Sensitive."""

    SENSITIVE = ("kind", "text", "strength", "effect", "mitigation")
    account_path = "stakeholder__account"

    stakeholder = models.ForeignKey(Stakeholder, models.CASCADE, related_name="interests")
    kind = models.CharField(_("kind"), max_length=6, choices={"goal": _("Goal"), "threat": _("Threat")}, default="goal")
    text = models.CharField(_("in words"), max_length=300)
    strength = models.PositiveSmallIntegerField(_("how strong, 1 to 3"), default=2)
    effect = models.CharField(
        _("what our plan does to it"),
        max_length=7,
        choices={"helps": _("Helps"), "neutral": _("Neutral"), "hurts": _("Hurts")},
        default="neutral",
    )
    mitigation = models.CharField(_("what we do about it"), max_length=300, blank=True)

    class Meta:
        ordering = ("kind", "-strength")
        verbose_name = _("interest")
        verbose_name_plural = _("interests")
        constraints = (models.CheckConstraint(condition=Q(strength__range=(1, 3)), name="interest_strength_1_to_3"),)

    def __str__(self) -> str:
        return self.text

    @property
    def account(self) -> Account:
        """The account that access is decided on."""
        return self.stakeholder.account
