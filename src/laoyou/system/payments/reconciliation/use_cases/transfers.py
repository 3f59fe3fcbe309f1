"""Lines of the bank that carry an order's code: entered there, each once, and then marked.

The line lies in the centre's books and the order in an estate's, so it takes two transactions (R4). Between them the
line is `named`: nobody works it off by hand, and a job takes it up again for as long as it takes.
"""

from __future__ import annotations

from datetime import datetime, time

from laoyou.core.calendar import city_instant
from laoyou.infra import scope
from laoyou.infra.actor import system
from laoyou.infra.states import move
from laoyou.system.payments.models import BankLine
from laoyou.system.payments.reconciliation.days import CENTRE
from laoyou.system.payments.reconciliation.rules.states import LINE_MOVES, LineState
from laoyou.system.payments.use_cases.transfers import settle_transfer

NOON = time(12)
_SETTLER = system("payments.settle")


def named_lines() -> list[int]:
    """Return the lines whose note names an order and that are not entered yet, the oldest first."""
    with scope.estate(CENTRE):
        waiting = BankLine.objects.filter(estate_id=CENTRE, state=LineState.NAMED.value)
        return list(waiting.order_by("booked_on", "id").values_list("id", flat=True))


def settle_line(*, line_id: int, at: datetime) -> str:
    """Enter the line where its code says and return what it was; empty where that is done already.

    Call it outside any transaction: it opens one in the order's estate and one for the line.
    """
    with scope.estate(CENTRE):
        line = BankLine.objects.filter(estate_id=CENTRE, id=line_id, state=LineState.NAMED.value).first()
    if line is None:
        return ""
    outcome = settle_transfer(
        code=line.note_code,
        transaction=transaction_of(line),
        amount_fen=line.amount_fen,
        paid_at=city_instant(line.booked_on, NOON),
        at=at,
    )
    with scope.estate(CENTRE):
        line = BankLine.objects.select_for_update().get(estate_id=CENTRE, id=line_id)
        if line.state == LineState.NAMED:
            line.meaning, line.reason, line.worked_off_at = outcome, line.note_code, at
            changed = ["meaning", "reason", "worked_off_at"]
            move(line, LineState.ASSIGNED, LINE_MOVES, actor=_SETTLER, at=at, reason=line.note_code, also=changed)
    return outcome


def transaction_of(line: BankLine) -> str:
    """Return under which transaction a line of the bank stands in the books, whoever enters it."""
    return f"BANK{line.id:010d}{line.fingerprint[:16]}"
