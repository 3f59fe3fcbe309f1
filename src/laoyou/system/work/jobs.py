"""What runs by itself in this package: each room has its own."""

from laoyou.system.work.facilities import jobs as facility_jobs  # noqa: F401 they enter themselves
from laoyou.system.work.requests import jobs as request_jobs  # noqa: F401 so do these
