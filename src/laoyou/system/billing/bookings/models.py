"""The tables of ordered services. They belong to billing, whose `models` loads them."""

from django.db import models
from django.db.models import F, Q

from laoyou.infra.tables import EstateRow, belongs_to


class Offer(EstateRow):
    """服务价目: what a home can order, per which unit, for how much, from–to. A new price is a new row."""

    mandate_id = models.BigIntegerField()
    name = models.CharField(max_length=60)
    text = models.CharField(max_length=200, default="")
    unit = models.CharField(max_length=20)
    price_fen = models.BigIntegerField()
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "billing_offer"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(price_fen__gt=0), name="offer_price"),
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(ends_before__gte=F("starts_on")), name="offer_period"
            ),
            models.UniqueConstraint(
                fields=["estate_id", "name"], condition=Q(ends_before__isnull=True), name="offer_once"
            ),
        ]


class Booking(EstateRow):
    """An order of a home: what, how many, the price of that day and how it was agreed to. Only its state moves."""

    home_id = models.BigIntegerField()
    offer = belongs_to("billing.Offer", related_name="bookings")
    name = models.CharField(max_length=60)
    unit = models.CharField(max_length=20)
    quantity = models.SmallIntegerField()
    price_fen = models.BigIntegerField()
    note = models.CharField(max_length=200, default="")
    wanted_on = models.DateField()
    consent = models.CharField(max_length=10)
    asked_by = models.BigIntegerField()
    asked_by_name = models.CharField(max_length=100)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="asked")
    done_on = models.DateField(null=True)
    bill = belongs_to("billing.Bill", null=True)

    class Meta(EstateRow.Meta):
        db_table = "billing_booking"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state__in=["asked", "accepted", "cancelled"], done_on__isnull=True, bill__isnull=True)
                | Q(state__in=["done"], done_on__isnull=False, bill__isnull=False),
                name="booking_state",
            ),
            models.CheckConstraint(condition=Q(quantity__range=(1, 99), price_fen__gt=0), name="booking_amount"),
            models.CheckConstraint(
                condition=Q(consent__in=["app", "telephone", "counter", "visit"]), name="booking_consent"
            ),
        ]
        indexes = [
            models.Index(fields=["estate_id", "state", "wanted_on"], name="booking_by_state"),
            models.Index(fields=["estate_id", "home_id"], name="booking_by_home"),
        ]


class BookingMove(EstateRow):
    """Who moved an order, from which state to which, when and why. Append-only."""

    booking = belongs_to("billing.Booking", related_name="moves")
    from_state = models.CharField(max_length=10)
    to_state = models.CharField(max_length=10)
    reason = models.CharField(max_length=200, default="")
    actor = models.CharField(max_length=40)
    actor_name = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "billing_booking_move"
        indexes = [models.Index(fields=["estate_id", "booking"], name="booking_move_by_booking")]
