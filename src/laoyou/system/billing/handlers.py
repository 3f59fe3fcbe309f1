"""What billing does when money arrived."""

from laoyou.infra import events
from laoyou.system.billing.use_cases.paying import apply_payment
from laoyou.system.payments.events import PaymentSettled

events.in_transaction(PaymentSettled, apply_payment)
