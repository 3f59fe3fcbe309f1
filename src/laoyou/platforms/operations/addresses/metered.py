"""Addresses of what is billed beside the months, under an estate's: meters, ordered services."""

from django.urls import path

from laoyou.platforms.operations import bookings
from laoyou.platforms.operations.metering import issuing, one, overview

PATHS = [
    path("estates/<int:estate_id>/bookings", bookings.bookings, name="bookings"),
    path("estates/<int:estate_id>/bookings.xlsx", bookings.bookings_export, name="bookings_export"),
    path("estates/<int:estate_id>/bookings/offers", bookings.set_offer, name="set_offer"),
    path("estates/<int:estate_id>/bookings/offers/<int:offer_id>/end", bookings.end_offer, name="end_offer"),
    path("estates/<int:estate_id>/bookings/order", bookings.book, name="book"),
    path("estates/<int:estate_id>/bookings/<int:booking_id>", bookings.move_booking, name="move_booking"),
    path("estates/<int:estate_id>/meters", overview.meters, name="meters"),
    path("estates/<int:estate_id>/meters.xlsx", overview.meters_export, name="meters_export"),
    path("estates/<int:estate_id>/meters/add", overview.add_meter, name="add_meter"),
    path("estates/<int:estate_id>/meters/import", overview.import_readings, name="import_readings"),
    path("estates/<int:estate_id>/meters/estimate", overview.estimate, name="estimate_readings"),
    path("estates/<int:estate_id>/meters/ask-anew/<int:correction_id>", overview.ask_back_again, name="ask_back_again"),
    path("estates/<int:estate_id>/meters/issue", issuing.issue_meters, name="issue_meters"),
    path("estates/<int:estate_id>/meters/<int:meter_id>", one.meter, name="meter"),
    path("estates/<int:estate_id>/meters/<int:meter_id>.xlsx", one.meter_export, name="meter_export"),
    path("estates/<int:estate_id>/meters/<int:meter_id>/read", one.take_reading, name="take_reading"),
    path("estates/<int:estate_id>/meters/<int:meter_id>/replace", one.replace_meter, name="replace_meter"),
    path("estates/<int:estate_id>/readings/<int:reading_id>/check", overview.check_reading, name="check_reading"),
    path("estates/<int:estate_id>/readings/<int:reading_id>/photo", overview.reading_photo, name="reading_photo"),
]
