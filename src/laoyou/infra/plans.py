"""What a connection remembers of how to run statements, forgotten where it would harm."""

from __future__ import annotations

from django.db import connection


def forget_plans() -> None:
    """Let the database plan anew, for tables that this transaction has just filled.

    A foreign key's check is planned once per connection. One planned when the table it looks into was small reads all
    of it, for each new row: a hundred thousand owners then take hours instead of a second.
    """
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")
