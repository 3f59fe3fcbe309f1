"""Expected failures of work orders."""

from laoyou.core.errors import Refusal, mark


class OrderUnclear(Refusal):
    code = "orders.unclear"
    field = "title"
    sentence = mark("Write what is to be done, which skill it takes, and for how many minutes.")


class WindowUnclear(Refusal):
    code = "orders.window_unclear"
    field = "window"
    sentence = mark("The agreed time ends after it begins.")


class NoSuchBefore(Refusal):
    code = "orders.no_such_before"
    field = "after"
    sentence = mark("The order that comes first is not one of this estate. Choose another one.")


class OrderMoved(Refusal):
    """The order isn't where the person believed it to be."""

    code = "orders.moved"
    sentence = mark("This order has moved on meanwhile: it is “%(state)s” now. Load the page again.")


class CrewLacksSkill(Refusal):
    code = "orders.crew_lacks_skill"
    field = "crew"
    sentence = mark("The crew %(crew)s can't do this kind of work. Choose a crew that can.")


class CrewElsewhere(Refusal):
    code = "orders.crew_elsewhere"
    field = "crew"
    sentence = mark("The crew %(crew)s doesn't serve this estate. Choose another one.")


class ContractorUnclear(Refusal):
    code = "orders.contractor_unclear"
    field = "contractor"
    sentence = mark("Write who does it, and for how many days the link opens: from 1 to %(most)s.")


class CrewNeeded(Refusal):
    code = "orders.crew_needed"
    field = "crew"
    sentence = mark("Choose a crew.")


class NotYourOrder(Refusal):
    code = "orders.not_yours"
    sentence = mark(
        "This order has gone to another crew meanwhile. What you did is kept in your telephone: tell the dispatcher."
    )


class WaitsForAnother(Refusal):
    code = "orders.waits_for_another"
    sentence = mark("Another order has to be finished before this one: %(number)s.")


class PhotoMissing(Refusal):
    code = "orders.photo_missing"
    field = "photos"
    sentence = mark("Take a photo of the finished work first: it is what the resident will see.")


class PhotoBeforeMissing(Refusal):
    code = "orders.photo_before_missing"
    field = "photos"
    sentence = mark("There is no photo of how it looked before. Take one, or choose one from your telephone.")


class PhotoNotKept(Refusal):
    code = "orders.photo_not_kept"
    field = "photos"
    sentence = mark("A photo was not received. Send it again.")


class TooManyPhotos(Refusal):
    code = "orders.too_many_photos"
    field = "photos"
    sentence = mark("An order can have at most %(most)s photos.")


class SayWhy(Refusal):
    code = "orders.say_why"
    field = "reason"
    sentence = mark("Write the reason in a few words: it stays with the order.")


class QuoteUnclear(Refusal):
    code = "orders.quote_unclear"
    field = "price"
    sentence = mark("Write a price above zero, and what is done for it.")


class QuoteNeedsAHome(Refusal):
    code = "orders.quote_needs_a_home"
    field = "price"
    sentence = mark("Only work in somebody's home has a price for them.")


class QuoteWaits(Refusal):
    code = "orders.quote_waits"
    sentence = mark("The resident has not agreed to the price yet. Wait for their word, or ask them.")


class QuoteChanged(Refusal):
    code = "orders.quote_changed"
    sentence = mark("The price has changed to %(price)s meanwhile. Look at it, and agree if it suits you.")


class ConsentUnclear(Refusal):
    code = "orders.consent_unclear"
    field = "consent"
    sentence = mark("Say how the resident gave their word on the price: by telephone, at the counter or at home.")


class OwnerAgrees(Refusal):
    code = "orders.owner_agrees"
    sentence = mark("What is paid for stands on the owner's bill. Ask the owner to agree.")


class MaterialUnclear(Refusal):
    code = "orders.material_unclear"
    field = "materials"
    sentence = mark("Write what was used, and how much of it as a number above zero.")
