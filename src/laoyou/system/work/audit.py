"""Each audited act of this package, as the sentence that people read: each room has its own."""

from laoyou.system.work.crews import audit as crews_audit  # noqa: F401 its sentences enter themselves
from laoyou.system.work.facilities import audit as facilities_audit  # noqa: F401 so do these
from laoyou.system.work.orders import audit as orders_audit  # noqa: F401 and these
from laoyou.system.work.requests import audit as requests_audit  # noqa: F401 and these
from laoyou.system.work.surveys import audit as surveys_audit  # noqa: F401 and these
