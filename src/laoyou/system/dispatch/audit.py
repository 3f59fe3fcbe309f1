"""Each audited act of dispatch, as the sentence that people read."""

from laoyou.core.errors import mark
from laoyou.infra.audit import register

register(
    {
        "dispatch.proposed": mark("A plan for %(day)s was proposed: %(changes)s orders get another crew or time."),
        "dispatch.accepted": mark("The plan for %(day)s was accepted: %(given)s orders were given out."),
        "dispatch.refused": mark("The plan for %(day)s was not taken: all stayed as it was."),
        "dispatch.superseded": mark("The proposed plan for %(day)s gave way to a newer one."),
    }
)
