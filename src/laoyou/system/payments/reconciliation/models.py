"""Tables of reconciliation. All rows are the centre's own (estate 0): one merchant and its bank serve all estates."""

from django.db import models
from django.db.models import F, Q

from laoyou.infra.tables import EstateRow, belongs_to
from laoyou.system.payments.reconciliation.rules.states import DayState, DifferenceState, LineState, StatementState

RECONCILED = ("wechat", "alipay", "pos")


class ChannelDay(EstateRow):
    """A day of a channel, its sums in three columns: ours, the channel's, the bank's, and what was explained.

    `expected`: the bill has not come; `open`: it is compared; `settling`: somebody closes it, and what only the channel
    had is being entered, as `work_id` tells; `closed`: equal, and nothing changes any more. `titles`: how the acquirer
    calls the columns of its file, where a person said so.
    """

    channel = models.CharField(max_length=10)
    day = models.DateField()
    state = models.CharField(max_length=10, default=DayState.EXPECTED.value)
    ours_count = models.IntegerField(default=0)
    ours_fen = models.BigIntegerField(default=0)
    billed_count = models.IntegerField(default=0)
    billed_fen = models.BigIntegerField(default=0)
    refunded_fen = models.BigIntegerField(default=0)
    fee_fen = models.BigIntegerField(default=0)
    paid_out_fen = models.BigIntegerField(default=0)
    books_explained_fen = models.BigIntegerField(default=0)
    bank_explained_fen = models.BigIntegerField(default=0)
    file_id = models.BigIntegerField(null=True)
    file_sha256 = models.CharField(max_length=64, default="")
    trouble = models.CharField(max_length=200, default="")
    work_id = models.BigIntegerField(null=True)
    titles = models.JSONField(default=dict)
    asked_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    compared_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True)
    closed_by_name = models.CharField(max_length=80, default="")

    class Meta(EstateRow.Meta):
        db_table = "payments_channel_day"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "channel", "day"], name="channel_day_once"),
            models.CheckConstraint(condition=Q(channel__in=RECONCILED), name="channel_day_channel"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in DayState]), name="channel_day_state"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | Q(ours_fen=F("billed_fen") - F("refunded_fen") - F("books_explained_fen")),
                name="closed_day_equals_the_channel",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | Q(paid_out_fen=F("billed_fen") - F("refunded_fen") - F("fee_fen") - F("bank_explained_fen")),
                name="closed_day_equals_the_bank",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | Q(closed_at__isnull=False, closed_by__isnull=False, fetched_at__isnull=False),
                name="closed_day_says_by_whom",
            ),
        ]


class BillLine(EstateRow):
    """A payment or refund as the channel billed it. `home_estate_id` is whose order it names, 0 for none of ours."""

    day = belongs_to("payments.ChannelDay", related_name="bill_lines")
    line_number = models.IntegerField()
    kind = models.CharField(max_length=10)
    transaction = models.CharField(max_length=64)
    refund = models.CharField(max_length=64, default="")
    order_number = models.CharField(max_length=64)
    home_estate_id = models.BigIntegerField()
    amount_fen = models.BigIntegerField()
    fee_fen = models.BigIntegerField()
    agreed_fee_fen = models.BigIntegerField(null=True)
    happened_at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "payments_bill_line"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "day", "line_number"], name="bill_line_once"),
            models.UniqueConstraint(fields=["estate_id", "day", "kind", "transaction", "refund"], name="billed_once"),
            models.CheckConstraint(condition=Q(kind__in=["payment", "refund"]), name="bill_line_kind"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="bill_line_above_zero"),
        ]
        indexes = [models.Index(fields=["estate_id", "transaction"], name="bill_line_by_transaction")]


class Statement(EstateRow):
    """A bank's statement that was handed in: a file, and how its columns are understood."""

    account = models.CharField(max_length=60, default="")
    file_name = models.CharField(max_length=120)
    file_id = models.BigIntegerField()
    state = models.CharField(max_length=10, default=StatementState.READ.value)
    layout = models.JSONField(default=dict)
    new_lines = models.IntegerField(default=0)
    known_lines = models.IntegerField(default=0)
    handed_in_at = models.DateTimeField()
    handed_in_by = models.BigIntegerField(null=True)
    handed_in_by_name = models.CharField(max_length=80, default="")
    entered_at = models.DateTimeField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "payments_statement"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in StatementState]), name="statement_state"
            ),
        ]


class BankLine(EstateRow):
    """A movement on the bank account, money in above zero. Handed in twice it is one: `fingerprint`.

    `open`: explains nothing yet, or not all of it; `named`: its note carries an order's code; `paid_out`: all of it is
    pay-outs of days; `assigned`: it became a home's money; `explained`: a person said what else it is.
    """

    statement = belongs_to("payments.Statement", related_name="lines")
    line_number = models.IntegerField()
    account = models.CharField(max_length=60)
    booked_on = models.DateField()
    amount_fen = models.BigIntegerField()
    counterpart = models.CharField(max_length=200, default="")
    text = models.CharField(max_length=400, default="")
    reference = models.CharField(max_length=100, default="")
    balance_fen = models.BigIntegerField(null=True)
    fingerprint = models.CharField(max_length=64)
    channel = models.CharField(max_length=10, default="")
    note_code = models.CharField(max_length=20, default="")
    state = models.CharField(max_length=10, default=LineState.OPEN.value)
    paid_out_fen = models.BigIntegerField(default=0)
    meaning = models.CharField(max_length=20, default="")
    reason = models.CharField(max_length=200, default="")
    worked_off_by = models.BigIntegerField(null=True)
    worked_off_by_name = models.CharField(max_length=80, default="")
    worked_off_at = models.DateTimeField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "payments_bank_line"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "account", "fingerprint"], name="bank_line_once"),
            models.CheckConstraint(condition=~Q(amount_fen=0), name="bank_line_moves_money"),
            models.CheckConstraint(condition=Q(state__in=[state.value for state in LineState]), name="bank_line_state"),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, paid_out_fen__gte=0, paid_out_fen__lte=F("amount_fen"))
                | Q(amount_fen__lt=0, paid_out_fen__lte=0, paid_out_fen__gte=F("amount_fen")),
                name="bank_line_pays_out_what_it_is",
            ),
            models.CheckConstraint(
                condition=~Q(state="paid_out") | Q(paid_out_fen=F("amount_fen")), name="bank_line_paid_out_in_full"
            ),
            models.CheckConstraint(
                condition=~Q(state="named") | (~Q(note_code="") & Q(amount_fen__gt=0)), name="named_line_has_its_code"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["assigned", "explained"]) | (Q(worked_off_at__isnull=False) & ~Q(reason="")),
                name="bank_line_has_its_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["estate_id", "booked_on"], name="bank_line_by_day"),
            models.Index(fields=["estate_id", "booked_on"], name="bank_line_open", condition=Q(state="open")),
            models.Index(fields=["estate_id"], name="bank_line_named", condition=Q(state="named")),
        ]


class PayoutPart(EstateRow):
    """So much of a bank line pays out a day. Append-only; below zero it takes an earlier part back."""

    day = belongs_to("payments.ChannelDay", related_name="payouts")
    bank_line = belongs_to("payments.BankLine", related_name="payouts")
    amount_fen = models.BigIntegerField()
    made_by = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=80, default="")
    made_at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "payments_payout_part"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=~Q(amount_fen=0), name="payout_part_moves_money"),
        ]
        indexes = [
            models.Index(fields=["estate_id", "day"], name="payout_part_by_day"),
            models.Index(fields=["estate_id", "bank_line"], name="payout_part_by_line"),
        ]


class DayDifference(EstateRow):
    """Something in which the columns of a day differ, until it has gone (`gone`) or a person explained it.

    `books_fen` is what our sum lacks to equal the channel's, `bank_fen` what the bank's lacks to equal the net.
    """

    day = belongs_to("payments.ChannelDay", related_name="differences")
    what = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, default="")
    transaction = models.CharField(max_length=64, default="")
    refund = models.CharField(max_length=64, default="")
    order_number = models.CharField(max_length=64, default="")
    ours_fen = models.BigIntegerField()
    theirs_fen = models.BigIntegerField()
    books_fen = models.BigIntegerField(default=0)
    bank_fen = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, default=DifferenceState.OPEN.value)
    meaning = models.CharField(max_length=20, default="")
    reason = models.CharField(max_length=200, default="")
    found_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)
    ended_by_name = models.CharField(max_length=80, default="")

    class Meta(EstateRow.Meta):
        db_table = "payments_day_difference"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["estate_id", "day", "what", "kind", "transaction", "refund"], name="day_difference_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in DifferenceState]), name="day_difference_state"
            ),
            models.CheckConstraint(
                condition=~Q(state="explained") | (~Q(reason="") & Q(ended_by__isnull=False, ended_at__isnull=False)),
                name="explained_difference_has_its_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["estate_id", "found_at"], name="day_difference_open", condition=Q(state="open")),
        ]
