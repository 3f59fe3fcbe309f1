"""Each audited act of meters, as the sentence that people read."""

from laoyou.core.errors import mark
from laoyou.infra.audit import register

register(
    {
        "billing.meter_added": mark("Entered the meter %(number)s of %(place)s, which shows %(value)s."),
        "billing.meter_removed": mark("Entered that the meter %(number)s of %(place)s was taken out."),
        "billing.reading_taken": mark("Read the meter %(number)s of %(place)s on %(day)s: %(value)s."),
        "billing.reading_checked": mark("Checked the reading %(value)s of %(place)s, %(day)s."),
        "billing.reading_refused": mark("Did not take the reading %(value)s of %(place)s, %(day)s."),
        "billing.readings_imported": mark("Took %(count)s readings from the file %(file)s."),
        "billing.readings_estimated": mark("Estimated %(count)s readings of %(month)s that nobody took."),
        "billing.meters_issued": mark("Issued %(bills)s bills by meter for %(month)s, ¥%(amount)s together."),
    }
)
