"""What makes a drafted mandate real: a paper, a price, and a second person."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is there of what must be before a mandate counts, for the person who would put it in force.

    Law: CIVIL-938, in writing. The price is that of the property service. The second person is the centre's own rule:
    who puts a mandate in force neither drafted it nor changed it last, its prices and its paper included.

    >>> Readiness(has_paper=True, has_price=True, is_second_person=False).is_complete
    False
    """

    has_paper: bool
    has_price: bool
    is_second_person: bool

    @property
    def is_complete(self) -> bool:
        return self.has_paper and self.has_price and self.is_second_person


def is_second_person(user_id: int | None, *, drafted_by: int | None, edited_by: int | None) -> bool:
    """Return whether a person looks at the draft of others. The calendar is no person.

    >>> is_second_person(7, drafted_by=5, edited_by=None), is_second_person(7, drafted_by=5, edited_by=7)
    (True, False)
    >>> is_second_person(None, drafted_by=5, edited_by=None)
    False
    """
    return user_id is not None and user_id not in (drafted_by, edited_by)
