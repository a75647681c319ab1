"""The products as their list shows them."""

from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet

from accounts.models import Opportunity, Product


def products_named(words: str) -> QuerySet[Product]:
    """Products whose name or series holds the words."""
    products = Product.objects.order_by("series", "name", "pk")
    return products.filter(Q(name__icontains=words) | Q(series__icontains=words)) if words else products


def with_open_deals(products: Sequence[Product]) -> list[tuple[Product, int]]:
    """Each product with the number of its open deals, all counted in one pass over the index of open deals."""
    deals = Opportunity.objects.filter(product__in=products, stage__in=Opportunity.OPEN).order_by()
    counts = dict(deals.values_list("product").annotate(count=Count("pk")))
    return [(product, counts.get(product.pk, 0)) for product in products]
