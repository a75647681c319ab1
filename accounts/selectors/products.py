"""The products as their list shows them."""

from django.db.models import Count, Q, QuerySet

from accounts.models import Opportunity, Product


def product_lines(words: str) -> QuerySet[Product]:
    """Products whose name or series holds the words, with the number of their open deals."""
    products = Product.objects.order_by("series", "name", "pk")
    if words:
        products = products.filter(Q(name__icontains=words) | Q(series__icontains=words))
    is_open = Q(opportunities__stage__in=Opportunity.OPEN)
    return products.annotate(open_deals=Count("opportunities", filter=is_open))
