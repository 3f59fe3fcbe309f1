"""Expected failures of reconciliation."""

from laoyou.core.errors import Refusal, mark


class DayNotEqual(Refusal):
    code = "reconciliation.day_not_equal"
    sentence = mark(
        "The day can't be closed: the books lack %(books)s, the bank lacks %(bank)s. Work off the differences first."
    )


class DayHasDifferences(Refusal):
    code = "reconciliation.day_has_differences"
    sentence = mark("The day can't be closed: %(count)s differences wait for an explanation.")


class NoBillYet(Refusal):
    code = "reconciliation.no_bill_yet"
    sentence = mark("The channel's bill of this day has not come yet. It comes by itself, from ten in the morning.")


class DayClosed(Refusal):
    code = "reconciliation.day_closed"
    sentence = mark("This day is closed; nothing in it changes any more.")


class DayIsClosing(Refusal):
    code = "reconciliation.day_is_closing"
    sentence = mark("This day is being closed. Wait until what only the channel had is entered.")


class NotAllEntered(Refusal):
    code = "reconciliation.not_all_entered"
    sentence = mark("%(count)s payments of the channel could not be entered. Try again; then tell the administrator.")


class WorkedOffAlready(Refusal):
    code = "reconciliation.worked_off_already"
    sentence = mark("This was worked off already. Look at the list again.")


class ReasonMissing(Refusal):
    code = "reconciliation.reason_missing"
    field = "reason"
    sentence = mark("Write in a few words what it is and how you know.")


class MeaningMissing(Refusal):
    code = "reconciliation.meaning_missing"
    field = "meaning"
    sentence = mark("Choose what it is.")


class NothingChosen(Refusal):
    code = "reconciliation.nothing_chosen"
    sentence = mark("Choose at least one line.")


class PayoutDoesNotFit(Refusal):
    code = "reconciliation.payout_does_not_fit"
    field = "amount"
    sentence = mark("At most %(most)s of this line can belong to this day. Write an amount up to that.")


class NotMoneyIn(Refusal):
    code = "reconciliation.not_money_in"
    sentence = mark("Only money that came in can become a home's.")


class ColumnsUnclear(Refusal):
    code = "statement.columns_unclear"
    sentence = mark(
        "The columns were not understood. Set by hand which one holds the day and which ones the money in and out."
    )


class NotATerminalFile(Refusal):
    code = "terminals.not_a_file"
    sentence = mark(
        "This is no file of card terminals: it needs the columns 交易日期, 终端号, 参考号, 交易金额, 手续费."
    )


class TerminalRowRefused(Refusal):
    code = "terminals.row_refused"
    sentence = mark("Row %(row)s can't be read: look at its day, numbers and amounts. Nothing was taken in.")


class SlipTwiceInFile(Refusal):
    code = "terminals.slip_twice"
    sentence = mark("A slip stands in this file twice. Ask the acquirer for the right file. Nothing was taken in.")


class DayNotOver(Refusal):
    code = "terminals.day_not_over"
    sentence = mark("The file holds slips of a day that is not over. Hand it in tomorrow, when the day is whole.")


class TerminalDayThere(Refusal):
    code = "terminals.day_there"
    sentence = mark("Another file has told something else of %(day)s. Ask the acquirer which one is right.")


class AccountMissing(Refusal):
    code = "statement.account_missing"
    field = "account"
    sentence = mark("Write which account it is, for example the bank and the last four digits.")


class StatementEntered(Refusal):
    code = "statement.entered_already"
    sentence = mark("This statement was entered or dropped already.")


class RowsRefused(Refusal):
    code = "statement.rows_refused"
    sentence = mark("%(count)s rows can't be read, the first is row %(row)s. Correct the columns or the file.")


class StatementEmpty(Refusal):
    code = "statement.empty"
    sentence = mark("There is no movement in this file.")


class NotAStatement(Refusal):
    code = "statement.not_a_statement"
    sentence = mark("This file holds no table. Choose the statement as the bank hands it out, .xlsx or .csv.")
