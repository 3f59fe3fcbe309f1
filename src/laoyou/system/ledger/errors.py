"""Expected failures of the books."""

from laoyou.core.errors import Refusal, mark


class MonthClosed(Refusal):
    code = "ledger.month_closed"
    sentence = mark("The books of %(month)s are closed. Correct with an entry in an open month.")
