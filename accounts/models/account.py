"""Customers: the account itself, its units, and its figures at a glance."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Least, Now, Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models.rows import Versioned, amount, currency
from accounts.models.user import Team, User


class KeyStatus(models.TextChoices):
    """Where an account stands in the key account programme."""

    NONE = "none", _("Not in the programme")
    CANDIDATE = "candidate", _("Candidate")
    WAITING = "waiting", _("Waiting list")
    KEY = "key", _("Key account")
    FORMER = "former", _("Former key account")


class Theme(models.TextChoices):
    """The strategic theme of an account."""

    PENETRATE = "penetrate", _("Penetrate")
    EXPAND = "expand", _("Expand")
    PROTECT = "protect", _("Protect")


class Stage(models.TextChoices):
    """The five stages of a plan cycle, in order."""

    STRATEGY = "strategy", _("Strategy")
    RESEARCH = "research", _("Research")
    ACTION_PLAN = "action_plan", _("Action plan")
    EXECUTION = "execution", _("Execution")
    REVIEW = "review", _("Review")


class Band(models.TextChoices):
    """Health bands; grey means that too little is known for a score."""

    GREEN = "green", _("Strong")
    AMBER = "amber", _("Fair")
    RED = "red", _("Weak")
    GREY = "grey", _("Unknown")


class Account(Versioned):
    """A customer company."""

    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=200, db_index=True, editable=False)
    sort_key = models.CharField(max_length=200, editable=False)
    source = models.CharField(max_length=40, blank=True, editable=False)
    external_id = models.CharField(max_length=100, blank=True, editable=False)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="subsidiaries", verbose_name=_("parent company")
    )
    # Team, manager and order have no index of their own: those of the list below begin with them.
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="accounts", verbose_name=_("team"), db_index=False
    )
    manager = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="managed_accounts",
        verbose_name=_("account manager"),
        db_index=False,
    )
    sponsor = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="sponsored_accounts", verbose_name=_("sponsor")
    )
    industry = models.CharField(_("industry"), max_length=80, blank=True, db_index=True)
    segment = models.CharField(_("segment"), max_length=80, blank=True, db_index=True)
    country = models.CharField(_("country"), max_length=80, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    website = models.URLField(_("website"), blank=True)
    domain = models.CharField(max_length=120, blank=True, db_index=True, editable=False)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    founded_year = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)
    annual_revenue = amount(_("customer's own revenue"), null=True, blank=True)
    currency = currency()
    description = models.TextField(_("description"), blank=True)
    language = models.CharField(_("customer's language"), max_length=10, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")

    key_status = models.CharField(
        _("key status"), max_length=10, choices=KeyStatus.choices, default=KeyStatus.NONE, db_index=True
    )
    theme = models.CharField(_("theme"), max_length=10, choices=Theme.choices, blank=True)
    intent = models.TextField(_("intent"), blank=True, help_text=_("What we want here, in two sentences."))
    history = models.TextField(_("history of the relationship"), blank=True)
    buying_process = models.TextField(_("buying process"), blank=True)
    addressable_spend = amount(_("spend that we could serve, a year"), null=True, blank=True)
    gross_margin_pct = models.DecimalField(
        _("margin after service cost, %"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    days_late = models.DecimalField(
        _("mean days late, 12 months"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    days_late_on = models.DateField(_("payment checked on"), null=True, blank=True)
    credit_rating = models.DecimalField(
        _("credit rating, 0 to 5"), max_digits=3, decimal_places=2, null=True, blank=True
    )
    competitive_safety = models.DecimalField(
        _("competitive safety, 0 to 5"), max_digits=3, decimal_places=2, null=True, blank=True
    )
    issues_checked_on = models.DateField(_("issues checked on"), null=True, blank=True)
    threat_notice_on = models.DateField(_("notice or tender against us on"), null=True, blank=True)
    owner_change_on = models.DateField(_("merger or new owner on"), null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("sort_key", "pk")
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = (
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=~Q(external_id=""), name="account_source_id_once"
            ),
            models.CheckConstraint(condition=Q(credit_rating__range=(0, 5)), name="account_credit_0_to_5"),
            models.CheckConstraint(condition=Q(competitive_safety__range=(0, 5)), name="account_safety_0_to_5"),
        )
        indexes = (
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="account_name_words"),
            GinIndex(OpClass(Upper("sort_key"), name="gin_trgm_ops"), name="account_sound_words"),
            models.Index(fields=["sort_key", "id"], name="account_order"),
            models.Index(fields=["team", "sort_key"], name="account_team_order"),
            models.Index(fields=["manager", "sort_key"], name="account_manager_order"),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("account-overview", args=[self.pk])

    @property
    def is_key(self) -> bool:
        """Whether the account is in the programme today."""
        return self.key_status == KeyStatus.KEY


class AccountFigures(models.Model):
    """One row an account with what lists and boards show, written by the services that own each figure.

    It is a cache of facts that live elsewhere (snapshots, plans, reviews, revenue), so that a list or a board
    over any number of accounts reads one row each and sorts by an index. The database fills in what is not known yet.
    """

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="figures")
    health = models.FloatField(_("health"), null=True, blank=True)
    health_band = models.CharField(max_length=5, choices=Band.choices, default=Band.GREY, db_default=Band.GREY)
    health_coverage = models.FloatField(default=0, db_default=0)
    health_status = models.CharField(max_length=12, default="insufficient", db_default="insufficient")
    health_trend = models.CharField(max_length=5, blank=True, default="", db_default="")  # up, level, down
    health_delta = models.FloatField(null=True, blank=True)
    health_on = models.DateField(null=True, blank=True)
    viability = models.FloatField(null=True, blank=True)
    box = models.CharField(max_length=12, blank=True, default="", db_default="")  # grow, keep, repair, re-examine
    cis = models.FloatField(null=True, blank=True)
    cis_low = models.FloatField(null=True, blank=True)
    cis_high = models.FloatField(null=True, blank=True)
    cis_label = models.CharField(max_length=6, blank=True, default="", db_default="")
    cis_on = models.DateField(null=True, blank=True)
    relationship = models.FloatField(null=True, blank=True)
    selection_total = models.FloatField(null=True, blank=True)
    completeness = models.FloatField(_("plan completeness, %"), null=True, blank=True)
    stage = models.CharField(max_length=12, choices=Stage.choices, blank=True, default="", db_default="")
    stage_place = models.GeneratedField(
        expression=Case(
            *(When(stage=stage, then=Value(place)) for place, stage in enumerate(Stage.values, 1)), default=None
        ),
        output_field=models.PositiveSmallIntegerField(null=True),
        db_persist=True,
    )
    stage_since = models.DateField(null=True, blank=True)
    next_review_on = models.DateField(null=True, blank=True)
    next_contract_end_on = models.DateField(null=True, blank=True)
    next_on = models.GeneratedField(
        expression=Least("next_review_on", "next_contract_end_on"),
        output_field=models.DateField(null=True),
        db_persist=True,
    )
    overdue_actions = models.PositiveIntegerField(default=0, db_default=0)
    open_actions = models.PositiveIntegerField(default=0, db_default=0)
    gap_count = models.PositiveIntegerField(default=0, db_default=0)
    gaps_on = models.DateField(null=True, blank=True)  # the day of the last run of the rules
    revenue_12m = amount(_("revenue, 12 months"), null=True, blank=True)
    revenue_before = amount(_("revenue, 12 months before"), null=True, blank=True)
    pipeline_weighted = amount(_("weighted pipeline"), null=True, blank=True)
    white_space = amount(_("white space"), null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())

    class Meta:
        verbose_name = _("figures")
        verbose_name_plural = _("figures")
        indexes = (
            models.Index(fields=["health"], name="figures_health"),
            models.Index(fields=["revenue_12m"], name="figures_revenue"),
            models.Index(fields=["completeness"], name="figures_completeness"),
            models.Index(fields=["cis"], name="figures_cis"),
            models.Index(fields=["next_on"], name="figures_next"),
            models.Index(fields=["stage_place"], name="figures_stage"),
            # Unknown stands last in both directions, which one index cannot serve.
            *(
                models.Index(F(name).desc(nulls_last=True), name=f"figures_{name}_down")
                for name in ("health", "revenue_12m", "completeness", "cis")
            ),
            models.Index(fields=["health_band", "health"], name="figures_band"),
            models.Index(fields=["account"], condition=Q(overdue_actions__gt=0), name="figures_overdue"),
        )

    def __str__(self) -> str:
        return f"figures of {self.account_id}"


class Unit(Versioned):
    """A site, division or legal entity of the customer."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="units")
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(
        _("kind"),
        max_length=10,
        default="division",
        choices={
            "division": _("Division"),
            "site": _("Site"),
            "entity": _("Legal entity"),
            "department": _("Department"),
        },
    )
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    country = models.CharField(_("country"), max_length=80, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    no_contact_reason = models.CharField(_("why there is no contact"), max_length=200, blank=True)

    class Meta:
        ordering = ("name",)
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = (models.UniqueConstraint(fields=["account", "name"], name="unit_name_once"),)

    def __str__(self) -> str:
        return self.name


class TeamRole(models.TextChoices):
    """The six roles of an account team."""

    PROJECT_MANAGER = "project_manager", _("Project manager")
    TECHNICAL_EXPERT = "technical_expert", _("Technical expert")
    RELATIONSHIP_LEAD = "relationship_lead", _("Relationship lead")
    COLLABORATOR = "collaborator", _("Collaborator")
    INNOVATOR = "innovator", _("Innovator")
    RESULTS_DRIVER = "results_driver", _("Results driver")


class AccountTeamMember(Versioned):
    """One of our people on an account, with the roles that they hold there."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="team_members")
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name=_("person"))
    roles = models.JSONField(_("roles"), default=list, blank=True)
    deputy = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="deputy_for", verbose_name=_("deputy")
    )
    hours_per_week = models.DecimalField(_("hours a week"), max_digits=4, decimal_places=1, null=True, blank=True)
    skills = models.CharField(_("skills"), max_length=200, blank=True)
    guest_from = models.CharField(_("guest from (department or partner)"), max_length=80, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    class Meta:
        ordering = ("user__name",)
        verbose_name = _("account team member")
        verbose_name_plural = _("account team members")
        constraints = (models.UniqueConstraint(fields=["account", "user"], name="team_member_once"),)
        indexes = (models.Index(fields=["user", "account"], condition=Q(left_on=None), name="team_member_active"),)

    def __str__(self) -> str:
        return str(self.user)

    def role_labels(self) -> list[str]:
        """The roles in words, in the order of the six."""
        return [str(label) for value, label in TeamRole.choices if value in self.roles]


class IsServed(models.Func):
    """Whether a person is in the account team of a row's account. Written out: every guarded request asks it."""

    template = (
        "EXISTS(SELECT FROM accounts_accountteammember AS mine "
        "WHERE mine.left_on IS NULL AND (mine.account_id, mine.user_id) = (%(expressions)s))"
    )
    output_field = models.BooleanField()

    def __init__(self, account: str, user: User) -> None:
        super().__init__(models.F(account), models.Value(user.pk))
