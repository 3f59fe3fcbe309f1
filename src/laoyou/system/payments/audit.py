"""Each audited act of this package, as the sentence that people read."""

from laoyou.core.errors import mark
from laoyou.infra.audit import register

register(
    {
        "payments.cash_taken": mark("Took %(amount)s in cash (order %(number)s)"),
        "payments.card_taken": mark("Took %(amount)s by card terminal (slip %(slip)s)"),
        "payments.cancellation_asked": mark("Asked to cancel cash of %(amount)s (receipt %(receipt)s)"),
        "payments.cancellation_approved": mark("Cancelled cash of %(amount)s (receipt %(receipt)s)"),
        "payments.cancellation_refused": mark("Refused to cancel cash of %(amount)s (receipt %(receipt)s)"),
        "payments.cancellation_withdrawn": mark("No longer asks to cancel cash of %(amount)s (receipt %(receipt)s)"),
        "payments.refund_asked": mark("Asked to give back %(amount)s by its channel (receipt %(receipt)s)"),
        "payments.refund_approved": mark("Approved to give back %(amount)s by its channel (receipt %(receipt)s)"),
        "payments.refund_refused": mark("Refused to give back %(amount)s by its channel (receipt %(receipt)s)"),
        "payments.refund_withdrawn": mark("No longer asks to give back %(amount)s (receipt %(receipt)s)"),
        "payments.refund_given_up": mark("Stops giving back %(amount)s by its channel (refund %(number)s)"),
        "payments.refund_done": mark("%(amount)s went back to the payer (refund %(number)s)"),
        "payments.refund_failed": mark("%(amount)s did not go back to the payer (refund %(number)s)"),
        "payments.refund_abnormal": mark("%(amount)s can't reach the payer's account (refund %(number)s)"),
        "payments.refund_unknown": mark("A channel gave back money that nobody asked for here (refund %(number)s)"),
        "payments.refund_conflict": mark("A channel contradicts our books about refund %(number)s"),
        "payments.suspense": mark("%(amount)s for order %(number)s fits nothing and waits in suspense"),
        "payments.conflict": mark("A channel contradicts itself about transaction %(transaction)s (order %(number)s)"),
        # Of the days before two people were asked for.
        "payments.suspense_assigned": mark("Assigned %(amount)s from suspense to the credit of %(home)s"),
        "payments.difference_explained": mark("Explained a difference of %(amount)s on %(day)s (%(transaction)s)"),
        "payments.bank_lines_explained": mark("Explained %(count)s lines of the bank, %(amount)s"),
        "payments.transfer_taken": mark("Took a transfer of %(amount)s into the books, to be assigned"),
        "payments.paid_out_by_hand": mark("Matched %(amount)s of a bank line with the pay-out of %(day)s"),
        "payments.payout_taken_back": mark("Took back what a bank line of %(amount)s pays out"),
        "payments.transfer_account_asked": mark("Asked that payers transfer to the account %(account)s"),
        "payments.transfer_account_approved": mark("Confirmed the account %(account)s for transfers"),
        "payments.transfer_account_refused": mark("Refused the account %(account)s for transfers"),
        "payments.transfer_account_withdrawn": mark("No longer asks for the account %(account)s for transfers"),
        "payments.statement_entered": mark("Entered a statement of %(account)s with %(count)s new lines"),
        "payments.terminal_file_taken": mark("Handed in a file of card terminals with %(count)s slips, up to %(day)s"),
        "payments.channel_day_closed": mark("Closed %(day)s of a channel with %(amount)s"),
        "payments.assignment_asked": mark("Says that %(amount)s in suspense belongs to %(home)s"),
        "payments.return_asked": mark("Says that the channel has given back %(amount)s in suspense"),
        "payments.assignment_approved": mark("Confirmed where %(amount)s in suspense goes: %(home)s"),
        "payments.assignment_refused": mark("Refused that %(amount)s in suspense goes to %(home)s"),
        "payments.assignment_withdrawn": mark("Took back that %(amount)s in suspense goes to %(home)s"),
        "payments.assignment_arrived": mark(
            "Took in %(amount)s from the centre's suspense for %(home)s (%(asked_by)s, %(decided_by)s)"
        ),
    }
)
