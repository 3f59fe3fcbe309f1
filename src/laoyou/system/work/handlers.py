"""What this package does when something happened: each room has its own."""

from laoyou.system.work.facilities import handlers as facility_handlers  # noqa: F401 they enter themselves
from laoyou.system.work.requests import handlers as request_handlers  # noqa: F401 so do these
from laoyou.system.work.surveys import handlers as survey_handlers  # noqa: F401 and these
