"""Reviews with their decisions, and the documents made of a plan."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Job, Stakeholder, User
from accounts.models.rows import Versioned
from planning.models import Action, Plan


class ReviewQuerySet(models.QuerySet["Review"]):
    """Reviews by who has to do with them."""

    def of(self, user: User, *, taking_part: bool = False) -> "ReviewQuerySet":
        """Those that the person leads or whose account they manage; with `taking_part` also those they are asked to.

        A union of index look-ups: one condition with "or" over three tables would read every planned review.
        """
        led = Review.objects.filter(lead=user).order_by().values("pk")
        managed = Review.objects.filter(account__manager=user).order_by().values("pk")
        parts: list[models.QuerySet[Any, Any]] = [managed]
        if taking_part:
            parts.append(Review.people.through.objects.filter(user=user).order_by().values("review_id"))
        return self.filter(pk__in=led.union(*parts, all=True))


class Review(Versioned):
    """A meeting about an account: planned, then held with notes, a rating, decisions and the next date."""

    class Kind(models.TextChoices):
        CHECK_IN = "check_in", _("Team check-in")
        INSPECTION = "inspection", _("Manager inspection")
        INTERNAL = "internal", _("Internal account review")
        CUSTOMER = "customer", _("Customer business review")
        EXECUTIVE = "executive", _("Executive meeting")
        RENEWAL = "renewal", _("Plan renewal")

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")

    account = models.ForeignKey(Account, models.CASCADE, related_name="reviews")
    plan = models.ForeignKey(Plan, models.SET_NULL, null=True, blank=True, related_name="reviews")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.INTERNAL)
    status = models.CharField(_("status"), max_length=9, choices=Status.choices, default=Status.PLANNED)
    due_on = models.DateField(_("planned for"))
    held_on = models.DateField(_("held on"), null=True, blank=True)
    lead = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("led by"))
    people = models.ManyToManyField(User, blank=True, related_name="reviews", verbose_name=_("our people"))
    stakeholders = models.ManyToManyField(
        Stakeholder, blank=True, related_name="reviews", verbose_name=_("customer's people")
    )
    agenda = models.TextField(_("agenda"), blank=True)
    notes = models.TextField(_("notes"), blank=True)
    rating = models.PositiveSmallIntegerField(_("how useful, 1 to 5"), null=True, blank=True)
    next_on = models.DateField(_("next date"), null=True, blank=True)
    scores = models.JSONField(_("scores on the day"), default=dict, blank=True, editable=False)
    pulled_forward_because = models.CharField(_("pulled forward because"), max_length=200, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ("-due_on", "-pk")
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = (models.CheckConstraint(condition=Q(rating__range=(1, 5)), name="review_rating_1_to_5"),)
        indexes = (
            models.Index(fields=["due_on", "id"], condition=Q(status="planned"), name="review_planned"),
            models.Index(fields=["account", "-due_on"], name="review_account"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.held_on or self.due_on}"

    def get_absolute_url(self) -> str:
        return reverse("reviews:review-detail", args=[self.pk])


class ReviewTrigger(Versioned):
    """Something happened that pulls a review forward; each occasion once, and it can be taken back."""

    class Kind(models.TextChoices):
        PERSON = "person", _("A sponsor or champion left")
        RED = "red", _("Health turned red")
        FELL = "fell", _("Health fell by 10 or more")
        CIS = "cis", _("Customer Improvement Score fell")
        TENDER = "tender", _("Tender or notice against us")
        CONTRACT = "contract", _("Contract ends without a renewal deal")
        OWNER = "owner", _("Merger or new owner")
        ISSUE = "issue", _("Critical issue open for long")

    account = models.ForeignKey(Account, models.CASCADE, related_name="review_triggers")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    key = models.CharField(max_length=60)  # the occasion: told once
    facts = models.JSONField(default=dict)  # what reviews.triggers puts into words
    found_on = models.DateField(_("found on"))
    review = models.ForeignKey(Review, models.SET_NULL, null=True, blank=True, related_name="triggers")
    due_before = models.DateField(_("planned for before"), null=True, blank=True)
    has_made_review = models.BooleanField(default=False)
    undone_on = models.DateField(_("taken back on"), null=True, blank=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-found_on", "-pk")
        verbose_name = _("trigger of a review")
        verbose_name_plural = _("triggers of reviews")
        constraints = (models.UniqueConstraint(fields=["account", "kind", "key"], name="trigger_once"),)

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Decision(Versioned):
    """What a review decided; it becomes an action of its owner."""

    account_path = "review__account"

    review = models.ForeignKey(Review, models.CASCADE, related_name="decisions")
    text = models.CharField(_("decision"), max_length=300)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("owner"))
    due_on = models.DateField(_("due on"))
    action = models.OneToOneField(Action, models.SET_NULL, null=True, blank=True, related_name="decision")

    class Meta:
        ordering = ("pk",)
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")

    def __str__(self) -> str:
        return self.text

    @property
    def account(self) -> Account:
        """The account that access is decided on."""
        return self.review.account


class Document(models.Model):
    """A PDF of a plan as it was made: stored file, hash, version, who asked for it."""

    class Variant(models.TextChoices):
        SPONSOR = "sponsor", _("Sponsor")
        FULL = "full", _("Full, internal")
        CUSTOMER = "customer", _("Customer version")

    class Paper(models.TextChoices):
        A4 = "A4", "A4"
        LETTER = "letter", _("Letter")

    account = models.ForeignKey(Account, models.CASCADE, related_name="documents")
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="documents")
    variant = models.CharField(_("variant"), max_length=8, choices=Variant.choices, default=Variant.SPONSOR)
    language = models.CharField(_("language"), max_length=10, default="en")
    paper = models.CharField(_("paper"), max_length=6, choices=Paper.choices, default=Paper.A4)
    plan_version = models.CharField(max_length=8)
    is_sensitive = models.BooleanField(default=False)  # holds stances and notes on persons
    as_of = models.DateField()
    file = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    pages = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return f"{self.account} {self.get_variant_display()} {self.plan_version}"

    @property
    def is_ready(self) -> bool:
        """The file is there."""
        return bool(self.sha256)


class Snooze(models.Model):
    """A piece of My work that a person does not want to see before a day (accounts.work gives the key)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="snoozes")
    key = models.CharField(max_length=80)
    until = models.DateField()

    class Meta:
        verbose_name = _("snooze")
        verbose_name_plural = _("snoozes")
        constraints = (models.UniqueConstraint(fields=["user", "key"], name="snooze_once"),)

    def __str__(self) -> str:
        return f"{self.key} {self.until}"
