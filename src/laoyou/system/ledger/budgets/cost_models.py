"""The tables of shared costs. They belong to the ledger, whose `models` loads them.

The cost and its parts are the centre's rows (estate 0); what an estate bears is its own row beside its own entry. No
key and no transaction spans two estates: the numbers in between say which.
"""

from django.db import models
from django.db.models import F, Q

from laoyou.infra.decisions import AskedRow
from laoyou.infra.tables import EstateRow, belongs_to

KEYS = ["hours", "orders", "area", "homes", "fixed"]
COST_STATES = ["recorded", "approved", "refused", "reversed"]


class SharedCost(EstateRow):
    """共担费用: paid once by the centre, recorded by one person, approved by another. Only its state moves."""

    organisation_id = models.BigIntegerField()
    account = models.SmallIntegerField()
    amount_fen = models.BigIntegerField()
    spent_on = models.DateField()
    payee = models.CharField(max_length=80)
    text = models.CharField(max_length=200)
    key = models.CharField(max_length=10)
    key_source = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default="recorded")
    recorded_by = models.BigIntegerField()
    recorded_by_name = models.CharField(max_length=60)
    recorded_at = models.DateTimeField()
    once = models.CharField(max_length=40, default="", db_default="")
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "ledger_shared_cost"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="shared_cost_above_zero"),
            models.UniqueConstraint(
                fields=["estate_id", "recorded_by", "once"], condition=~Q(once=""), name="shared_cost_recorded_once"
            ),
            models.CheckConstraint(condition=Q(account__range=(50, 59)), name="shared_cost_account"),
            models.CheckConstraint(condition=Q(key__in=KEYS) & ~Q(key_source=""), name="shared_cost_key"),
            models.CheckConstraint(condition=Q(state__in=COST_STATES), name="shared_cost_state"),
            models.CheckConstraint(
                condition=Q(state="recorded", decided_by__isnull=True)
                | (~Q(state="recorded") & Q(decided_by__isnull=False) & ~Q(decided_by=F("recorded_by"))),
                name="shared_cost_needs_a_second_person",
            ),
        ]
        indexes = [models.Index(fields=["estate_id", "organisation_id", "-id"], name="shared_cost_by_company")]


class SharedCostMove(EstateRow):
    """A step in the life of a shared cost. Append-only."""

    cost = belongs_to("ledger.SharedCost", related_name="moves")
    from_state = models.CharField(max_length=10)
    to_state = models.CharField(max_length=10)
    actor = models.CharField(max_length=40)
    actor_name = models.CharField(max_length=60)
    reason = models.CharField(max_length=200, default="")
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "ledger_shared_cost_move"
        indexes = [models.Index(fields=["estate_id", "cost", "id"], name="shared_cost_move_by_cost")]


class SharedCostReversal(AskedRow):
    """A shared cost that one person asks to take back and another one does, in every estate that bore a part."""

    cost = belongs_to("ledger.SharedCost", related_name="reversals")

    class Meta(AskedRow.Meta):
        abstract = False
        db_table = "ledger_shared_cost_reversal"
        constraints = [
            *AskedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["estate_id", "cost"],
                condition=Q(state__in=["asked", "approved"]),
                name="shared_cost_reversal_once",
            ),
        ]


class SharedCostVoucher(EstateRow):
    """The paper behind a shared cost, as a voucher of the books. Append-only."""

    cost = belongs_to("ledger.SharedCost", related_name="vouchers")
    file = belongs_to("infra.StoredFile")
    public_file = belongs_to("infra.StoredFile", null=True)

    class Meta(EstateRow.Meta):
        db_table = "ledger_shared_cost_voucher"
        indexes = [models.Index(fields=["estate_id", "cost"], name="shared_voucher_by_cost")]


class SharedCostPart(EstateRow):
    """What one estate bears, and its entry there once it is posted. Only that it was posted and taken back changes."""

    cost = belongs_to("ledger.SharedCost", related_name="parts")
    charged_estate_id = models.BigIntegerField()
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField()
    amount_fen = models.BigIntegerField()
    charged_entry_id = models.BigIntegerField(null=True)
    charged_on = models.DateField(null=True)
    returned_entry_id = models.BigIntegerField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "ledger_shared_cost_part"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "cost", "charged_estate_id"], name="shared_part_once"),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, numerator__gt=0, numerator__lte=F("denominator")),
                name="shared_part_of_the_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["estate_id", "cost"],
                condition=Q(charged_entry_id__isnull=True) | Q(returned_entry_id__isnull=True),
                name="shared_part_not_done",
            )
        ]


class SharedEntry(EstateRow):
    """An estate's own record of its part, beside its entry: of which cost, by which key. Append-only."""

    shared_cost_id = models.BigIntegerField()
    entry = belongs_to("ledger.Entry")
    is_reversal = models.BooleanField(default=False)
    key = models.CharField(max_length=10)
    key_source = models.CharField(max_length=200)
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField()
    amount_fen = models.BigIntegerField()
    whole_fen = models.BigIntegerField()
    payee = models.CharField(max_length=80)

    class Meta(EstateRow.Meta):
        db_table = "ledger_shared_entry"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "shared_cost_id", "is_reversal"], name="shared_entry_once"),
            models.UniqueConstraint(fields=["estate_id", "entry"], name="shared_entry_by_entry"),
            models.CheckConstraint(condition=Q(key__in=KEYS), name="shared_entry_key"),
        ]
