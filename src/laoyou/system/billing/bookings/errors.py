"""Expected failures of ordered services."""

from laoyou.core.errors import Refusal, mark


class OfferUnclear(Refusal):
    code = "bookings.offer_unclear"
    sentence = mark("Write what is offered, its unit, and a price above zero.")


class OfferInThePast(Refusal):
    code = "bookings.offer_in_the_past"
    field = "starts_on"
    sentence = mark("A price can't begin before today, nor before the price that it follows.")


class NoMandateForOffers(Refusal):
    code = "bookings.no_mandate"
    sentence = mark("On %(day)s no mandate is in force, so nothing can be offered or billed. Put one in force first.")


class OfferOver(Refusal):
    code = "bookings.offer_over"
    sentence = mark("This is not offered now. Load the price list again.")


class PriceChanged(Refusal):
    code = "bookings.price_changed"
    sentence = mark("The price has changed to %(price)s meanwhile. Look at it, and order again if you agree.")


class QuantityWrong(Refusal):
    code = "bookings.quantity_wrong"
    field = "quantity"
    sentence = mark("Write how many, from 1 to 99.")


class WantedInThePast(Refusal):
    code = "bookings.wanted_in_the_past"
    field = "wanted_on"
    sentence = mark("Choose today or a later day.")


class ConsentMissing(Refusal):
    code = "bookings.consent_missing"
    field = "consent"
    sentence = mark("Say how the resident agreed to the price: by telephone, at the counter or at home.")


class OwnerOrders(Refusal):
    code = "bookings.owner_orders"
    sentence = mark("What is ordered stands on the owner's bill. Ask the owner to order it.")


class HomeChangedHands(Refusal):
    code = "bookings.home_changed_hands"
    sentence = mark("The home has been sold since this was ordered. Cancel the order; the new owner may order anew.")


class OrderedFromAnother(Refusal):
    code = "bookings.ordered_from_another"
    sentence = mark("This was ordered under a mandate that has ended. Cancel the order, and order it anew.")


class BookingMoved(Refusal):
    code = "bookings.moved"
    sentence = mark("This order has moved on meanwhile. Load the page again to see where it stands.")


class SayWhyCancelled(Refusal):
    code = "bookings.say_why"
    field = "reason"
    sentence = mark("Write why the order is cancelled.")
