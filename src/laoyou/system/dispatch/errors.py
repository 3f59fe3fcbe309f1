"""Expected failures of dispatch."""

from laoyou.core.errors import Refusal, mark


class NobodyWorks(Refusal):
    code = "dispatch.nobody_works"
    sentence = mark("No crew has a shift on this day. Enter the shifts first.")


class NothingToPlan(Refusal):
    code = "dispatch.nothing_to_plan"
    sentence = mark("Nothing waits to be planned on this day.")


class AlreadyDecided(Refusal):
    """Somebody else was quicker, or a newer proposal came."""

    code = "dispatch.already_decided"
    sentence = mark("This proposal has been decided, or a newer one has come. Load the page again.")


class NoRoom(Refusal):
    code = "dispatch.no_room"
    field = "crew"
    sentence = mark("The crew %(crew)s has no room for it today. Choose another crew or another time.")
