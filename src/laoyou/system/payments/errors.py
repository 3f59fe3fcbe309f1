"""Expected failures of payments."""

from laoyou.core.errors import Refusal, mark


class NothingToPay(Refusal):
    code = "payments.nothing_to_pay"
    sentence = mark("There is nothing to pay. Choose at least one bill.")


class AmountTooSmall(Refusal):
    code = "payments.amount_too_small"
    sentence = mark("Write how much was received: an amount above zero.")


class AmountTooLarge(Refusal):
    code = "payments.amount_too_large"
    sentence = mark("%(amount)s is more than one payment may be. Split it, or check the amount.")


class ChannelNotReady(Refusal):
    code = "payments.channel_not_ready"
    sentence = mark("This way of paying is not set up here. Choose another one, or pay at the desk.")


class SlipTaken(Refusal):
    code = "payments.slip_taken"
    field = "reference"
    sentence = mark(
        "This slip of the terminal has been entered already. Look at its number again, or find it among the payments."
    )


class TerminalUnclear(Refusal):
    code = "payments.terminal_unclear"
    field = "terminal"
    sentence = mark("Write the terminal number as the slip shows it: 4 to 15 digits or letters.")


class ReferenceUnclear(Refusal):
    code = "payments.reference_unclear"
    field = "reference"
    sentence = mark("Write the reference number as the slip shows it: 6 to 20 digits or letters.")


class CardTailUnclear(Refusal):
    code = "payments.card_tail_unclear"
    field = "card_tail"
    sentence = mark("Write only the last four digits of the card, as the slip shows them.")


class SlipDayUnclear(Refusal):
    code = "payments.slip_day_unclear"
    field = "paid_on"
    sentence = mark("Write the day that the slip shows: today or within the last 31 days.")


class HolderMissing(Refusal):
    code = "payments.holder_missing"
    field = "holder"
    sentence = mark("Write in whose name the account is, as the bank has it.")


class BankMissing(Refusal):
    code = "payments.bank_missing"
    field = "bank"
    sentence = mark("Write the bank and its branch.")


class AccountNumberUnclear(Refusal):
    code = "payments.account_number_unclear"
    field = "number"
    sentence = mark("Write the account's number: 8 to 30 digits.")


class AccountWaits(Refusal):
    code = "payments.account_waits"
    sentence = mark("An account waits for a second person already. Decide that first.")


class NotificationRefused(Refusal):
    """For machines: what a channel is said to have told, and why it is not believed."""

    code = "payments.notification_refused"
    sentence = mark("This notification is not accepted: %(reason)s.")

    @property
    def reason(self) -> str:
        return str(self.params["reason"])


class NotInSuspense(Refusal):
    code = "payments.not_in_suspense"
    sentence = mark("This money has been assigned already. Look at the payment to see where it is.")


class AssignmentWaits(Refusal):
    code = "payments.assignment_waits"
    sentence = mark("Somebody has said already whose it is. A second person has to confirm or refuse that first.")


class WasGivenBack(Refusal):
    code = "payments.was_given_back"
    sentence = mark("The channel has given this money back, so it can't be a home's. Look at the channel's own page.")


class NotGivenBack(Refusal):
    code = "payments.not_given_back"
    sentence = mark("The channel did not say that it gave this money back. Find out whose it is.")


class NotCancelled(Refusal):
    code = "payments.not_cancelled"
    sentence = mark("Only money that was taken at the desk and is a home's can be cancelled. This is something else.")


class CancellationWaits(Refusal):
    code = "payments.cancellation_waits"
    sentence = mark("Somebody has asked for this already. A second person decides it first.")


class HomeUnclear(Refusal):
    code = "payments.home_unclear"
    field = "home"
    sentence = mark("Write which home it is, like 3-2-501: building, entrance, number.")


class ReasonMissing(Refusal):
    code = "payments.reason_missing"
    field = "reason"
    sentence = mark("Write in a few words how you know whose money it is.")


class CannotPrint(Refusal):
    code = "payments.cannot_print"
    sentence = mark("The receipt's font lacks the character “%(character)s”. Write it another way and print again.")
