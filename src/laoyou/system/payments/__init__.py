"""Orders, channels, and money that arrived: exactly once, in exactly one place. Cash and gateway go the same way.

Knows nothing of bills: an order's lines name what they are for (`subject`, `subject_id`), and `PaymentSettled` tells
those who do. Gateways live in `providers/`, each behind the same Protocol.
"""
