"""What reviews bring to My work: reviews to prepare, contracts to renew, sponsors to bring to the customer."""

from datetime import date, timedelta

from django.db.models import F, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Account, Contract, Interaction, KeyStatus, User
from accounts.work import WorkItem, work_source
from reviews.models import Review
from reviews.services.reminders import notice_day

PREPARE_DAYS = 21
RENEWAL_NOTICE_DAYS = 120
SPONSOR_RHYTHM_DAYS = 180
MOST = 100


@work_source("reviews")
def reviews_to_prepare(user: User, today: date) -> list[WorkItem]:
    """Planned reviews of the next three weeks, and late ones, that the person leads or whose account they manage."""
    rows = (
        Review.objects.of(user)
        .filter(status=Review.Status.PLANNED, due_on__lte=today + timedelta(days=PREPARE_DAYS))
        .select_related("account")
        .order_by("due_on")[:MOST]
    )
    return [
        WorkItem(
            key=f"review:{row.pk}",
            kind="review",
            account_id=row.account_id,
            account_name=row.account.name,
            title=_("Prepare: %(kind)s") % {"kind": row.get_kind_display()},
            url=row.get_absolute_url(),
            due_on=row.due_on,
        )
        for row in rows
    ]


@work_source("renewals")
def renewals(user: User, today: date) -> list[WorkItem]:
    """Contracts of accounts that the person manages, whose day of notice comes near and that have no renewal deal."""
    rows = (
        Contract.objects.filter(account__manager=user, status=Contract.Status.ACTIVE, renewal_deal=None)
        .filter(ends_on__gte=today, ends_on__lte=today + timedelta(days=2 * RENEWAL_NOTICE_DAYS))
        .select_related("account")
        .order_by("ends_on")[:MOST]
    )
    return [
        WorkItem(
            key=f"renewal:{row.pk}",
            kind="renewal",
            account_id=row.account_id,
            account_name=row.account.name,
            title=_("No renewal deal for contract “%(name)s”") % {"name": row.name},
            url=reverse("accounts:account-money", args=[row.account_id]),
            due_on=notice_day(row),
            note=_("Last day of notice"),
        )
        for row in rows
        if notice_day(row) <= today + timedelta(days=RENEWAL_NOTICE_DAYS)
    ]


@work_source("sponsor")
def sponsor_meetings(user: User, today: date) -> list[WorkItem]:
    """Key accounts of the person (manager or sponsor) whose sponsor has not met the customer within the rhythm."""
    accounts = Account.objects.filter(Q(manager=user) | Q(sponsor=user), key_status=KeyStatus.KEY)
    met = dict(
        Interaction.objects.filter(account__in=accounts, is_two_way=True, people=F("account__sponsor"))
        .order_by()
        .values_list("account_id")
        .annotate(last=Max("happened_on"))
    )
    since = today - timedelta(days=SPONSOR_RHYTHM_DAYS)
    rows = accounts.filter(sponsor__isnull=False).select_related("sponsor").order_by("sort_key")[:MOST]
    return [
        WorkItem(
            key=f"sponsor:{row.pk}:{met.get(row.pk, '')}",
            kind="sponsor",
            account_id=row.pk,
            account_name=row.name,
            title=_("Bring %(sponsor)s and the customer together")
            % {"sponsor": row.sponsor.name if row.sponsor else ""},
            url=row.get_absolute_url(),
            due_on=met[row.pk] + timedelta(days=SPONSOR_RHYTHM_DAYS) if row.pk in met else None,
            note=_("Sponsor meeting every %(days)s days") % {"days": SPONSOR_RHYTHM_DAYS},
        )
        for row in rows
        if met.get(row.pk, date.min) < since
    ]
