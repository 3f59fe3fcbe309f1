"""Each audited act of this package, as the sentence that people read."""

from laoyou.core.errors import mark
from laoyou.infra.audit import register
from laoyou.system.billing.arrears import audit as arrears_audit  # noqa: F401 its sentences enter themselves
from laoyou.system.billing.bookings import audit as bookings_audit  # noqa: F401 and these
from laoyou.system.billing.deposits import audit as deposits_audit  # noqa: F401 so do these
from laoyou.system.billing.endings import audit as endings_audit  # noqa: F401 and these
from laoyou.system.billing.invoices import audit as invoices_audit  # noqa: F401 these too
from laoyou.system.billing.meters import audit as meters_audit  # noqa: F401 and these

register(
    {
        "billing.month_issued": mark("Issued %(bills)s bills of %(month)s, ¥%(amount)s together."),
        "billing.credit_note_asked": mark(
            "Asked for a credit note of ¥%(amount)s on %(item)s of %(month)s for %(home)s."
        ),
        "billing.credit_note_approved": mark(
            "Approved the credit note of ¥%(amount)s on %(item)s of %(month)s for %(home)s."
        ),
        "billing.credit_note_refused": mark(
            "Refused the credit note of ¥%(amount)s on %(item)s of %(month)s for %(home)s."
        ),
        "billing.credit_note_withdrawn": mark(
            "Took back the credit note of ¥%(amount)s on %(item)s of %(month)s for %(home)s."
        ),
        # Of the days before two people were asked for.
        "billing.credit_note_written": mark(
            "Wrote a credit note of ¥%(amount)s on %(item)s of %(month)s for %(home)s."
        ),
        "billing.waiver_asked": mark(
            "Asked for a waiver of %(percent)s %% for %(home)s, %(starts_on)s to %(last_day)s."
        ),
        "billing.waiver_approved": mark("Approved the waiver of %(percent)s %% for %(home)s."),
        "billing.waiver_withdrawn": mark("Took back the request for a waiver of %(percent)s%% for %(home)s."),
        "billing.waiver_end_asked": mark(
            "Asked to end the waiver of %(percent)s%% for %(home)s earlier, on %(last_day)s."
        ),
        "billing.waiver_end_approved": mark("Ended the waiver of %(percent)s%% for %(home)s earlier, on %(last_day)s."),
        "billing.waiver_end_refused": mark("Refused to end the waiver of %(percent)s%% for %(home)s earlier."),
        "billing.waiver_end_withdrawn": mark(
            "Took back the request to end the waiver of %(percent)s%% for %(home)s earlier."
        ),
        "billing.waiver_refused": mark("Refused the waiver of %(percent)s %% for %(home)s."),
        "billing.give_back_asked": mark("Asked to give ¥%(amount)s of the credit of %(home)s back to the payer."),
        "billing.give_back_approved": mark("Gave ¥%(amount)s of the credit of %(home)s back to the payer."),
        "billing.give_back_refused": mark("Refused to give back ¥%(amount)s of the credit of %(home)s."),
        "billing.give_back_withdrawn": mark("No longer asks to give back ¥%(amount)s of the credit of %(home)s."),
        "billing.credit_used": mark("Used ¥%(amount)s of the credit of %(home)s for its bills."),
    }
)
