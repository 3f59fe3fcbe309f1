"""Each audited act of leases, as the sentence that people read."""

from laoyou.core.errors import mark
from laoyou.infra.audit import register

register(
    {
        "ledger.lease_made": mark("Entered the lease of %(place)s, ¥%(amount)s every %(months)s months."),
        "ledger.lease_ended": mark("Ended the lease of %(place)s."),
    }
)
