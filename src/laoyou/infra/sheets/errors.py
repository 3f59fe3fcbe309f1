"""Why a file is not read, each with what to do."""

from laoyou.core.errors import Refusal, mark


class SheetTooLarge(Refusal):
    code = "sheets.too_large"
    sentence = mark(
        "The file has %(size)s MB; at most %(most)s MB are read. Divide it, one file per part of the estate."
    )


class SheetIsBomb(Refusal):
    code = "sheets.bomb"
    sentence = mark(
        "Unpacked, this file would be far larger than any house ledger. It was not opened."
        " Copy the table into a new workbook and hand that in."
    )


class SheetTooWide(Refusal):
    code = "sheets.too_wide"
    sentence = mark(
        "The sheet reaches further than %(rows)s rows and %(columns)s columns."
        " Delete what lies beyond the table, save, and hand it in again."
    )


class SheetHasMacros(Refusal):
    code = "sheets.macros"
    sentence = mark(
        "The file contains macros, which are not let in. Save it as “Excel workbook (.xlsx)” and hand that in."
    )


class OldWorkbook(Refusal):
    code = "sheets.old_workbook"
    sentence = mark(
        "This is a file of the old kind (.xls). Open it in Excel or WPS, save it as .xlsx, and hand that in."
    )


class SheetLocked(Refusal):
    code = "sheets.locked"
    sentence = mark(
        "The file is locked with a password. Take the password off in Excel or WPS, save, and hand it in again."
    )


class NotThisKind(Refusal):
    code = "sheets.not_this_kind"
    sentence = mark("This is neither an Excel workbook (.xlsx) nor a text table (.csv). Hand in one of the two.")


class SheetDamaged(Refusal):
    code = "sheets.damaged"
    sentence = mark("The file is damaged and can't be read. Open it in Excel or WPS, save it anew, and hand that in.")


class TextNotReadable(Refusal):
    code = "sheets.text_not_readable"
    sentence = mark(
        "The characters of this text table can't be read. Save it as .xlsx, or as CSV in UTF-8, and hand that in."
    )


class SheetEmpty(Refusal):
    code = "sheets.empty"
    sentence = mark("There is nothing in this file. Check that it was saved, and hand it in again.")
