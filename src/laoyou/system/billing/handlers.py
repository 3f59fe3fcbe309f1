"""What billing does when money arrived, and when it never had: bills in the transaction, the payer's message after.

And when a mandate is to end early: bills that are out for the days after speak against it.
"""

from laoyou.infra import events
from laoyou.system.billing.deposits.use_cases.holding import cancel_deposits, hold_deposits
from laoyou.system.billing.endings.use_cases import note_failed_refund
from laoyou.system.billing.events import PaidBillCredited
from laoyou.system.billing.invoices.use_cases import withdraw_cancelled, withdraw_credited, withdraw_refunded
from laoyou.system.billing.use_cases.paying import apply_payment
from laoyou.system.billing.use_cases.refunding import hold_refund, return_refund
from laoyou.system.billing.use_cases.refusing_ends import refuse_billed_days
from laoyou.system.billing.use_cases.taking_back import take_back_payment
from laoyou.system.billing.use_cases.telling import ask_to_tell
from laoyou.system.mandates.events import MandateShortened
from laoyou.system.payments.events import PaymentCancelled, PaymentSettled, RefundApproved, RefundFailed

events.in_transaction(PaymentSettled, apply_payment)
events.in_transaction(PaymentSettled, ask_to_tell)
events.in_transaction(PaymentSettled, hold_deposits)
events.in_transaction(PaymentCancelled, cancel_deposits)  # before the rest is taken out of the credit
events.in_transaction(PaymentCancelled, take_back_payment)
events.in_transaction(PaymentCancelled, withdraw_cancelled)  # after its bills are open again
events.in_transaction(RefundApproved, hold_refund)
events.in_transaction(RefundApproved, withdraw_refunded)
events.in_transaction(RefundFailed, return_refund)
events.in_transaction(RefundFailed, note_failed_refund)

events.in_transaction(PaidBillCredited, withdraw_credited)
events.in_transaction(MandateShortened, refuse_billed_days)
