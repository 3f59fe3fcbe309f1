from django.db import models
from django.db.models import F, Q

from laoyou.infra.decisions import AskedRow
from laoyou.infra.tables import EstateRow, belongs_to
from laoyou.system.payments.reconciliation.models import (
    BankLine,
    BillLine,
    ChannelDay,
    DayDifference,
    PayoutPart,
    Statement,
)
from laoyou.system.payments.refunds.models import Refund, RefundMove
from laoyou.system.payments.refunds.rules.limits import MOST_PARTS
from laoyou.system.payments.rules.hearing import SeenVia
from laoyou.system.payments.rules.orders import State
from laoyou.system.payments.rules.places import Place

__all__ = [
    "CHANNELS",
    "Assignment",
    "BankLine",
    "BillLine",
    "ChannelClaim",
    "ChannelDay",
    "DayDifference",
    "Notification",
    "Order",
    "OrderLine",
    "OrderMove",
    "Payment",
    "PayoutPart",
    "Receipt",
    "ReceiptCounter",
    "Refund",
    "RefundMove",
    "Statement",
    "TransferAccount",
    "WechatPayer",
]

CHANNELS = ("wechat", "alipay", "cash", "bank", "pos")


class Order(EstateRow):
    """支付单: an intention to pay, saved before any channel hears of it. Its number carries the estate (R3)."""

    home_id = models.BigIntegerField()
    number = models.CharField(max_length=32)
    channel = models.CharField(max_length=10)
    amount_fen = models.BigIntegerField()
    state = models.CharField(max_length=10, default=State.CREATED.value)
    payer_user_id = models.BigIntegerField(null=True)
    payer_name = models.CharField(max_length=80, default="")
    note_code = models.CharField(max_length=20, default="")
    prepay = models.JSONField(default=dict)
    trouble = models.CharField(max_length=200, default="")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    next_query_at = models.DateTimeField(null=True)
    queries = models.IntegerField(default=0)

    class Meta(EstateRow.Meta):
        db_table = "payments_order"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "number"], name="order_number_once"),
            models.UniqueConstraint(
                fields=["estate_id", "note_code"], condition=~Q(note_code=""), name="order_note_code_once"
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="order_above_zero"),
            models.CheckConstraint(condition=Q(channel__in=CHANNELS), name="order_channel"),
            models.CheckConstraint(condition=Q(state__in=[state.value for state in State]), name="order_state"),
        ]
        indexes = [
            models.Index(fields=["estate_id", "home_id", "-created_at"], name="order_by_home"),
            models.Index(
                fields=["next_query_at"],
                name="order_to_query",
                condition=Q(state__in=["created", "waiting", "unknown"]),
            ),
        ]


class OrderMove(EstateRow):
    """One step of an order's life. Append-only."""

    order = belongs_to("payments.Order", related_name="moves")
    from_state = models.CharField(max_length=10)
    to_state = models.CharField(max_length=10)
    reason = models.CharField(max_length=200, default="")
    actor = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "payments_order_move"


class OrderLine(EstateRow):
    """What part of an order is for what, for example subject "bill"."""

    order = belongs_to("payments.Order", related_name="lines")
    line_number = models.SmallIntegerField()
    subject = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    amount_fen = models.BigIntegerField()

    class Meta(EstateRow.Meta):
        db_table = "payments_order_line"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "order", "line_number"], name="order_line_once"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="order_line_above_zero"),
        ]
        indexes = [models.Index(fields=["estate_id", "subject", "subject_id"], name="order_line_by_subject")]


class ReceiptCounter(EstateRow):
    """The last receipt number of an estate's year: counted up with the receipt itself, so none is missing."""

    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta(EstateRow.Meta):
        db_table = "payments_receipt_counter"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "year"], name="receipt_counter_once"),
            models.CheckConstraint(condition=Q(last__gt=0), name="receipt_counter_above_zero"),
        ]


class ChannelClaim(models.Model):
    """City-wide directory (R3): which channel transaction was taken, by which estate. What makes a fact post once.

    Holds no personal data and no scope: an insert that conflicts waits for its twin.
    """

    channel = models.CharField(max_length=10)
    transaction = models.CharField(max_length=64)
    estate_id = models.BigIntegerField()
    order_number = models.CharField(max_length=32)
    amount_fen = models.BigIntegerField()
    claimed_at = models.DateTimeField()

    class Meta:
        db_table = "payments_channel_claim"
        constraints = [models.UniqueConstraint(fields=["channel", "transaction"], name="claimed_once")]


class Payment(EstateRow):
    """收款: money that arrived. `place` says where it is: the home's (applied), in suspense, handed over by the centre
    (estate 0) to the estate whose it turned out to be (moved), given back by its channel (returned), or never there:
    cash entered by mistake (cancelled).

    `reserved_fen` is what approved refunds of it come to, and `refund_parts` how many there were: kept by the database
    from the refunds themselves, and never more than the payment.
    """

    order = belongs_to("payments.Order", null=True, related_name="payments")
    home_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=10)
    transaction = models.CharField(max_length=64)
    amount_fen = models.BigIntegerField()
    paid_at = models.DateTimeField()
    paid_on = models.DateField()
    place = models.CharField(max_length=10)
    trouble = models.CharField(max_length=30, default="")
    seen_via = models.CharField(max_length=12)
    payer_name = models.CharField(max_length=80, default="")
    card_tail = models.CharField(max_length=4, default="")
    taken_by = models.BigIntegerField(null=True)
    taken_by_name = models.CharField(max_length=80, default="")
    recorded_at = models.DateTimeField()
    reserved_fen = models.BigIntegerField(default=0)
    refund_parts = models.SmallIntegerField(default=0)

    @property
    def rest_fen(self) -> int:
        """Return what of the payment no refund speaks for."""
        return self.amount_fen - self.reserved_fen

    class Meta(EstateRow.Meta):
        db_table = "payments_payment"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "channel", "transaction"], name="payment_once"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="payment_above_zero"),
            models.CheckConstraint(condition=Q(place__in=[place.value for place in Place]), name="payment_place"),
            models.CheckConstraint(condition=Q(seen_via__in=[way.value for way in SeenVia]), name="payment_seen_via"),
            models.CheckConstraint(
                condition=~Q(place="applied") | Q(home_id__isnull=False), name="applied_payment_has_a_home"
            ),
            models.CheckConstraint(
                condition=Q(card_tail="") | Q(channel="pos", card_tail__regex=r"^[0-9]{4}$"),
                name="card_tail_of_four_digits",
            ),
            models.CheckConstraint(
                condition=Q(reserved_fen__gte=0, reserved_fen__lte=F("amount_fen")), name="refunds_within_the_payment"
            ),
            models.CheckConstraint(condition=Q(refund_parts__range=(0, MOST_PARTS)), name="refunds_in_so_many_parts"),
        ]
        indexes = [
            models.Index(fields=["estate_id", "paid_on"], name="payment_by_day"),
            models.Index(fields=["estate_id", "home_id", "-paid_at"], name="payment_by_home"),
            models.Index(fields=["estate_id"], name="payment_in_suspense", condition=Q(place="suspense")),
            models.Index(fields=["channel", "paid_on"], name="payment_by_channel_day"),
        ]


class Assignment(AskedRow):
    """认领: whose money in suspense is, as one person says and another confirms; `estate_id` is where the money lies.

    Destination `home` names a home of `to_estate_id`, which for the centre's money is another estate; `payer` says that
    the channel gave it back. `arrived_at`, `tries` and `trouble` tell of the centre's money on its way.
    """

    payment = belongs_to("payments.Payment", related_name="assignments")
    destination = models.CharField(max_length=10)
    to_estate_id = models.BigIntegerField(null=True)
    to_home_id = models.BigIntegerField(null=True)
    to_label = models.CharField(max_length=60, default="")
    arrived_at = models.DateTimeField(null=True)
    tries = models.IntegerField(default=0)
    trouble = models.CharField(max_length=100, default="")

    class Meta(AskedRow.Meta):
        abstract = False
        db_table = "payments_assignment"
        constraints = [
            *AskedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["estate_id", "payment"], condition=Q(state__in=["asked", "approved"]), name="assigned_once"
            ),
            models.CheckConstraint(
                condition=Q(destination="payer", to_estate_id__isnull=True, to_home_id__isnull=True)
                | Q(destination="home", to_estate_id__isnull=False, to_home_id__isnull=False),
                name="assignment_destination",
            ),
        ]
        indexes = [
            models.Index(
                fields=["estate_id"],
                name="assignment_on_its_way",
                condition=Q(state="approved", destination="home", arrived_at__isnull=True),
            ),
        ]


class Cancellation(AskedRow):
    """作废: a payment that the desk entered by mistake, as one person says and another confirms."""

    payment = belongs_to("payments.Payment", related_name="cancellations")
    cancelled_on = models.DateField(null=True)

    class Meta(AskedRow.Meta):
        abstract = False
        db_table = "payments_cancellation"
        constraints = [
            *AskedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["estate_id", "payment"], condition=Q(state__in=["asked", "approved"]), name="cancelled_once"
            ),
            models.CheckConstraint(
                condition=Q(state="approved", cancelled_on__isnull=False)
                | (~Q(state="approved") & Q(cancelled_on__isnull=True)),
                name="cancelled_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["estate_id", "state", "-asked_at"], name="cancellation_by_state")]


class TransferAccount(AskedRow):
    """收款账户: the account that payers transfer to, as one person names it and another confirms; the newest confirmed
    one counts. Without a number: none, from then on. Of the centre (estate 0), like the merchant account.
    """

    holder = models.CharField(max_length=80)
    bank = models.CharField(max_length=80)
    number = models.CharField(max_length=30)

    class Meta(AskedRow.Meta):
        abstract = False
        db_table = "payments_transfer_account"
        constraints = [
            *AskedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["estate_id"], condition=Q(state="asked"), name="one_transfer_account_asked"
            ),
            models.CheckConstraint(
                condition=Q(number="", holder="", bank="")
                | (Q(number__regex=r"^[0-9]{8,30}$") & ~Q(holder="") & ~Q(bank="")),
                name="transfer_account_whole",
            ),
        ]


class WechatPayer(models.Model):
    """Who a user is inside WeChat for one app, unreadable at rest; `mark` finds the same openid again. City-wide, like
    the users themselves; whoever has two WeChat accounts has two rows, and a session names its own.
    """

    user_id = models.BigIntegerField()
    appid = models.CharField(max_length=32)
    mark = models.BinaryField()
    sealed = models.BinaryField()
    learnt_at = models.DateTimeField()

    class Meta:
        db_table = "payments_wechat_payer"
        constraints = [models.UniqueConstraint(fields=["user_id", "appid", "mark"], name="wechat_payer_once")]


class Receipt(EstateRow):
    """收据 (never an invoice): one per payment, numbered per estate and year; `check_code` leads to its check page."""

    payment = belongs_to("payments.Payment", related_name="receipts")
    number = models.CharField(max_length=24)
    check_code = models.CharField(max_length=24, unique=True)
    issued_at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "payments_receipt"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "number"], name="receipt_number_once"),
            models.UniqueConstraint(fields=["estate_id", "payment"], name="receipt_once"),
        ]


class Notification(EstateRow):
    """What a channel told us, as raw evidence, accepted or not. Estate 0 where nothing says whose it is."""

    channel = models.CharField(max_length=10)
    outcome = models.CharField(max_length=30)
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    received_at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "payments_notification"
        indexes = [models.Index(fields=["estate_id", "received_at"], name="notification_by_time")]
