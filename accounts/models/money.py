"""What the customer buys: products, opportunities, contracts, revenue, white space, and the rivals."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account, Unit
from accounts.models.rows import Versioned, amount, currency
from accounts.models.user import User


class Product(Versioned):
    """Something that we sell."""

    name = models.CharField(_("name"), max_length=120)
    name_key = models.CharField(max_length=120, unique=True, editable=False)
    series = models.CharField(_("series"), max_length=80, blank=True)
    list_price = amount(_("list price"), null=True, blank=True)
    currency = currency()

    class Meta:
        ordering = ("series", "name")
        verbose_name = _("product")
        verbose_name_plural = _("products")

    def __str__(self) -> str:
        return self.name


class Opportunity(Versioned):
    """A deal. Deals that a CRM holds without a customer stay here without an account until somebody assigns them."""

    class Stage(models.TextChoices):
        EARLY = "early", _("Open, early")
        MID = "mid", _("Open, middle")
        LATE = "late", _("Open, late")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")

    OPEN = (Stage.EARLY, Stage.MID, Stage.LATE)

    # An import writes many, most of them without these: the database fills them in sooner than it reads them.
    version = models.PositiveIntegerField(_("version"), default=1, db_default=1, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True, db_default=Now())
    updated_at = models.DateTimeField(_("changed at"), auto_now=True, db_default=Now())
    account = models.ForeignKey(
        Account,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="opportunities",
        verbose_name=_("account"),
        db_index=False,  # opportunity_account begins with it
    )
    name = models.CharField(_("name"), max_length=200)
    # Nobody looks for deals by owner, nor for closed ones by product, and an import writes many: no index of all.
    product = models.ForeignKey(
        Product,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="opportunities",
        verbose_name=_("product"),
        db_index=False,
    )
    owner = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="opportunities",
        verbose_name=_("owner"),
        db_index=False,
    )
    stage = models.CharField(_("stage"), max_length=6, choices=Stage.choices, default=Stage.EARLY)
    source_stage = models.CharField(_("stage in the source"), max_length=80, blank=True)
    amount = amount(_("amount"), null=True, blank=True)
    currency = currency()
    probability = models.PositiveSmallIntegerField(_("probability, %"), null=True, blank=True)
    engaged_on = models.DateField(_("opened on"), null=True, blank=True)
    close_on = models.DateField(_("closes on"), null=True, blank=True)
    next_step = models.CharField(_("next step"), max_length=200, blank=True, default="", db_default="")
    is_renewal = models.BooleanField(_("renewal"), default=False, db_default=False)
    competitor = models.CharField(_("competitor"), max_length=120, blank=True, default="", db_default="")
    loss_reason = models.CharField(_("reason for the loss"), max_length=200, blank=True, default="", db_default="")
    win_reason = models.CharField(_("reason for the win"), max_length=200, blank=True, default="", db_default="")
    source = models.CharField(max_length=40, blank=True, editable=False)
    external_id = models.CharField(max_length=100, blank=True, editable=False)

    class Meta:
        ordering = (models.F("close_on").desc(nulls_first=True), "-pk")
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        constraints = (
            # The id comes first: all deals of a source share the other, and each comparison would begin with it.
            models.UniqueConstraint(
                fields=["external_id", "source"], condition=~Q(external_id=""), name="opportunity_external_id_once"
            ),
            models.CheckConstraint(condition=Q(probability__range=(0, 100)), name="opportunity_probability_pct"),
        )
        indexes = (
            models.Index(fields=["account", "-close_on"], name="opportunity_account"),
            models.Index(
                fields=["account", "product"], condition=Q(stage__in=["early", "mid", "late"]), name="opportunity_open"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Neither won nor lost."""
        return self.stage in self.OPEN


class Contract(Versioned):
    """A contract with the customer, and our estimate of its renewal."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Running")
        RENEWED = "renewed", _("Renewed")
        ENDED = "ended", _("Ended")
        LOST = "lost", _("Lost")

    class EndResult(models.TextChoices):
        MORE = "more", _("Renewed for more")
        SAME = "same", _("Renewed for the same")
        LESS = "less", _("Renewed for less")
        LOST = "lost", _("Lost")

    account = models.ForeignKey(Account, models.CASCADE, related_name="contracts")
    name = models.CharField(_("name"), max_length=160)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True, db_index=True)
    notice_days = models.PositiveSmallIntegerField(_("notice, days"), default=90)
    annual_value = amount(_("value a year"), null=True, blank=True)
    currency = currency()
    renewal_chance = models.PositiveSmallIntegerField(_("renewal chance, %"), null=True, blank=True)
    renewal_chance_on = models.DateField(_("chance judged on"), null=True, blank=True)
    renewal_deal = models.ForeignKey(
        Opportunity, models.SET_NULL, null=True, blank=True, related_name="renews", verbose_name=_("renewal deal")
    )
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.ACTIVE)
    end_result = models.CharField(
        _("how it ended"), max_length=4, choices=EndResult.choices, blank=True, default="", db_default=""
    )
    end_result_on = models.DateField(_("known since"), null=True, blank=True)
    source = models.CharField(max_length=40, blank=True, editable=False)
    external_id = models.CharField(max_length=100, blank=True, editable=False)

    class Meta:
        ordering = ("ends_on", "pk")
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        constraints = (
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=~Q(external_id=""), name="contract_source_id_once"
            ),
            models.CheckConstraint(condition=Q(renewal_chance__range=(0, 100)), name="contract_chance_pct"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="contract_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Revenue(models.Model):
    """What we billed one account in one month, for one product and unit where known."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="revenue")
    month = models.DateField(_("month"))
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    unit = models.ForeignKey(Unit, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    amount = amount(_("amount"))
    currency = currency()
    source = models.CharField(max_length=40, blank=True, editable=False)
    external_id = models.CharField(max_length=100, blank=True, editable=False)

    class Meta:
        ordering = ("-month", "pk")
        verbose_name = _("revenue")
        verbose_name_plural = _("revenue")
        constraints = (
            models.UniqueConstraint(
                fields=["account", "month", "product", "unit", "source"],
                name="revenue_once",
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.amount} {self.currency}"


class WhiteSpaceCell(Versioned):
    """One product in one unit: ours, a rival's, a target of ours, or nobody's yet."""

    class Status(models.TextChoices):
        UNKNOWN = "unknown", _("Unknown")
        OURS = "ours", _("Ours")
        RIVAL = "rival", _("A rival's")
        TARGET = "target", _("Target")
        EMPTY = "empty", _("Open")
        NOT_NEEDED = "not_needed", _("Not needed")

    account = models.ForeignKey(Account, models.CASCADE, related_name="white_space")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.UNKNOWN)
    current_amount = amount(_("bought from us a year"), null=True, blank=True)
    potential_amount = amount(_("possible a year"), null=True, blank=True)
    currency = currency()
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ("unit__name", "product__name")
        verbose_name = _("white space cell")
        verbose_name_plural = _("white space")
        constraints = (
            models.UniqueConstraint(
                fields=["account", "unit", "product"], name="white_space_once", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        return f"{self.product_id} in {self.unit_id or 'account'}"


class Competitor(Versioned):
    """A rival's presence at an account."""

    class Status(models.TextChoices):
        PRESENT = "present", _("Works there")
        ENTERING = "entering", _("Tries to get in")
        IN_HOUSE = "in_house", _("Customer does it")

    account = models.ForeignKey(Account, models.CASCADE, related_name="competitors")
    name = models.CharField(_("name"), max_length=120)
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.PRESENT)
    unit = models.ForeignKey(Unit, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    annual_amount = amount(_("about how much a year"), null=True, blank=True)
    currency = currency()
    better_at = models.CharField(_("does better than we do"), max_length=200, blank=True)

    class Meta:
        ordering = ("name",)
        verbose_name = _("competitor")
        verbose_name_plural = _("competitors")

    def __str__(self) -> str:
        return self.name
