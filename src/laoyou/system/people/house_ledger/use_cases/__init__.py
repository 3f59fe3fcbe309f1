"""What people can do with a house ledger: hand it in, look at what it would change, enter it, or drop it."""

from laoyou.system.people.house_ledger.errors import NoHomesFound
from laoyou.system.people.house_ledger.use_cases.checking import (
    SheetCorrection,
    check_for_work,
    check_sheet,
    start_check,
)
from laoyou.system.people.house_ledger.use_cases.entering import commit_sheet, enter_for_work, enter_sheet
from laoyou.system.people.house_ledger.use_cases.handing_in import (
    delete_old_files,
    drop_sheet,
    open_raw_sheets,
    read_sheet,
    take_refused_rows,
)
from laoyou.system.people.house_ledger.use_cases.importing import Imported, import_file

__all__ = [
    "Imported",
    "NoHomesFound",
    "SheetCorrection",
    "check_for_work",
    "check_sheet",
    "commit_sheet",
    "delete_old_files",
    "drop_sheet",
    "enter_for_work",
    "enter_sheet",
    "import_file",
    "open_raw_sheets",
    "read_sheet",
    "start_check",
    "take_refused_rows",
]
