"""Expected failures of refunds."""

from laoyou.core.errors import Refusal, mark


class NotByItsChannel(Refusal):
    code = "refunds.not_by_its_channel"
    sentence = mark(
        "This money can't go back by its channel. Make it the home's credit and give that back in cash or by bank."
    )


class RefundTooLate(Refusal):
    code = "refunds.too_late"
    sentence = mark(
        "The channel gives money back for %(days)s days only. Give it back as the home's credit, in cash or by bank."
    )


class RefundAmountMissing(Refusal):
    code = "refunds.amount_missing"
    field = "amount"
    sentence = mark("Write how much goes back: an amount above zero.")


class RefundTooLarge(Refusal):
    code = "refunds.too_large"
    field = "amount"
    sentence = mark("At most %(most)s of this payment can still go back. Write an amount up to that.")


class TooManyParts(Refusal):
    code = "refunds.too_many_parts"
    sentence = mark("A payment goes back in %(most)s parts at most. Give the rest back in cash or by bank.")


class RefundWaits(Refusal):
    code = "refunds.waits"
    sentence = mark("Somebody has asked to give this payment back already. A second person decides that first.")


class RefundUnderWay(Refusal):
    code = "refunds.under_way"
    sentence = mark("This money is being given back by its channel. Wait until that has ended.")


class RefundEnded(Refusal):
    code = "refunds.ended"
    sentence = mark("This refund has ended, or the channel has it already. Load the page again to see how it stands.")
