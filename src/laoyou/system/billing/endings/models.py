"""The tables of endings. They belong to billing, whose `models` loads them."""

from django.db import models
from django.db.models import F, Q

from laoyou.infra.decisions import AskedRow
from laoyou.infra.tables import EstateRow, belongs_to
from laoyou.system.billing.endings.rules.books import WAYS
from laoyou.system.billing.endings.rules.states import HomeState


class Ending(AskedRow):
    """What goes back when a mandate ends, as a list that one person asks for and another approves.

    `ends_before` is the first day without service. Sums are those of the list when it was asked for.
    """

    mandate_id = models.BigIntegerField()
    ends_before = models.DateField()
    with_deposits = models.BooleanField(default=True)
    homes = models.IntegerField()
    notes_fen = models.BigIntegerField()
    back_fen = models.BigIntegerField()
    work_id = models.BigIntegerField(null=True)

    class Meta(AskedRow.Meta):
        abstract = False
        db_table = "billing_ending"
        constraints = [
            *AskedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["estate_id", "mandate_id"], condition=Q(state="asked"), name="one_ending_waits"
            ),
            models.CheckConstraint(condition=Q(homes__gt=0, notes_fen__gte=0, back_fen__gte=0), name="ending_sums"),
        ]
        indexes = [models.Index(fields=["estate_id", "state", "-asked_at"], name="ending_by_state")]


class EndingHome(EstateRow):
    """One home of an ending: what was approved, what became of it, and the owner's word.

    Approved are `notes_fen`, `deposits_fen`, `set_off_fen` and `back_fen`. Of the latter, `channel_fen` went to refunds
    by the channel, `desk_fen` waits at the desk since `settled_on` (`former_fen` of it for former owners), less
    `paid_out_fen`, and `kept_fen` stays the home's credit for the next company, as the owner said.
    """

    ending = belongs_to("billing.Ending", related_name="rows")
    home_id = models.BigIntegerField()
    state = models.CharField(max_length=8, default=HomeState.WAITING.value)
    notes_fen = models.BigIntegerField()
    deposits_fen = models.BigIntegerField()
    set_off_fen = models.BigIntegerField()
    back_fen = models.BigIntegerField()
    keeps = models.BooleanField(default=False)
    word_of = models.CharField(max_length=100, default="")
    word_at = models.DateTimeField(null=True)
    word_taken_by = models.BigIntegerField(null=True)
    channel_fen = models.BigIntegerField(default=0)
    desk_fen = models.BigIntegerField(default=0)
    former_fen = models.BigIntegerField(default=0)
    kept_fen = models.BigIntegerField(default=0)
    settled_on = models.DateField(null=True)
    trouble = models.CharField(max_length=300, default="")
    paid_out_fen = models.BigIntegerField(default=0)

    class Meta(EstateRow.Meta):
        db_table = "billing_ending_home"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "ending", "home_id"], name="ending_home_once"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in HomeState]), name="ending_home_state"
            ),
            models.CheckConstraint(
                condition=Q(channel_fen__gte=0, desk_fen__gte=0, kept_fen__gte=0, former_fen__gte=0)
                & Q(back_fen__gte=F("channel_fen") + F("desk_fen") + F("kept_fen"), desk_fen__gte=F("former_fen")),
                name="ending_home_gives_back_what_was_approved",
            ),
            models.CheckConstraint(
                condition=Q(keeps=False) | (~Q(word_of="") & Q(word_at__isnull=False)), name="ending_home_word"
            ),
            models.CheckConstraint(
                condition=Q(paid_out_fen__gte=0, desk_fen__gte=F("paid_out_fen")), name="ending_home_paid_out"
            ),
        ]
        indexes = [
            models.Index(fields=["estate_id", "home_id"], name="ending_by_home"),
            models.Index(fields=["estate_id", "ending", "state"], name="ending_home_by_state"),
        ]


class EndingRefund(EstateRow):
    """A refund by the channel that an ending asked for, so that its word finds the home. Append-only."""

    ending_home = belongs_to("billing.EndingHome", related_name="refunds")
    refund_id = models.BigIntegerField()
    amount_fen = models.BigIntegerField()

    class Meta(EstateRow.Meta):
        db_table = "billing_ending_refund"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "refund_id"], name="ending_refund_once"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="ending_refund_above_zero"),
        ]


class EndingPayout(EstateRow):
    """What of a home's money was paid out at the desk, to whom and how. Append-only."""

    ending_home = belongs_to("billing.EndingHome", related_name="payouts")
    amount_fen = models.BigIntegerField()
    way = models.CharField(max_length=10)
    receiver = models.CharField(max_length=80)
    paid_on = models.DateField()
    paid_by = models.BigIntegerField()
    paid_by_name = models.CharField(max_length=100)
    paid_at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "billing_ending_payout"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(amount_fen__gt=0, way__in=WAYS), name="ending_payout_way"),
        ]
        indexes = [models.Index(fields=["estate_id", "ending_home"], name="ending_payout_by_home")]
