"""Expected failures of the books."""

from laoyou.core.errors import Refusal, mark


class MonthClosed(Refusal):
    code = "ledger.month_closed"
    sentence = mark("The books of %(month)s are closed. Correct with an entry in an open month.")


class NotAboveZero(Refusal):
    code = "ledger.not_above_zero"
    sentence = mark("The amount has to be above zero. Money that came back is other income, or a reversed entry.")


class InTheFuture(Refusal):
    code = "ledger.in_the_future"
    sentence = mark("%(day)s has not come yet. Record money on the day it moved, or today.")


class WrongFund(Refusal):
    code = "ledger.wrong_fund"
    sentence = mark(
        "This kind of money does not belong in this fund. Income of common parts, parking included, goes to the"
        " owners' fund of common income; money of payers is never spent."
    )


class HoldsAPersonsNumber(Refusal):
    code = "ledger.holds_a_persons_number"
    sentence = mark(
        "There seems to be a telephone, identity or card number in the words. Everybody reads them, and what is"
        " published stays for ever: take the number out."
    )


class NoVoucher(Refusal):
    code = "ledger.no_voucher"
    sentence = mark("Add at least one photo of the voucher: everybody may look at it later.")


class NotAVoucher(Refusal):
    code = "ledger.not_a_voucher"
    sentence = mark("One of the pictures was not handed in as a voucher of this estate. Add it again.")


class AlreadyDecided(Refusal):
    code = "ledger.already_decided"
    sentence = mark("This was decided already. What was approved wrongly is reversed at its entry.")


class NeedsASecondPerson(Refusal):
    code = "ledger.needs_a_second_person"
    sentence = mark("You recorded this yourself. Ask a second person with the right to approve.")


class NeedsAReason(Refusal):
    code = "ledger.needs_a_reason"
    sentence = mark("Say why in a few words: the reason stays with the books.")


class NotEnoughMoney(Refusal):
    code = "ledger.not_enough_money"
    sentence = mark("There are only %(available)s in this fund. Spend less, or take it from service fees.")


class ReversedAlready(Refusal):
    code = "ledger.reversed_already"
    sentence = mark("This entry is reversed already. Record the right one anew.")


class ReversalWaits(Refusal):
    code = "ledger.reversal_waits"
    sentence = mark("Somebody has asked to reverse this entry already. A second person finds it under Reversals.")


class WouldBeOverspent(Refusal):
    code = "ledger.would_be_overspent"
    sentence = mark(
        "Only %(available)s is left in this fund, and taking the entry back takes %(needed)s out of it. Reverse first"
        " what was spent from it by mistake."
    )


class NotReversedHere(Refusal):
    code = "ledger.not_reversed_here"
    sentence = mark(
        "Bills and payments are corrected where they were made: a bill by a credit note, cash entered by mistake at the"
        " payment, credit by giving it back."
    )


class MonthNotOver(Refusal):
    code = "ledger.month_not_over"
    sentence = mark("%(month)s is not over. Close it when the month has ended.")


class EarlierMonthOpen(Refusal):
    code = "ledger.earlier_month_open"
    sentence = mark("Months close in order: close %(month)s first.")


class UndecidedLeft(Refusal):
    code = "ledger.undecided_left"
    sentence = mark("%(count)s records of this month wait for a second person. Approve or refuse them first.")


class NothingToClose(Refusal):
    code = "ledger.nothing_to_close"
    sentence = mark("There are no books in %(month)s yet.")


class NotClosedYet(Refusal):
    code = "ledger.not_closed_yet"
    sentence = mark("%(month)s is not closed yet. Close it first, then publish it.")


class PublishedAlready(Refusal):
    code = "ledger.published_already"
    sentence = mark("%(month)s was published already. Nothing of it changes any more.")
