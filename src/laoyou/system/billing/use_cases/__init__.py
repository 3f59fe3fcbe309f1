"""What people, money and the calendar can do with bills: one public function each."""

from laoyou.system.billing.use_cases.correcting import ask_credit_note, decide_credit_note
from laoyou.system.billing.use_cases.crediting import use_credit
from laoyou.system.billing.use_cases.giving_back import ask_give_back, decide_give_back
from laoyou.system.billing.use_cases.issuing import IssuedRun, issue_month
from laoyou.system.billing.use_cases.issuing_later import issue_for_user, start_issue
from laoyou.system.billing.use_cases.paying import apply_payment, start_payment, take_cash
from laoyou.system.billing.use_cases.previewing import Preview, preview_month
from laoyou.system.billing.use_cases.refreshing import refresh_figures
from laoyou.system.billing.use_cases.refunding import ask_refund
from laoyou.system.billing.use_cases.taking_back import take_back_payment
from laoyou.system.billing.use_cases.telling import tell_of_payment
from laoyou.system.billing.use_cases.waiving import ask_waiver, ask_waiver_end, decide_waiver, decide_waiver_end

__all__ = [
    "IssuedRun",
    "Preview",
    "apply_payment",
    "ask_credit_note",
    "ask_give_back",
    "ask_refund",
    "ask_waiver",
    "ask_waiver_end",
    "decide_credit_note",
    "decide_give_back",
    "decide_waiver",
    "decide_waiver_end",
    "issue_for_user",
    "issue_month",
    "preview_month",
    "refresh_figures",
    "start_issue",
    "start_payment",
    "take_back_payment",
    "take_cash",
    "tell_of_payment",
    "use_credit",
]
