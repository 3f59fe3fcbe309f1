"""How far the books of several estates are: for the list over all estates of a centre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from laoyou.core.calendar import Month
from laoyou.infra.actor import Actor, Right

# Each look goes straight to the end of an index: the number of entries does not matter.
_STANDING = """
SELECT estate.id,
  (SELECT min(posted_on) FROM ledger_entry e WHERE e.estate_id = estate.id),
  (SELECT max(posted_on) FROM ledger_entry e WHERE e.estate_id = estate.id),
  (SELECT max(month) FROM ledger_closed_month c WHERE c.estate_id = estate.id),
  (SELECT max(month) FROM ledger_publication p WHERE p.estate_id = estate.id),
  (SELECT count(*) FROM ledger_expense x WHERE x.estate_id = estate.id AND x.state = 'recorded')
FROM unnest(%s::bigint[]) AS estate (id)
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """Until which month an estate's books are closed and published, and how many records wait for a second person."""

    first: Month | None
    last: Month | None
    closed_until: Month | None
    published_until: Month | None
    waiting: int

    def to_close(self, today: date) -> int:
        """Return how many months with books are over and not closed."""
        if self.first is None or self.last is None:
            return 0
        begins = self.closed_until.next if self.closed_until else self.first
        return sum(1 for _ in begins.until(min(self.last, Month.of(today).previous)))


def standing_of_estates(*, actor: Actor, estate_ids: Sequence[int]) -> dict[int, Standing]:
    """Return the standing of each estate in which the actor may see the books."""
    seen = [estate_id for estate_id in estate_ids if actor.may(Right.SEE_BOOKS, estate_id)]
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [seen])
        return {
            int(estate_id): Standing(_month(first), _month(last), _month(closed), _month(published), int(waiting))
            for estate_id, first, last, closed, published, waiting in cursor.fetchall()
        }


def _month(day: date | None) -> Month | None:
    return Month.of(day) if day else None
