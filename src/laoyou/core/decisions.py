"""What one person asks for and another one decides: money never moves by one hand alone.

asked ──► approved     by another person with the right
  │ ╲──► refused       by another person, with the reason
  └────► withdrawn     by the one who asked
"""

from __future__ import annotations

from enum import StrEnum

from laoyou.core.errors import Refusal, mark


class Decision(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


MOVES: dict[Decision, frozenset[Decision]] = {
    Decision.ASKED: frozenset({Decision.APPROVED, Decision.REFUSED, Decision.WITHDRAWN}),
    Decision.APPROVED: frozenset(),
    Decision.REFUSED: frozenset(),
    Decision.WITHDRAWN: frozenset(),
}
"""A decision is final: what was approved wrongly is asked about anew, in the other direction."""


class DecidedAlready(Refusal):
    code = "decisions.decided_already"
    sentence = mark("This was decided already. Load the page again to see how.")


class AsksASecondPerson(Refusal):
    code = "decisions.asks_a_second_person"
    sentence = mark("You asked for this yourself, so somebody else has to decide it.")


class SayWhy(Refusal):
    code = "decisions.say_why"
    field = "reason"
    sentence = mark("Write the reason in a few words: it stays with the decision.")


def decided(state: Decision, *, asked_by: int, decided_by: int | None, approve: bool) -> Decision:
    """Return what the request becomes by this person's word. Who asked may only take it back.

    Raises: DecidedAlready; AsksASecondPerson, also for the calendar, which is nobody.

    >>> decided(Decision.ASKED, asked_by=11, decided_by=12, approve=True).value
    'approved'
    >>> decided(Decision.ASKED, asked_by=11, decided_by=11, approve=False).value
    'withdrawn'
    >>> decided(Decision.ASKED, asked_by=11, decided_by=11, approve=True)
    Traceback (most recent call last):
    laoyou.core.decisions.AsksASecondPerson: You asked for this yourself, so somebody else has to decide it.
    """
    if decided_by is None or (approve and decided_by == asked_by):
        raise AsksASecondPerson
    after = Decision.APPROVED if approve else Decision.REFUSED
    if decided_by == asked_by:
        after = Decision.WITHDRAWN
    if after not in MOVES[state]:
        raise DecidedAlready
    return after
