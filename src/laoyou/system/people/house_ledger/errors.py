"""Why a ledger can't be read or entered, each with what to do."""

from laoyou.core.errors import Refusal, mark


class NoHomesFound(Refusal):
    code = "house_ledger.no_homes"
    sentence = mark(
        "No table of homes was found. There must be a row of titles with at least a home number and an area or owner;"
        " set the columns by hand, or add the row of titles and hand the file in again."
    )


class NoRowsLeft(Refusal):
    code = "house_ledger.no_rows_left"
    sentence = mark("Not one row can be entered as it is. Correct the rows named below, or set the columns by hand.")


class RefusedRowsLeft(Refusal):
    code = "house_ledger.refused_rows_left"
    sentence = mark(
        "%(rows)s rows can't be entered. Correct them in the file and hand it in again, or choose to leave them out."
    )


class SheetMovedOn(Refusal):
    code = "house_ledger.moved_on"
    sentence = mark("This import has moved on meanwhile. Look at its page again.")


class NothingToEnter(Refusal):
    code = "house_ledger.nothing_to_enter"
    sentence = mark("Everything in this file is known already. There is nothing to enter.")


class ColumnUsedTwice(Refusal):
    code = "house_ledger.column_used_twice"
    sentence = mark("“%(column)s” is set for two columns. Choose it for one of them.")


class ColumnsNotEnough(Refusal):
    code = "house_ledger.columns_not_enough"
    sentence = mark("Set at least the home number (or the whole address) and the area or the owner.")


class ImportRunning(Refusal):
    code = "house_ledger.import_running"
    sentence = mark("Another ledger of this estate is being entered right now. Wait until it is finished.")
