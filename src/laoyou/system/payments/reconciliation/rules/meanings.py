"""What a person can say that a difference, or a line of the bank's, is. The reason in their own words comes with it."""

from __future__ import annotations

from laoyou.core.errors import mark

OF_A_DIFFERENCE = {
    "other_day": mark("Belongs to the day before or after"),
    "channel_mistake": mark("A mistake of the channel, which was told of it"),
    "our_mistake": mark("A mistake of ours, corrected in the books"),
    "refund_outside": mark("Given back on the channel's own page"),
    "paid_out_otherwise": mark("Paid out in another way"),
    "agreed": mark("Is so agreed with the channel"),
    "other": mark("None of these"),
}

OF_A_BANK_LINE = {
    "spent": mark("Spent; recorded in an estate's books"),
    "own_transfer": mark("Between accounts of our own"),
    "bank_fee": mark("Fee of the bank"),
    "interest": mark("Interest"),
    "other": mark("None of these"),
}

OF_A_TRANSFER = {
    "paid": mark("Paid the order that it names"),
    "paid_after_close": mark("Paid the order that it names, which was closed"),
    "wrong_amount": mark("Another amount than its order: money not assigned"),
    "second_payment": mark("Its order was paid already: money not assigned"),
    "late": mark("After its order's time: money not assigned"),
    "unmatched": mark("No order has its code: money not assigned"),
    "duplicate": mark("Was in the books already"),
    "conflict": mark("Contradicts what is in the books"),
}
"""What became of a line whose note carries an order's code, by the `Outcome` of its settling."""
