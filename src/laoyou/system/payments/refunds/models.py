"""Tables of refunds."""

from django.db import models
from django.db.models import F, Q

from laoyou.infra.decisions import AskedRow
from laoyou.infra.tables import EstateRow, belongs_to
from laoyou.system.payments.refunds.rules.stages import UNDER_WAY, Stage


class Refund(AskedRow):
    """退款: a payment, or a part of it, on its way back to its payer by its channel.

    `number` is ours and never changes; with `made_outside` it is that of a refund somebody made on the channel's own
    page, which is only found out about and booked. `takes_credit` and `reopens` say what it takes back here: the home's
    credit first, then these subjects of whoever the money paid. `paid_fen` is what the channel took by the transaction.
    """

    payment = belongs_to("payments.Payment", related_name="refunds")
    home_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=10)
    transaction = models.CharField(max_length=64)
    order_number = models.CharField(max_length=32)
    number = models.CharField(max_length=64)
    amount_fen = models.BigIntegerField()
    paid_fen = models.BigIntegerField()
    from_place = models.CharField(max_length=10)
    takes_credit = models.BooleanField()
    reopens = models.JSONField(default=list)
    made_outside = models.BooleanField(default=False)
    stage = models.CharField(max_length=10, default=Stage.NONE.value, blank=True)
    channel_refund = models.CharField(max_length=64, default="")
    trouble = models.CharField(max_length=200, default="")
    given_up = models.CharField(max_length=200, default="")
    tries = models.IntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    held_on = models.DateField(null=True)
    refunded_at = models.DateTimeField(null=True)
    refunded_on = models.DateField(null=True)
    failed_on = models.DateField(null=True)

    class Meta(AskedRow.Meta):
        abstract = False
        db_table = "payments_refund"
        constraints = [
            *AskedRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "number"], name="refund_number_once"),
            models.UniqueConstraint(
                fields=["estate_id", "channel", "channel_refund"],
                condition=~Q(channel_refund=""),
                name="refunded_once_by_the_channel",
            ),
            models.UniqueConstraint(
                fields=["estate_id", "payment"], condition=Q(state="asked"), name="one_refund_waits"
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, amount_fen__lte=F("paid_fen")), name="refund_within_the_payment"
            ),
            models.CheckConstraint(condition=Q(channel__in=["wechat", "alipay"]), name="refund_channel"),
            models.CheckConstraint(
                condition=Q(from_place="suspense", home_id__isnull=True)
                | Q(from_place="applied", home_id__isnull=False),
                name="refund_from_place",
            ),
            models.CheckConstraint(
                condition=Q(state="approved", held_on__isnull=False, stage__in=[s.value for s in Stage if s.value])
                | (~Q(state="approved") & Q(stage="", held_on__isnull=True)),
                name="refund_goes_out_approved_only",
            ),
            models.CheckConstraint(
                condition=Q(stage="refunded", refunded_at__isnull=False, refunded_on__isnull=False)
                | (~Q(stage="refunded") & Q(refunded_at__isnull=True, refunded_on__isnull=True)),
                name="refunded_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(stage="failed", failed_on__isnull=False) | (~Q(stage="failed") & Q(failed_on__isnull=True)),
                name="refund_failed_on_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["estate_id", "state", "-asked_at"], name="refund_by_state"),
            models.Index(fields=["estate_id", "payment"], name="refund_by_payment"),
            models.Index(fields=["estate_id", "home_id"], name="refund_by_home"),
            models.Index(fields=["channel", "refunded_on"], name="refund_by_channel_day"),
            models.Index(
                fields=["next_at"], name="refund_to_carry", condition=Q(stage__in=sorted(s.value for s in UNDER_WAY))
            ),
        ]


class RefundMove(EstateRow):
    """One step of a refund's life at its channel. Append-only."""

    refund = belongs_to("payments.Refund", related_name="moves")
    from_stage = models.CharField(max_length=10, blank=True)
    to_stage = models.CharField(max_length=10)
    reason = models.CharField(max_length=200, default="")
    actor = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "payments_refund_move"
        indexes = [models.Index(fields=["estate_id", "refund"], name="refund_move_by_refund")]
