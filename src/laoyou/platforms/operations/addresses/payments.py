"""Money that arrived: the cash desk, payments, refunds, suspense, reconciliation."""

from django.urls import path

from laoyou.platforms.operations import cancelling, cash_desk, deposits, desk_code, payments, refunds, suspense
from laoyou.platforms.operations.reconciliation import bank, days

PATHS = [
    path("suspense", suspense.suspense, name="suspense"),
    path("refunds", refunds.refunds, name="refunds"),
    path("refunds.xlsx", refunds.refunds_export, name="refunds_export"),
    path("refunds/<int:held_in>/<int:refund_id>/decision", refunds.decide, name="decide_refund"),
    path("refunds/<int:held_in>/<int:refund_id>/stop", refunds.give_up, name="give_up_refund"),
    path("suspense.xlsx", suspense.suspense_export, name="suspense_export"),
    path("reconciliation", days.days, name="reconciliation"),
    path("reconciliation.xlsx", days.days_export, name="reconciliation_export"),
    path("reconciliation/close-equal", days.close_equal, name="reconciliation_close_equal"),
    path("reconciliation/<int:day_id>", days.day, name="reconciliation_day"),
    path("reconciliation/<int:day_id>.xlsx", days.day_export, name="reconciliation_day_export"),
    path("reconciliation/<int:day_id>/close", days.close, name="reconciliation_close"),
    path(
        "reconciliation/<int:day_id>/differences/<int:difference_id>",
        days.explain,
        name="reconciliation_explain",
    ),
    path("reconciliation/bank", bank.bank_lines, name="bank_lines"),
    path("reconciliation/bank/<int:line_id>", bank.bank_line, name="bank_line"),
    path("reconciliation/bank/<int:line_id>/take", bank.take_line, name="take_bank_line"),
    path("reconciliation/bank/<int:line_id>/match", bank.match_line, name="match_bank_line"),
    path("reconciliation/bank/<int:line_id>/unmatch", bank.unmatch_line, name="unmatch_bank_line"),
    path("reconciliation/statements", bank.statements, name="statements_of_bank"),
    path("reconciliation/statements/<int:statement_id>", bank.statement, name="statement_of_bank"),
    path(
        "reconciliation/statements/<int:statement_id>/columns",
        bank.statement_columns,
        name="statement_columns",
    ),
    path(
        "reconciliation/statements/<int:statement_id>/enter",
        bank.enter_statement,
        name="enter_statement_of_bank",
    ),
    path("suspense/<int:held_in>/<int:payment_id>", suspense.suspense_one, name="suspense_one"),
    path("suspense/<int:held_in>/<int:payment_id>/refund", refunds.ask_of_suspense, name="refund_suspense"),
    path("suspense/<int:held_in>/<int:assignment_id>/decision", suspense.decide, name="decide_assignment"),
    path("estates/<int:estate_id>/cash", cash_desk.cash_desk, name="cash_desk"),
    path("estates/<int:estate_id>/cash/<int:home_id>", cash_desk.cash_home, name="cash_home"),
    path("estates/<int:estate_id>/cash/<int:home_id>/code", desk_code.show_code, name="cash_code"),
    path("estates/<int:estate_id>/orders/<int:order_id>", desk_code.desk_order, name="desk_order"),
    path("estates/<int:estate_id>/orders/<int:order_id>/code.svg", desk_code.desk_order_code, name="desk_order_code"),
    path("estates/<int:estate_id>/deposits", deposits.deposits, name="deposits"),
    path("estates/<int:estate_id>/deposits.xlsx", deposits.deposits_export, name="deposits_export"),
    path("estates/<int:estate_id>/deposits/take", deposits.take, name="take_deposit"),
    path("estates/<int:estate_id>/deposits/<int:deposit_id>/settle", deposits.settle, name="settle_deposit"),
    path("estates/<int:estate_id>/deposits/settlements/<int:return_id>", deposits.decide, name="decide_deposit"),
    path("estates/<int:estate_id>/payments", payments.payments, name="payments"),
    path("estates/<int:estate_id>/payments.xlsx", payments.payments_export, name="payments_export"),
    path("estates/<int:estate_id>/payments/<int:payment_id>", payments.payment, name="payment"),
    path("estates/<int:estate_id>/payments/<int:payment_id>/receipt.pdf", payments.receipt_pdf, name="receipt_pdf"),
    path("estates/<int:estate_id>/payments/<int:payment_id>/cancel", cancelling.ask, name="ask_cancellation"),
    path("estates/<int:estate_id>/payments/<int:payment_id>/refund", refunds.ask, name="ask_refund"),
    path("estates/<int:estate_id>/cancellations", cancelling.cancellations, name="cancellations"),
    path("estates/<int:estate_id>/cancellations.xlsx", cancelling.cancellations_export, name="cancellations_export"),
    path(
        "estates/<int:estate_id>/cancellations/<int:cancellation_id>/decision",
        cancelling.decide,
        name="decide_cancellation",
    ),
]
