"""The least that a signed-in request can cost: the whole middleware, one statement, hardly any answer."""

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from accounts.access import signed_in


@require_GET
@signed_in
def read(request: HttpRequest) -> HttpResponse:
    """One SELECT that reads nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return HttpResponse(str(cursor.fetchone()[0]))


@require_POST
@signed_in
def write(request: HttpRequest) -> HttpResponse:
    """One UPDATE of one row by its key, in a transaction that reaches the disk."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET created_at = now() WHERE id = %s", [request.user.pk])
    return HttpResponse("1")
