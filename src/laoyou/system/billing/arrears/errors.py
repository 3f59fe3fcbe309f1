"""Expected failures of arrears."""

from __future__ import annotations

from laoyou.core.errors import Refusal, mark


class QuietHours(Refusal):
    code = "arrears.quiet_hours"
    sentence = mark("People rest now. Messages can go out again from %(again)s.")


class NobodyDue(Refusal):
    code = "arrears.nobody_due"
    sentence = mark("Nobody is due for this step today: they have paid, or they are left in peace.")


class NeedsAReasonToLeaveOut(Refusal):
    code = "arrears.needs_a_reason_to_leave_out"
    sentence = mark("Write why %(home)s is left out: the next person wants to know.")


class AlreadyReleased(Refusal):
    code = "arrears.already_released"
    sentence = mark("Somebody has dealt with this batch already. Load the page again.")


class UnknownOutcome(Refusal):
    code = "arrears.unknown_outcome"
    field = "outcome"
    sentence = mark("Choose what came of it.")


class WrongPromise(Refusal):
    code = "arrears.wrong_promise"
    field = "promised_until"
    sentence = mark("Choose the promised day: from today on, and within two months.")


class NotToBeCalled(Refusal):
    code = "arrears.not_to_be_called"
    sentence = mark("This home is not on the list of calls and visits any more. Load the page again.")


class MarkedAlready(Refusal):
    code = "arrears.marked_already"
    sentence = mark("That stands on this home already.")


class NeedsAnAnswer(Refusal):
    code = "arrears.needs_an_answer"
    field = "answer"
    sentence = mark("Write the answer that the household got.")


class NeedsWords(Refusal):
    code = "arrears.needs_words"
    field = "reason"
    sentence = mark("Write a few words on why, so that we can understand and help.")


class NothingOverdue(Refusal):
    code = "arrears.nothing_overdue"
    sentence = mark("Nothing is overdue at this home, so there is nothing to put into parts.")


class PlanRunsAlready(Refusal):
    code = "arrears.plan_runs_already"
    sentence = mark("This home has asked for a plan already, or has one. It comes first.")


class WrongParts(Refusal):
    code = "arrears.wrong_parts"
    field = "parts"
    sentence = mark("Choose from two to twelve parts.")


class WrongFirstDay(Refusal):
    code = "arrears.wrong_first_day"
    field = "first_on"
    sentence = mark("The first part is due from today on, and within a month.")


class PlanDecided(Refusal):
    code = "arrears.plan_decided"
    sentence = mark("This plan has been decided already. Load the page again.")


class AnotherPersonDecides(Refusal):
    code = "arrears.another_person_decides"
    sentence = mark("You asked for this, so somebody else has to decide it.")


class BillsChanged(Refusal):
    code = "arrears.bills_changed"
    sentence = mark(
        "Something was paid or corrected since this was asked for. Refuse it, and ask again with what is open."
    )


class NothingToPayNow(Refusal):
    code = "arrears.nothing_to_pay_now"
    sentence = mark("This part has been paid already.")


class NeedsADocument(Refusal):
    code = "arrears.needs_a_document"
    field = "document"
    sentence = mark("Add the paper that shows why it will never come in: a court's paper, a certificate, minutes.")


class WrongDays(Refusal):
    code = "arrears.wrong_days"
    sentence = mark("The days have to rise from message to visit, at least one, with a week or more between two steps.")


class NeedsASource(Refusal):
    code = "arrears.needs_a_source"
    field = "source"
    sentence = mark("Write where this rule comes from, for example minutes of a meeting.")


class NotATime(Refusal):
    code = "arrears.not_a_time"
    sentence = mark("Write the hours like 21:00.")


class NoPenaltyAgreed(Refusal):
    code = "arrears.no_penalty_agreed"
    sentence = mark("No contract in force here allows a late penalty, so none can be charged.")
