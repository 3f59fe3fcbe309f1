"""Expected failures of leases of common parts."""

from laoyou.core.errors import Refusal, mark


class LeaseUnclear(Refusal):
    code = "leases.unclear"
    sentence = mark("Write who pays, for which place, and an amount above zero for every one to twelve months.")


class LeaseTerm(Refusal):
    code = "leases.term"
    field = "last_day"
    sentence = mark("The last day comes after the first, within ten years.")


class NoBasis(Refusal):
    code = "leases.no_basis"
    field = "basis"
    sentence = mark(
        "Write what the owners' agreement rests on, as the number of the resolution: without one nobody lets common"
        " parts."
    )


class LeaseOver(Refusal):
    code = "leases.over"
    sentence = mark("This lease has ended already.")


class InstalmentTaken(Refusal):
    code = "leases.instalment_taken"
    sentence = mark("The income of this instalment is recorded already, or no longer due. Load the page again.")


class SayWhyEnded(Refusal):
    code = "leases.say_why_ended"
    field = "reason"
    sentence = mark("Write why the lease ends.")
