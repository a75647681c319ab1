"""What the plan commits us to: objectives, actions and risks."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Stakeholder, User
from accounts.models.rows import Versioned
from planning.models.plan import Plan

# Probability times impact, of 25.
GRAVE, SERIOUS = 15, 8


class ObjectiveQuerySet(models.QuerySet["Objective"]):
    """Which objectives."""

    def live(self) -> "ObjectiveQuerySet":
        """Not dropped: what the plan stands for."""
        return self.exclude(status=Objective.Status.DROPPED)

    def open(self) -> "ObjectiveQuerySet":
        """Still being worked at."""
        return self.filter(status__in=Objective.RUNNING)

    def overdue(self, today: date) -> "ObjectiveQuerySet":
        """Open and past their day."""
        return self.open().filter(due_on__lt=today)


class ActionQuerySet(models.QuerySet["Action"]):
    """Which actions."""

    def open(self) -> "ActionQuerySet":
        """Not done yet."""
        return self.filter(done_on=None)

    def overdue(self, today: date) -> "ActionQuerySet":
        """Open and past their day."""
        return self.open().filter(due_on__lt=today)

    def due_before(self, day: date) -> "ActionQuerySet":
        """Open, with a day before this one."""
        return self.open().filter(due_on__lt=day)


class RiskQuerySet(models.QuerySet["Risk"]):
    """Which risks."""

    def open(self) -> "RiskQuerySet":
        """Still to be watched."""
        return self.filter(status=Risk.Status.OPEN)

    def gravest(self) -> "RiskQuerySet":
        """Open ones before closed ones, the greatest exposure first, those of unknown weight last."""
        exposure = models.F("probability") * models.F("impact")
        return self.order_by("-status", exposure.desc(nulls_last=True), "pk")


class Objective(Versioned):
    """One of two to five aims of a plan, with its measure, and what it is worth to the customer."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        AT_RISK = "at_risk", _("At risk")
        REACHED = "reached", _("Reached")
        DROPPED = "dropped", _("Dropped")

    class Aim(models.TextChoices):
        GROW = "grow", _("Grow")
        IMPROVE = "improve", _("Improve their business")
        PROTECT = "protect", _("Protect what we have")

    RUNNING = (Status.OPEN, Status.AT_RISK)

    account = models.ForeignKey(Account, models.CASCADE, related_name="objectives")
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="objectives")
    title = models.CharField(_("objective"), max_length=200)
    aim = models.CharField(_("aim"), max_length=7, choices=Aim.choices, blank=True)
    measure = models.CharField(_("measure"), max_length=120, blank=True)
    unit = models.CharField(_("unit of the measure"), max_length=20, blank=True)
    baseline = models.DecimalField(_("baseline"), max_digits=16, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=16, decimal_places=2, null=True, blank=True)
    current = models.DecimalField(_("current value"), max_digits=16, decimal_places=2, null=True, blank=True)
    current_on = models.DateField(_("measured on"), null=True, blank=True)
    due_on = models.DateField(_("by"), null=True, blank=True)
    owner = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="objectives", verbose_name=_("owner")
    )
    improves_customer = models.BooleanField(_("improves the customer's business"), default=False)
    customer_value = models.CharField(_("value to the customer"), max_length=300, blank=True)
    accepted_by = models.ForeignKey(
        Stakeholder, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("value case accepted by")
    )
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.OPEN)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    outcome = models.TextField(_("what came of it"), blank=True)
    # A key of planning.measures; empty while the current value is typed.
    measured_by = models.CharField(_("current value"), max_length=30, blank=True)
    measured_from = models.DateField(_("counted from"), null=True, blank=True)
    measured_facts = models.JSONField(_("how it was computed"), default=dict, blank=True, editable=False)

    objects = ObjectiveQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Neither reached nor dropped."""
        return self.status in self.RUNNING

    def is_overdue(self, today: date) -> bool:
        """Open and past its day."""
        return self.is_open and self.due_on is not None and self.due_on < today

    @property
    def is_complete(self) -> bool:
        """Has measure, baseline, target, date and owner, as the gate of the action plan asks."""
        return bool(self.measure and self.due_on and self.owner_id) and None not in (self.baseline, self.target)

    @property
    def progress(self) -> float | None:
        """Share of the way from baseline to target, 0 to 100; None when it cannot be told."""
        if self.current is None or self.baseline is None or self.target in (None, self.baseline):
            return None
        share = (self.current - self.baseline) / (self.target - self.baseline)
        return float(min(Decimal(1), max(Decimal(0), share)) * 100)


class Action(Versioned):
    """A thing that one of us does by a day."""

    class Kind(models.TextChoices):
        GENERAL = "general", _("General")
        COMMITMENT = "commitment", _("Promise to the customer")
        FIND_OUT = "find_out", _("Find out")
        DECISION = "decision", _("Decision of a review")
        TRAINING = "training", _("Training or staffing")

    account = models.ForeignKey(Account, models.CASCADE, related_name="actions")
    plan = models.ForeignKey(Plan, models.SET_NULL, null=True, blank=True, related_name="actions")
    objective = models.ForeignKey(
        Objective, models.SET_NULL, null=True, blank=True, related_name="actions", verbose_name=_("objective")
    )
    stakeholder = models.ForeignKey(
        Stakeholder, models.SET_NULL, null=True, blank=True, related_name="actions", verbose_name=_("concerns")
    )
    people = models.ManyToManyField(
        Stakeholder, blank=True, related_name="shared_actions", verbose_name=_("also concerns")
    )
    title = models.CharField(_("action"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.GENERAL)
    owner_unit = models.CharField(_("our department or partner"), max_length=80, blank=True)
    owner = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="actions", verbose_name=_("owner")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    waits_for = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="followers", verbose_name=_("waits for")
    )
    note = models.TextField(_("note"), blank=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = (models.F("done_on").desc(nulls_first=True), "due_on", "pk")
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        indexes = (
            models.Index(fields=["owner", "due_on"], condition=Q(done_on=None), name="action_open_owner"),
            models.Index(fields=["account", "due_on"], name="action_account_due"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(waits_for=None) | ~Q(waits_for=models.F("pk")), name="action_waits_for_another"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_blocked(self) -> bool:
        """Open, and so is the action that it waits for."""
        return self.done_on is None and self.waits_for is not None and self.waits_for.done_on is None

    def is_overdue(self, today: date) -> bool:
        """Open and past its day."""
        return self.done_on is None and self.due_on is not None and self.due_on < today


class Risk(Versioned):
    """What could go wrong, how likely, how bad, and who keeps watch."""

    class Kind(models.TextChoices):
        COMPETITIVE = "competitive", _("A rival's move")
        RELATION = "relation", _("Relationship")
        DELIVERY = "delivery", _("Delivery")
        CREDIT = "credit", _("Credit or contract")
        INTERNAL = "internal", _("On our side")
        MARKET = "market", _("Market or rules")

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    account = models.ForeignKey(Account, models.CASCADE, related_name="risks")
    plan = models.ForeignKey(Plan, models.SET_NULL, null=True, blank=True, related_name="risks")
    title = models.CharField(_("risk"), max_length=200)
    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices, default=Kind.MARKET)
    probability = models.PositiveSmallIntegerField(_("probability, 1 to 5"), null=True, blank=True)
    impact = models.PositiveSmallIntegerField(_("impact, 1 to 5"), null=True, blank=True)
    owner = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="risks", verbose_name=_("who keeps watch")
    )
    mitigation = models.TextField(_("what we do about it"), blank=True)
    check_on = models.DateField(_("look at it again on"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=6, choices=Status.choices, default=Status.OPEN)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    outcome = models.TextField(_("what came of it"), blank=True)

    objects = RiskQuerySet.as_manager()

    class Meta:
        ordering = ("status", "-probability", "-impact", "pk")
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        constraints = (
            models.CheckConstraint(condition=Q(probability__range=(1, 5)), name="risk_probability_1_to_5"),
            models.CheckConstraint(condition=Q(impact__range=(1, 5)), name="risk_impact_1_to_5"),
        )

    def __str__(self) -> str:
        return self.title

    def is_check_due(self, today: date) -> bool:
        """Open, and the day to look at it again has come."""
        return self.status == self.Status.OPEN and self.check_on is not None and self.check_on <= today

    @property
    def exposure(self) -> int | None:
        """Probability times impact, 1 to 25; None when either is unknown."""
        return self.probability * self.impact if self.probability and self.impact else None

    @property
    def band(self) -> str:
        """How grave: weak from 15 of 25 on, fair from 8 on; empty when it is unknown."""
        if self.exposure is None:
            return ""
        return "weak" if self.exposure >= GRAVE else "fair" if self.exposure >= SERIOUS else "strong"
