"""Expected failures of deposits."""

from laoyou.core.errors import Refusal, mark


class DepositAmountMissing(Refusal):
    code = "deposits.amount_missing"
    field = "amount"
    sentence = mark("Write how much is left as a deposit: an amount above zero, at most %(most)s.")


class PurposeMissing(Refusal):
    code = "deposits.purpose_missing"
    field = "purpose"
    sentence = mark("Write what the deposit is for, for example the renovation of which rooms.")


class KeptTooMuch(Refusal):
    code = "deposits.kept_too_much"
    field = "kept"
    sentence = mark("At most the deposit itself, %(most)s, can be kept.")


class KeptWithoutReason(Refusal):
    code = "deposits.kept_without_reason"
    field = "reason"
    sentence = mark("Write what is kept for: what was damaged, and what its repair costs.")


class DepositNotHeld(Refusal):
    code = "deposits.not_held"
    sentence = mark("This deposit is not held any more. Load the page again to see what became of it.")


class SettlementWaits(Refusal):
    code = "deposits.settlement_waits"
    sentence = mark("Somebody has asked to settle this deposit already. A second person decides that first.")
