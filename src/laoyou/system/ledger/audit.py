"""Each audited act of this package, as the sentence that people read."""

from laoyou.core.errors import mark
from laoyou.infra.audit import register
from laoyou.system.ledger.leases import audit as leases_audit  # noqa: F401 its sentences enter themselves

register(
    {
        "ledger.expense_recorded": mark("Recorded an expense of %(amount)s: %(text)s"),
        "ledger.income_recorded": mark("Recorded other income of %(amount)s: %(text)s"),
        "ledger.expense_approved": mark("Approved %(amount)s: %(text)s"),
        "ledger.expense_refused": mark("Refused %(amount)s: %(text)s"),
        "ledger.expense_withdrawn": mark("Took back %(amount)s before anybody decided: %(text)s"),
        "ledger.entry_reversed": mark("Reversed entry %(entry)s: %(text)s"),
        "ledger.reversal_asked": mark("Asked to reverse entry %(entry)s: %(text)s"),
        "ledger.reversal_approved": mark("Reversed, as a second person, entry %(entry)s: %(text)s"),
        "ledger.reversal_refused": mark("Refused to reverse entry %(entry)s: %(text)s"),
        "ledger.reversal_withdrawn": mark("Took back the request to reverse entry %(entry)s: %(text)s"),
        "ledger.month_closed": mark("Closed the books of %(month)s"),
        "ledger.month_published": mark("Published the books of %(month)s"),
        "ledger.shared_cost_recorded": mark("Recorded a cost of %(amount)s for several estates: %(text)s"),
        "ledger.shared_cost_approved": mark("Approved the shared cost of %(amount)s: %(text)s"),
        "ledger.shared_cost_refused": mark("Refused the shared cost of %(amount)s: %(text)s"),
        "ledger.shared_cost_reversed": mark("Took back the shared cost of %(amount)s: %(text)s"),
        "ledger.shared_cost_reversal_asked": mark("Asked to take back the shared cost of %(amount)s: %(text)s"),
        "ledger.shared_cost_reversal_refused": mark("Refused to take back the shared cost of %(amount)s: %(text)s"),
        "ledger.shared_cost_reversal_withdrawn": mark(
            "Took back the request to take back the shared cost of %(amount)s: %(text)s"
        ),
        "ledger.cost_shared": mark("Bore %(amount)s of a shared cost of %(whole)s: %(text)s"),
        "ledger.cost_share_returned": mark("Got back %(amount)s of a shared cost of %(whole)s: %(text)s"),
        "ledger.settlement_prepared": mark("Prepared the settlement of %(year)s"),
        "ledger.settlement_published": mark("Published the settlement of %(year)s"),
        "ledger.budget_drafted": mark("Drafted the budget for %(year)s"),
        "ledger.budget_changed": mark("Changed %(count)s lines of the budget for %(year)s"),
        "ledger.budget_dropped": mark("Dropped the budget for %(year)s"),
        "ledger.budget_opened": mark("Opened the budget for %(year)s for comments until %(until)s"),
        "ledger.budget_taken_back": mark("Took the budget for %(year)s back to change it"),
        "ledger.budget_commented": mark("Commented on the budget for %(year)s"),
        "ledger.budget_answered": mark("Answered a comment on the budget for %(year)s: %(text)s"),
        "ledger.budget_adopted": mark("Adopted the budget for %(year)s, version %(version)s"),
        "ledger.budget_explained": mark("Explained a difference to the budget for %(year)s in %(month)s: %(text)s"),
        "ledger.budget_policy_set": mark(
            "Set when a difference to the budget asks for a word: beyond %(percent)s percent and %(amount)s"
        ),
    }
)
