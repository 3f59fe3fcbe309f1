"""The life of an invoice, between us and the tax bureau.

    asked ──► submitted ──► issued ──► reversing ──► reversed
      │ ╲          │
      │  ╲         ▼
      │   ╲───► refused
      ▼
    issued (its word came with the answer to our asking)

`asked`: the bureau may or may not have it: it is asked again under the same number. `reversing`: the money went back,
and the bureau is asked for the red letter (红字发票), under a number of its own, until it is there.
"""

from __future__ import annotations

from enum import StrEnum


class InvoiceState(StrEnum):
    ASKED = "asked"
    SUBMITTED = "submitted"
    ISSUED = "issued"
    REFUSED = "refused"
    REVERSING = "reversing"
    REVERSED = "reversed"


class Standing(StrEnum):
    """How an invoice or a red letter stands at the bureau."""

    ACCEPTED = "accepted"
    ISSUED = "issued"
    REFUSED = "refused"
    ABSENT = "absent"


MOVES: dict[InvoiceState, frozenset[InvoiceState]] = {
    InvoiceState.ASKED: frozenset({InvoiceState.SUBMITTED, InvoiceState.ISSUED, InvoiceState.REFUSED}),
    InvoiceState.SUBMITTED: frozenset({InvoiceState.ISSUED, InvoiceState.REFUSED}),
    InvoiceState.ISSUED: frozenset({InvoiceState.REVERSING}),
    InvoiceState.REFUSED: frozenset(),
    InvoiceState.REVERSING: frozenset({InvoiceState.REVERSED}),
    InvoiceState.REVERSED: frozenset(),
}

UNDER_WAY = frozenset({InvoiceState.ASKED, InvoiceState.SUBMITTED, InvoiceState.REVERSING})
"""States in which the bureau is asked."""

OVER = frozenset({InvoiceState.REFUSED, InvoiceState.REVERSED})
"""States in which the payment has no invoice any more, and may have another one."""


def after(state: InvoiceState, standing: Standing) -> InvoiceState | None:
    """Return where the bureau's word leads an invoice that is under way; None where it stays.

    A red letter that the bureau refuses stays due: a person sees to it.

    >>> after(InvoiceState.ASKED, Standing.ACCEPTED).value, after(InvoiceState.SUBMITTED, Standing.ISSUED).value
    ('submitted', 'issued')
    >>> after(InvoiceState.REVERSING, Standing.REFUSED), after(InvoiceState.SUBMITTED, Standing.ACCEPTED)
    (None, None)
    """
    if state is InvoiceState.REVERSING:
        return InvoiceState.REVERSED if standing is Standing.ISSUED else None
    said = {
        Standing.ACCEPTED: InvoiceState.SUBMITTED,
        Standing.ISSUED: InvoiceState.ISSUED,
        Standing.REFUSED: InvoiceState.REFUSED,
    }.get(standing)
    return said if said is not None and said in MOVES[state] else None
