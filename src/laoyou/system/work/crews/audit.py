"""Each audited act about crews, as the sentence that people read."""

from laoyou.core.errors import mark
from laoyou.infra.audit import register

register(
    {
        "work.crew_added": mark("The crew %(crew)s was added: %(skills)s."),
        "work.crew_changed": mark("The crew %(crew)s was changed: %(skills)s."),
        "work.crew_ended": mark("The crew %(crew)s was given up."),
        "work.member_joined": mark("%(name)s belongs to the crew %(crew)s from %(day)s."),
        "work.member_left": mark("%(name)s no longer belongs to the crew %(crew)s from %(day)s."),
        "work.shifts_set": mark("Set the shifts of the crew %(crew)s from %(first)s to %(last)s."),
        "work.shift_dropped": mark("Took out the shift of the crew %(crew)s on %(day)s."),
        "work.roster_taken": mark("Took %(shifts)s shifts of %(crews)s crews from a sheet."),
        "work.absence_noted": mark("%(name)s of the crew %(crew)s is away from %(first)s to %(last)s."),
        "work.absence_dropped": mark("The absence of %(name)s of the crew %(crew)s from %(first)s was taken out."),
    }
)
