"""The tables of this package: each room has its own."""

from laoyou.system.work.crews import models as crew_models  # noqa: F401 its tables are this package's
from laoyou.system.work.facilities import models as facility_models  # noqa: F401 so are these
from laoyou.system.work.orders import models as order_models  # noqa: F401 and these
from laoyou.system.work.requests import models as request_models  # noqa: F401 and these
from laoyou.system.work.surveys import models as survey_models  # noqa: F401 and these
