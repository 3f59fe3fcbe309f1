"""Each audited act of ordered services, as the sentence that people read."""

from laoyou.core.errors import mark
from laoyou.infra.audit import register

register(
    {
        "billing.offer_set": mark("Offers %(name)s for ¥%(price)s per %(unit)s from %(day)s on."),
        "billing.offer_ended": mark("Offers %(name)s no longer, from %(day)s on."),
        "billing.booking_asked": mark("Ordered %(name)s × %(quantity)s for %(home)s, ¥%(amount)s."),
        "billing.booking_accepted": mark("Accepted the order of %(name)s for %(home)s."),
        "billing.booking_done": mark("Finished %(name)s for %(home)s, and billed ¥%(amount)s."),
        "billing.booking_cancelled": mark("Cancelled the order of %(name)s for %(home)s."),
    }
)
