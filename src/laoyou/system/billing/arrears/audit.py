"""Each audited act of arrears, as the sentence that people read."""

from laoyou.core.errors import mark
from laoyou.infra.audit import register

register(
    {
        "billing.reminders_released": mark(
            "Released the step %(step)s of the ladder to %(homes)s homes, %(left_out)s left out; ¥%(amount)s overdue."
        ),
        "billing.reminders_dropped": mark("Dropped the proposed step %(step)s of the ladder."),
        "billing.reminder_outcome": mark("Wrote down of %(step)s with %(home)s: %(outcome)s."),
        "billing.reminder_answered": mark("Answered a reminder for %(home)s: %(outcome)s."),
        "billing.home_marked": mark("Marked %(home)s: %(kind)s."),
        "billing.home_mark_closed": mark("Took the mark %(kind)s off %(home)s."),
        "billing.reminder_policy_set": mark("Set how the estate reminds, from %(starts_on)s on."),
        "billing.plan_asked": mark("Asked to pay ¥%(amount)s for %(home)s in %(parts)s parts."),
        "billing.plan_approved": mark("Agreed to the plan of %(home)s over ¥%(amount)s."),
        "billing.plan_refused": mark("Refused the plan of %(home)s over ¥%(amount)s."),
        "billing.plan_withdrawn": mark("Withdrew the plan of %(home)s over ¥%(amount)s."),
        "billing.plan_kept": mark("The plan of %(home)s over ¥%(amount)s was paid in full."),
        "billing.plan_missed": mark("The plan of %(home)s over ¥%(amount)s ended: a part was missed."),
        "billing.penalties_charged": mark("Charged %(bills)s late penalties, ¥%(amount)s together."),
        "billing.write_off_asked": mark("Asked to write off ¥%(amount)s of %(home)s."),
        "billing.write_off_approved": mark("Approved the write-off of ¥%(amount)s of %(home)s."),
        "billing.write_off_refused": mark("Refused the write-off of ¥%(amount)s of %(home)s."),
    }
)
