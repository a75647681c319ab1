"""Scores as they were: methods, selection assessments, survey waves, snapshots."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Band, Stakeholder, User
from accounts.models.rows import Versioned, amount


class Programme(models.Model):
    """The organisation's own figures for the method; one row."""

    supplier_name = models.CharField(_("our name, as customers know it"), max_length=80, default="KAM")
    currency = models.CharField(_("currency of boards"), max_length=3, default="EUR")
    key_account_cap = models.PositiveSmallIntegerField(_("most key accounts"), default=25)
    revenue_reference = amount(_("revenue that earns 100 points"), default=5_000_000)
    potential_reference = amount(_("potential that earns 100 points"), default=10_000_000)
    minimum_revenue = amount(_("minimum revenue of a key account"), default=1_000_000)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programme")
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="programme_one_row"),)

    def __str__(self) -> str:
        return self.supplier_name


class Method(models.Model):
    """A scoring method with its weights, points and bands, as data. A published one is never changed."""

    class Model(models.TextChoices):
        CIS = "cis", _("Customer Improvement Score")
        HEALTH = "health", _("Health")
        VIABILITY = "viability", _("Viability")
        SELECTION = "select", _("Selection")

    model = models.CharField(max_length=9, choices=Model.choices)
    version = models.CharField(max_length=20, unique=True)  # health-1
    parameters = models.JSONField()
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("why it was changed"), blank=True, default="")

    class Meta:
        ordering = ("model", "published_at")
        verbose_name = _("method")
        verbose_name_plural = _("methods")

    def __str__(self) -> str:
        return self.version


class MethodDraft(Versioned):
    """The next version of a method while administrators work on it; one a model. Publishing makes it a `Method`."""

    model = models.CharField(_("method"), max_length=9, choices=Method.Model.choices, unique=True)
    base = models.CharField(_("made from"), max_length=20)
    parameters = models.JSONField(_("numbers"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("model",)
        verbose_name = _("draft of a method")
        verbose_name_plural = _("drafts of methods")

    def __str__(self) -> str:
        return f"{self.get_model_display()} ({self.base})"


class ScoreSnapshot(models.Model):
    """One score of one account as it was, with its inputs and its method. The database refuses changes."""

    class Model(models.TextChoices):
        HEALTH = "health", _("Health")
        VIABILITY = "viability", _("Viability")

    class Trigger(models.TextChoices):
        NIGHTLY = "nightly", _("Nightly")
        CHANGE = "change", _("After a change")

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(
        Account, models.CASCADE, related_name="snapshots", db_index=False
    )  # snapshot_day has it
    model = models.CharField(max_length=9, choices=Model.choices)
    method = models.CharField(max_length=20)
    day = models.DateField()
    taken_at = models.DateTimeField(default=timezone.now)
    trigger = models.CharField(max_length=7, choices=Trigger.choices, default=Trigger.NIGHTLY)
    raw = models.FloatField(null=True)  # before caps and override
    score = models.FloatField(null=True)  # as shown; null when insufficient
    coverage = models.FloatField()
    status = models.CharField(max_length=12)  # normal, provisional, insufficient
    band = models.CharField(max_length=5, choices=Band.choices)
    inputs = models.JSONField()
    result = models.JSONField()

    class Meta:
        ordering = ("-day", "-taken_at", "-pk")
        verbose_name = _("score snapshot")
        verbose_name_plural = _("score snapshots")
        constraints = (
            models.UniqueConstraint(
                fields=["account", "model", "day"], condition=Q(trigger="nightly"), name="snapshot_one_a_night"
            ),
        )
        indexes = (models.Index(fields=["account", "model", "-day", "-taken_at"], name="snapshot_day"),)

    def __str__(self) -> str:
        return f"{self.method} {self.day}"


class HealthOverride(models.Model):
    """The lead's own correction of the health score: at most 20 points, with a reason, for at most 60 days."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="health_overrides")
    points = models.SmallIntegerField(_("points"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(_("ends on"))
    ended_early_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-starts_on", "-pk")
        verbose_name = _("health override")
        verbose_name_plural = _("health overrides")
        constraints = (models.CheckConstraint(condition=Q(points__range=(-20, 20)), name="override_20_points"),)

    def __str__(self) -> str:
        return f"{self.points:+d}"


class Assessment(Versioned):
    """A selection scorecard of one account: facts, ratings, result, and the decision made on it."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        DECIDED = "decided", _("Decided")

    account = models.ForeignKey(Account, models.CASCADE, related_name="assessments")
    method = models.CharField(max_length=20, default="select-1")
    variant = models.CharField(max_length=5, choices={"light": _("Light"), "full": _("Full")}, default="full")
    status = models.CharField(max_length=7, choices=Status.choices, default=Status.DRAFT)
    is_latest = models.BooleanField(default=True)  # the newest of its account: boards read these alone
    made_on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    inputs = models.JSONField(default=dict)  # as select-1 takes them, and the programme's own amounts
    result = models.JSONField(default=dict)  # as select-1 gives them
    total = models.FloatField(null=True, blank=True)
    value_axis = models.FloatField(null=True, blank=True)
    position_axis = models.FloatField(null=True, blank=True)
    decision = models.CharField(
        _("decision"),
        max_length=9,
        blank=True,
        choices={
            "key": _("Key account"),
            "waiting": _("Waiting list"),
            "candidate": _("Candidate"),
            "not_key": _("Not key"),
            "leaving": _("Leaves the programme"),
        },
    )
    decision_reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(_("decided on"), null=True, blank=True)

    class Meta:
        ordering = ("-made_on", "-pk")
        verbose_name = _("selection assessment")
        verbose_name_plural = _("selection assessments")
        constraints = (
            models.UniqueConstraint(fields=["account"], condition=Q(is_latest=True), name="assessment_one_latest"),
            models.UniqueConstraint(fields=["account"], condition=Q(status="draft"), name="assessment_one_draft"),
        )
        indexes = (
            models.Index(fields=["account", "-made_on"], name="assessment_latest"),
            models.Index(
                models.F("total").desc(nulls_last=True),
                models.F("value_axis").desc(nulls_last=True),
                condition=Q(is_latest=True),
                name="assessment_rank",
            ),
            models.Index(
                models.F("decided_on").desc(),
                models.F("id").desc(),
                condition=Q(status="decided"),
                name="assessment_decided",
            ),
        )

    def __str__(self) -> str:
        return f"{self.method} {self.made_on}"


class Rating(Versioned):
    """One rater's 0 to 5 for one criterion of an assessment, with the note that backs it."""

    account_path = "assessment__account"

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="ratings")
    rater = models.ForeignKey(User, models.PROTECT, related_name="+")
    criterion = models.CharField(max_length=3)  # K6
    value = models.PositiveSmallIntegerField(_("rating"))
    note = models.CharField(_("note"), max_length=300)

    class Meta:
        ordering = ("criterion", "pk")
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = (
            models.UniqueConstraint(fields=["assessment", "rater", "criterion"], name="rating_once"),
            models.CheckConstraint(condition=Q(value__range=(0, 5)), name="rating_0_to_5"),
        )

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"

    @property
    def account(self) -> Account:
        """The account that access is decided on."""
        return self.assessment.account


class GateWaiver(models.Model):
    """A named executive lets an account be key although a gate fails, until a day."""

    account_path = "assessment__account"

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="waivers")
    gate = models.CharField(max_length=12)  # margin, payment, size
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("waived by"))
    reason = models.TextField(_("reason"))
    ends_on = models.DateField(_("ends on"))

    class Meta:
        ordering = ("gate",)
        verbose_name = _("gate waiver")
        verbose_name_plural = _("gate waivers")
        constraints = (models.UniqueConstraint(fields=["assessment", "gate"], name="waiver_once"),)

    def __str__(self) -> str:
        return self.gate

    @property
    def account(self) -> Account:
        """The account that access is decided on."""
        return self.assessment.account


class Wave(Versioned):
    """A Customer Improvement Score survey of one account."""

    class Mode(models.TextChoices):
        NAMED = "named", _("Named")
        CONFIDENTIAL = "confidential", _("Confidential")

    account = models.ForeignKey(Account, models.CASCADE, related_name="waves")
    name = models.CharField(_("wave"), max_length=60)
    mode = models.CharField(_("mode"), max_length=12, choices=Mode.choices, default=Mode.NAMED)
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"))
    closed_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who asks")
    )
    purpose = models.TextField(_("why we ask"), blank=True)
    by_mail = models.BooleanField(_("send invitations and reminders by e-mail"), default=False)
    eligible = models.PositiveSmallIntegerField(_("people who should have a view"), default=0)
    method = models.CharField(max_length=20, default="cis-1")
    inputs = models.JSONField(default=dict)
    result = models.JSONField(default=dict)

    class Meta:
        ordering = ("-opens_on", "-pk")
        verbose_name = _("survey wave")
        verbose_name_plural = _("survey waves")
        indexes = (
            models.Index(fields=["account", "-closes_on"], name="wave_latest"),
            models.Index(fields=["closes_on"], condition=Q(closed_at=None), name="wave_open"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_named(self) -> bool:
        """Whether single answers may be shown once it is closed."""
        return self.mode == self.Mode.NAMED


class Respondent(Versioned):
    """One invited person of a wave: the weight and department are frozen from the map; answers are CS1 to CS9, CSA."""

    account_path = "wave__account"

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="respondents")
    stakeholder = models.ForeignKey(Stakeholder, models.PROTECT, related_name="+", verbose_name=_("stakeholder"))
    weight = models.PositiveSmallIntegerField(_("weight, 1 to 3"), default=1)
    department = models.CharField(_("department"), max_length=120, blank=True)
    language = models.CharField(max_length=10, default="en")
    invited_on = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answers = models.JSONField(default=list, blank=True)  # nine values 1..7 or null
    anchor = models.PositiveSmallIntegerField(null=True, blank=True)
    best_improvement = models.TextField(_("which improvement mattered most"), blank=True)
    next_improvement = models.TextField(_("what to improve together next"), blank=True)
    draft = models.JSONField(default=dict, blank=True)  # what is half-finished, by field; counts nowhere
    answered_link = models.ForeignKey(
        "SurveyLink", models.SET_NULL, null=True, blank=True, related_name="+"
    )  # through which the answers came; empty when we typed them
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    interviewer = models.CharField(_("who asked"), max_length=120, blank=True)

    class Meta:
        ordering = ("-weight", "stakeholder__name")
        verbose_name = _("respondent")
        verbose_name_plural = _("respondents")
        constraints = (
            models.UniqueConstraint(fields=["wave", "stakeholder"], name="respondent_once"),
            models.CheckConstraint(condition=Q(weight__range=(1, 3)), name="respondent_weight_1_to_3"),
        )

    def __str__(self) -> str:
        return str(self.stakeholder)

    @property
    def account(self) -> Account:
        """The account that access is decided on."""
        return self.wave.account


class SurveyLink(models.Model):
    """A link with which one respondent answers, and the mail that carried it. Only a hash of its token is kept."""

    account_path = "respondent__wave__account"
    RANDOM_BYTES = 32

    class Step(models.TextChoices):
        INVITATION = "invitation", _("Invitation")
        FIRST = "first", _("First reminder")
        SECOND = "second", _("Second reminder")
        AGAIN = "again", _("Sent again")
        HANDED = "handed", _("Handed over")

    respondent = models.ForeignKey(Respondent, models.CASCADE, related_name="links")
    step = models.CharField(max_length=10, choices=Step.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField(blank=True)  # where it went; empty when handed over
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("made_at", "pk")
        verbose_name = _("survey link")
        verbose_name_plural = _("survey links")
        constraints = (
            models.UniqueConstraint(
                fields=["respondent", "step"],
                condition=Q(step__in=("invitation", "first", "second")),
                name="survey_mail_once",
            ),
        )

    def __str__(self) -> str:
        return self.get_step_display()
