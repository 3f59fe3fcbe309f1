"""Is this process able to serve: for balancers and for whoever watches the installation."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from laoyou.platforms import access


@access.machine
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers, else 503. Tells a stranger nothing else."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        return JsonResponse({"state": "database does not answer"}, status=503)
    return JsonResponse({"state": "ok"})
