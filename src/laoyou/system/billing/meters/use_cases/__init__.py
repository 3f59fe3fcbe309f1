"""What people do with meters: one public function each."""

from laoyou.system.billing.meters.use_cases.checking import check_reading
from laoyou.system.billing.meters.use_cases.estimating import estimate_missing
from laoyou.system.billing.meters.use_cases.importing import Imported, import_readings
from laoyou.system.billing.meters.use_cases.installing import add_meter, replace_meter
from laoyou.system.billing.meters.use_cases.issuing import ask_back_again, issue_meters
from laoyou.system.billing.meters.use_cases.reading import take_reading

__all__ = [
    "Imported",
    "add_meter",
    "ask_back_again",
    "check_reading",
    "estimate_missing",
    "import_readings",
    "issue_meters",
    "replace_meter",
    "take_reading",
]
