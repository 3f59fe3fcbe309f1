"""Each audited act of this package, as the sentence that people read."""

from laoyou.core.errors import mark
from laoyou.infra.audit import register

register(
    {
        "contact.taken": mark("Took a conversation."),
        "contact.handed_over": mark("Handed a conversation over to %(name)s."),
        "contact.ended": mark("Ended a conversation."),
        "contact.written_down": mark("Wrote down a call or a visit."),
        "contact.danger_said": mark("A conversation spoke of danger: %(word)s."),
        "contact.shift_begun": mark("Began a shift at the service desk."),
        "contact.shift_ended": mark("Ended the shift at the service desk."),
    }
)
