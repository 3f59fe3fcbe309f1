"""Each audited act of endings, as the sentence that people read."""

from laoyou.core.errors import mark
from laoyou.infra.audit import register

register(
    {
        "billing.ending_asked": mark(
            "Asked to give back ¥%(amount)s to %(homes)s homes as the mandate ends: no service from %(day)s on."
        ),
        "billing.ending_approved": mark(
            "Approved giving back ¥%(amount)s to %(homes)s homes as the mandate ends: no service from %(day)s on."
        ),
        "billing.ending_refused": mark(
            "Refused to give back ¥%(amount)s to %(homes)s homes as the mandate ends: no service from %(day)s on."
        ),
        "billing.ending_withdrawn": mark(
            "Took back the list that gives ¥%(amount)s to %(homes)s homes as the mandate ends on %(day)s."
        ),
        "billing.ending_tried_again": mark("Tried again to give back to %(homes)s homes that had failed."),
        "billing.ending_home_done": mark(
            "Settled %(home)s at the end of the mandate: ¥%(channel)s by the channel, ¥%(desk)s at the desk, ¥%(kept)s"
            " left for the next company."
        ),
        "billing.ending_home_failed": mark("Could not settle %(home)s at the end of the mandate."),
        "billing.ending_word_taken": mark("Wrote down that %(home)s leaves its credit for the next company."),
        "billing.ending_word_taken_back": mark("Wrote down that %(home)s wants its credit back."),
        "billing.ending_paid_out": mark("Paid out ¥%(amount)s that %(home)s had left when the mandate ended."),
    }
)
