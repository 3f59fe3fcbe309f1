"""Expected failures of billing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from laoyou.core.errors import Refusal, mark


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that stops an issue: `cause` is no_area or no_value of a home, or two_funds of an item."""

    cause: str
    item: str
    home_id: int | None
    home_label: str


class CannotIssue(Refusal):
    """Something is missing or contradicts itself: nothing at all is issued (BILL-01, BILL-04)."""

    code = "billing.cannot_issue"
    sentence = mark("Nothing was issued: %(count)s things have to be put right first. They are listed with what to do.")

    def __init__(self, *, count: int, obstacles: Sequence[Obstacle]) -> None:
        super().__init__(count=count)
        self.obstacles = tuple(obstacles)


class NoMandate(Refusal):
    code = "billing.no_mandate"
    sentence = mark("No mandate was in force in %(month)s, so nothing can be billed. Put the mandate in force first.")


class NoTariff(Refusal):
    code = "billing.no_tariff"
    sentence = mark("There is no price for %(month)s yet. Set a tariff under the mandate first.")


class MonthNotBegun(Refusal):
    code = "billing.month_not_begun"
    sentence = mark("%(month)s has not begun. It can be billed from its first day on.")


class BillNotOpen(Refusal):
    code = "billing.bill_not_open"
    sentence = mark("A chosen bill has been paid meanwhile. Look at what is still open and choose again.")


class CreditTooLarge(Refusal):
    code = "billing.credit_too_large"
    field = "amount"
    sentence = mark("This bill can be corrected by at most ¥%(most)s.")


class CorrectionWaits(Refusal):
    code = "billing.correction_waits"
    sentence = mark("A credit note on this bill waits for a second person already. It is decided first.")


class AmountNotAboveZero(Refusal):
    code = "billing.amount_not_above_zero"
    field = "amount"
    sentence = mark("Write an amount above zero.")


class NeedsAReason(Refusal):
    code = "billing.needs_a_reason"
    field = "reason"
    sentence = mark("Write the reason: everybody who looks at the bill will read it.")


class WrongPercent(Refusal):
    code = "billing.wrong_percent"
    field = "percent"
    sentence = mark("Write a whole percentage from 1 to 100.")


class WrongPeriod(Refusal):
    code = "billing.wrong_period"
    field = "last_day"
    sentence = mark("The last day comes before the first. Correct one of the two.")


class TooLong(Refusal):
    code = "billing.waiver_too_long"
    field = "last_day"
    sentence = mark("A waiver runs for at most a year. Ask for the next year when it is near.")


class UnknownKind(Refusal):
    code = "billing.unknown_waiver_kind"
    field = "kind"
    sentence = mark("Choose whether the home is vacant or the household is in hardship.")


class WaiverNotRunning(Refusal):
    code = "billing.waiver_not_running"
    field = "last_day"
    sentence = mark("Only an approved waiver can be ended early. One that still waits is refused or taken back.")


class EndOutsideWaiver(Refusal):
    code = "billing.end_outside_waiver"
    field = "last_day"
    sentence = mark("Its new last day lies before %(last)s, at the earliest on %(first)s: the day before it began.")


class WaiverEndWaits(Refusal):
    code = "billing.waiver_end_waits"
    sentence = mark("Somebody has asked to end this waiver already. A second person decides about that first.")


class GivenBackSince(Refusal):
    code = "billing.given_back_since"
    sentence = mark(
        "¥%(short)s of this money was given back to the payer since, so it can't be taken back as if it had never come."
    )


class GiveBackTooLarge(Refusal):
    code = "billing.give_back_too_large"
    field = "amount"
    sentence = mark("This home has a credit of ¥%(most)s only. Give back at most that.")


class GiveBackWaits(Refusal):
    code = "billing.give_back_waits"
    sentence = mark("Giving back credit of this home waits for a second person already. It is decided first.")


class NoReceiver(Refusal):
    code = "billing.no_receiver"
    field = "receiver"
    sentence = mark("Write who gets the money: it belongs to the one who paid it in advance.")


class UnknownWay(Refusal):
    code = "billing.unknown_way"
    field = "way"
    sentence = mark("Choose whether the money is given back in cash or by bank transfer.")


class NoCredit(Refusal):
    code = "billing.no_credit"
    sentence = mark("There is nothing to use: the home has no credit, or no open bill.")


class RefundShort(Refusal):
    code = "billing.refund_short"
    field = "amount"
    sentence = mark(
        "What was chosen holds %(short)s too little. Choose more of what the money paid, or a smaller amount."
    )


class BilledBeyondTheEnd(Refusal):
    code = "billing.billed_beyond_the_end"
    field = "ended_on"
    sentence = mark(
        "Bills are out until %(day)s. Have credit notes written for the days after the end on %(bills)s bills first, or"
        " end the mandate after that day: afterwards nobody of the company could correct them."
    )
