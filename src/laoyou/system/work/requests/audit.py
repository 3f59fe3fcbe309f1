"""Each audited act of requests, as the sentence that people read."""

from laoyou.core.errors import mark
from laoyou.infra.audit import register

register(
    {
        "work.request_came": mark("Request %(number)s came in: %(category)s."),
        "work.request_taken": mark("Took request %(number)s."),
        "work.request_corrected": mark("Corrected what request %(number)s is about."),
        "work.request_ordered": mark("Made a work order of request %(number)s."),
        "work.request_paused": mark("Stopped the clocks of request %(number)s."),
        "work.request_resumed": mark("Let the clocks of request %(number)s run on."),
        "work.request_answered": mark("Answered request %(number)s."),
        "work.request_confirmed": mark("Closed request %(number)s with the rating %(rating)s."),
        "work.request_lapsed": mark("Request %(number)s was closed: no word came within the asking period."),
        "work.request_reopened": mark("Reopened request %(number)s."),
        "work.request_merged": mark("Request %(number)s is the same as %(other)s."),
        "work.request_followed_up": mark("Asked after request %(number)s: %(outcome)s."),
        "work.request_escalated": mark("Request %(number)s was passed on: %(receiver)s."),
        "work.asker_opened": mark("Opened the telephone of who asked in request %(number)s."),
        "work.promise_set": mark("Set the service levels from %(day)s on."),
        "work.api_key_made": mark("Made an Open311 key for %(name)s."),
        "work.api_key_ended": mark("Ended the Open311 key of %(name)s."),
    }
)
