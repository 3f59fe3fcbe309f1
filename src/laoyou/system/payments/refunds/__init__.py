"""Refunds (退款): money that goes back to its payer by the channel it came by, in full or in part.

One person asks, another approves; with that the money is held, so that nothing else can use it, and a job asks the
channel under a number that never changes. Accepted is not refunded: only the channel's own word ends it.
"""
