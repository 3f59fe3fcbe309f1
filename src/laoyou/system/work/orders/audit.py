"""Each audited act on work orders, as the sentence that people read."""

from laoyou.core.errors import mark
from laoyou.infra.audit import register

register(
    {
        "work.order_open": mark("Work order %(number)s “%(title)s” waits for a crew."),
        "work.order_assigned": mark("Work order %(number)s “%(title)s” went to the crew %(crew)s."),
        "work.order_travelling": mark("The crew %(crew)s is on the way to work order %(number)s “%(title)s”."),
        "work.order_working": mark("The crew %(crew)s began work order %(number)s “%(title)s”."),
        "work.order_paused": mark("Work order %(number)s “%(title)s” was paused."),
        "work.order_done": mark("Work order %(number)s “%(title)s” was done by the crew %(crew)s."),
        "work.order_checked": mark("Work order %(number)s “%(title)s” was looked at and found well done."),
        "work.order_cancelled": mark("Work order %(number)s “%(title)s” was cancelled."),
        "work.material_set": mark("The material %(name)s costs ¥%(cost)s per %(unit)s."),
        "work.material_ended": mark("The material %(name)s was taken off the list."),
        "work.contact_opened": mark("Opened the telephone to ring for work order %(number)s “%(title)s”."),
        "work.help_asked": mark("The crew %(crew)s asked for help with work order %(number)s “%(title)s”."),
        "work.quoted": mark("Quoted ¥%(price)s for work order %(number)s “%(title)s”."),
        "work.quote_agreed": mark("The price of ¥%(price)s for work order %(number)s “%(title)s” was agreed to."),
        "work.quote_refused": mark("The price of ¥%(price)s for work order %(number)s “%(title)s” was refused."),
    }
)
