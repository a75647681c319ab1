"""The units of a customer, as their list shows them."""

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.models import Account, Stakeholder, Unit, WhiteSpaceCell

SERVING = Q(stakeholders__status=Stakeholder.Status.ACTIVE)


def unit_lines(account: Account) -> QuerySet[Unit]:
    """Units with the number of people known there, the last contact, and what is bought and possible."""
    cells = (
        WhiteSpaceCell.objects.filter(unit=OuterRef("pk"), currency=account.currency)
        .exclude(status=WhiteSpaceCell.Status.NOT_NEEDED)
        .order_by()
        .values("unit")
    )
    return (
        Unit.objects.filter(account=account)
        .select_related("parent")
        .annotate(
            people=Count("stakeholders", filter=SERVING, distinct=True),
            last_contact_on=Max("stakeholders__links__last_contact_on", filter=SERVING),
            bought=Subquery(cells.annotate(total=Sum("current_amount")).values("total")),
            possible=Subquery(
                cells.annotate(total=Sum(Coalesce("potential_amount", "current_amount"))).values("total")
            ),
        )
        .order_by("name", "pk")
    )
