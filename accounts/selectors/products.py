"""The products as their list shows them."""

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Opportunity, Product


def product_lines(words: str) -> QuerySet[Product]:
    """Products whose name or series holds the words, with the number of their open deals."""
    products = Product.objects.order_by("series", "name", "pk")
    if words:
        products = products.filter(Q(name__icontains=words) | Q(series__icontains=words))
    deals = Opportunity.objects.filter(product=OuterRef("pk"), stage__in=Opportunity.OPEN).order_by()
    counted = deals.values("product").values(count=Count("pk"))
    return products.annotate(open_deals=Coalesce(Subquery(counted), 0))
