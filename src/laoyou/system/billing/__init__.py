"""Bills (账单), one per home, month and item, issued once and never changed; credit notes, waivers, what was paid on
each bill, a home's credit, and the four collection rates.

Stands on mandates (no bill without one in force), on payments (whose `PaymentSettled` it answers) and on the ledger
(a run posts one summary entry).
"""
