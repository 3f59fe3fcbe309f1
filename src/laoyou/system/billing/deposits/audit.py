"""Each audited act about deposits, as the sentence that people read."""

from laoyou.core.errors import mark
from laoyou.infra.audit import register

register(
    {
        "billing.deposit_asked": mark("Asked %(home)s for a deposit of ¥%(amount)s: %(purpose)s"),
        "billing.deposit_taken": mark("Holds a deposit of ¥%(amount)s of %(home)s: %(purpose)s"),
        "billing.deposit_cancelled": mark("The deposit of ¥%(amount)s of %(home)s was entered by mistake"),
        "billing.deposit_return_asked": mark("Asked to settle the deposit of %(home)s: ¥%(back)s back, ¥%(kept)s kept"),
        "billing.deposit_return_approved": mark("Settled the deposit of %(home)s: ¥%(back)s back, ¥%(kept)s kept"),
        "billing.deposit_return_refused": mark("Refused to settle the deposit of %(home)s: ¥%(back)s back"),
        "billing.deposit_return_withdrawn": mark("No longer asks to settle the deposit of %(home)s: ¥%(back)s back"),
    }
)
