"""Each audited act of this package, as the sentence that people read."""

from laoyou.core.errors import mark
from laoyou.infra.audit import register

register(
    {
        "places.estate_opened": mark("Opened the estate %(name)s (%(code)s)"),
        "places.estate_edited": mark("Changed the facts of the estate %(name)s"),
        "places.estate_is_unmanaged": mark("The estate is unmanaged again"),
        "places.estate_is_survey": mark("The survey of the estate began"),
        "places.estate_is_negotiation": mark("The negotiation about the estate began"),
        "places.estate_is_mandated": mark("The estate is mandated"),
        "places.estate_is_contracted": mark("The estate is contracted"),
        "places.correction_asked": mark("Asked to put the estate under %(after)s instead of %(before)s"),
        "places.correction_approved": mark("Put the estate under %(after)s, which now sees it, instead of %(before)s"),
        "places.correction_refused": mark("Refused to put the estate under %(after)s instead of %(before)s"),
        "places.correction_withdrawn": mark("Took back the request for %(after)s instead of %(before)s"),
        "places.building_added": mark("Added the building %(name)s"),
        "places.building_renamed": mark("Renamed the building %(before)s to %(name)s"),
        "places.entrance_added": mark("Added the entrance %(building)s%(name)s"),
        "places.entrance_renamed": mark("Renamed the entrance %(building)s%(before)s to %(name)s"),
        "places.home_added": mark("Added the home %(label)s with %(area)s m²"),
        "places.home_edited": mark("Changed the home %(label)s (was %(before)s)"),
        "places.homes_from_ledger": mark("Entered %(new)s new and %(changed)s changed homes from a house ledger"),
        "places.area_set": mark("Set the area of %(label)s from %(before)s to %(area)s m² as of %(day)s"),
        "places.parking_added": mark("Added the parking space %(number)s"),
        "places.parking_edited": mark("Changed the parking space %(number)s"),
        "places.parking_held": mark("Gave the parking space %(number)s to %(label)s from %(day)s"),
        "places.parking_released": mark("The parking space %(number)s is free from %(day)s"),
    }
)
