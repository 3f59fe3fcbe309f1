"""All reads of conversations. Residents come masked."""

from laoyou.system.contact.queries.figures import DayFigures, HourFigures, day_figures
from laoyou.system.contact.queries.seats import Queue, Seat, my_shift, on_duty
from laoyou.system.contact.queries.talks import (
    VIEWS,
    Heard,
    MessageView,
    TalkRow,
    TalkView,
    counts,
    dangers_for,
    heard_after,
    inbox,
    longest_wait,
    my_talk,
    open_file,
    talk_for,
    talks_of_home,
    unread_of,
)

__all__ = [
    "VIEWS",
    "DayFigures",
    "Heard",
    "HourFigures",
    "MessageView",
    "Queue",
    "Seat",
    "TalkRow",
    "TalkView",
    "counts",
    "dangers_for",
    "day_figures",
    "heard_after",
    "inbox",
    "longest_wait",
    "my_shift",
    "my_talk",
    "on_duty",
    "open_file",
    "talk_for",
    "talks_of_home",
    "unread_of",
]
