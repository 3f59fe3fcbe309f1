"""What people and the calendar do in reconciliation: one public function each."""

from laoyou.system.payments.reconciliation.use_cases.closing import (
    close_day,
    close_equal_days,
    post_channel_fee,
    settle_and_close,
    settling_days,
)
from laoyou.system.payments.reconciliation.use_cases.comparing import compare_day, match_bank_lines, open_days
from laoyou.system.payments.reconciliation.use_cases.fetching import days_without_bill, fetch_bill, take_bill
from laoyou.system.payments.reconciliation.use_cases.statements import (
    drop_statement,
    enter_statement,
    read_statement,
    set_layout,
)
from laoyou.system.payments.reconciliation.use_cases.terminals import expect_terminal_days, take_terminal_file
from laoyou.system.payments.reconciliation.use_cases.transfers import named_lines, settle_line
from laoyou.system.payments.reconciliation.use_cases.working_off import (
    explain_bank_lines,
    explain_difference,
    pay_out_by_hand,
    take_back_payouts,
    take_transfer,
)

__all__ = [
    "close_day",
    "close_equal_days",
    "compare_day",
    "days_without_bill",
    "drop_statement",
    "enter_statement",
    "expect_terminal_days",
    "explain_bank_lines",
    "explain_difference",
    "fetch_bill",
    "match_bank_lines",
    "named_lines",
    "open_days",
    "pay_out_by_hand",
    "post_channel_fee",
    "read_statement",
    "set_layout",
    "settle_and_close",
    "settle_line",
    "settling_days",
    "take_back_payouts",
    "take_bill",
    "take_terminal_file",
    "take_transfer",
]
