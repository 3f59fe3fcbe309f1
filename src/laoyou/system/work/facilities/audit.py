"""Each audited act on facilities and inspections, as the sentence that people read."""

from laoyou.core.errors import mark
from laoyou.infra.audit import register

register(
    {
        "work.facility_added": mark("Entered the facility %(number)s “%(name)s”."),
        "work.facility_changed": mark("Changed the facility %(number)s “%(name)s”."),
        "work.facility_removed": mark("Took the facility %(number)s “%(name)s” out on %(day)s."),
        "work.certificate_added": mark("Entered the certificate “%(paper)s” of %(number)s, valid until %(day)s."),
        "work.plan_set": mark("Set the inspection plan “%(name)s”."),
        "work.plan_ended": mark("Ended the inspection plan “%(name)s”."),
        "work.round_opened": mark("The inspection “%(name)s” of %(day)s is due."),
        "work.round_done": mark("The inspection “%(name)s” of %(day)s is finished, with %(failures)s failures."),
        "work.round_dropped": mark("The inspection “%(name)s” of %(day)s was left out."),
    }
)
