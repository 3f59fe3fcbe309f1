"""Each audited act of this package, as the sentence that people read."""

from laoyou.core.errors import mark
from laoyou.infra.audit import register

register(
    {
        "ledger.expense_recorded": mark("Recorded an expense of %(amount)s: %(text)s"),
        "ledger.income_recorded": mark("Recorded other income of %(amount)s: %(text)s"),
        "ledger.expense_approved": mark("Approved %(amount)s: %(text)s"),
        "ledger.expense_refused": mark("Refused %(amount)s: %(text)s"),
        "ledger.entry_reversed": mark("Reversed entry %(entry)s: %(text)s"),
        "ledger.month_closed": mark("Closed the books of %(month)s"),
        "ledger.month_published": mark("Published the books of %(month)s"),
    }
)
