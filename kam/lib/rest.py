"""What the API's lists share: pages whose cost does not grow with the table."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from kam.lib.narrow import narrowed_page
from kam.lib.paging import Listing

SIZE, MOST = 50, 200


class CappedPagination(BasePagination):
    """Pages by number, at most 200 rows each. `count` stops at 1,000; `capped` says that there are more."""

    def paginate_queryset(self, queryset: QuerySet[Any], request: Request, view: Any = None) -> Sequence[Any]:
        """The rows of the asked-for page; a view may prepare them by `prepare_page`."""
        self.request = request
        self.listing: Listing = narrowed_page(queryset, request.query_params.get("page"), size=self._size(request))
        if hasattr(view, "prepare_page"):
            view.prepare_page(self.listing.rows)
        return self.listing.rows

    def _size(self, request: Request) -> int:
        asked = request.query_params.get("page_size", "")
        return min(max(int(asked), 1), MOST) if asked.isdecimal() else SIZE

    def get_paginated_response(self, data: Any) -> Response:
        """The page with the addresses of its neighbours."""
        listing = self.listing
        return Response(
            {
                "count": listing.total,
                "capped": listing.capped,
                "next": self._address(listing.next),
                "previous": self._address(listing.previous),
                "results": data,
            }
        )

    def _address(self, number: int | None) -> str | None:
        if number is None:
            return None
        here = self.request.build_absolute_uri()
        return remove_query_param(here, "page") if number == 1 else replace_query_param(here, "page", number)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The shape of a page, for the API's description."""
        address = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["count", "capped", "results"],
            "properties": {
                "count": {"type": "integer", "description": "Stops at 1000."},
                "capped": {"type": "boolean", "description": "There are more than `count`."},
                "next": address,
                "previous": address,
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The two parameters of every list."""
        del view
        number = {"type": "integer", "minimum": 1}
        return [
            {"name": "page", "in": "query", "required": False, "schema": number},
            {"name": "page_size", "in": "query", "required": False, "schema": {**number, "maximum": MOST}},
        ]
