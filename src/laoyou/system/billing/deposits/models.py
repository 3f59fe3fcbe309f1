"""The tables of deposits. They belong to billing, whose `models` loads them."""

from django.db import models
from django.db.models import F, Q

from laoyou.infra.decisions import AskedRow
from laoyou.infra.tables import EstateRow, belongs_to
from laoyou.system.billing.deposits.rules.books import WAYS
from laoyou.system.billing.deposits.rules.states import DepositState


class Deposit(EstateRow):
    """押金 of a home. `asked`: its payment has not come; `held`; `settled`: gone back, or kept for damage, as its
    settlement says; `cancelled`: its cash was entered by mistake.
    """

    home_id = models.BigIntegerField()
    purpose = models.CharField(max_length=100)
    amount_fen = models.BigIntegerField()
    payer_name = models.CharField(max_length=80)
    payment_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, default=DepositState.ASKED.value)
    asked_by = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    taken_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "billing_deposit"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="deposit_above_zero"),
            models.CheckConstraint(
                condition=Q(state="asked", payment_id__isnull=True, taken_on__isnull=True, ended_on__isnull=True)
                | Q(state="held", payment_id__isnull=False, taken_on__isnull=False, ended_on__isnull=True)
                | Q(
                    state__in=["settled", "cancelled"],
                    payment_id__isnull=False,
                    taken_on__isnull=False,
                    ended_on__isnull=False,
                ),
                name="deposit_state",
            ),
        ]
        indexes = [
            models.Index(fields=["estate_id", "state", "-asked_at"], name="deposit_by_state"),
            models.Index(fields=["estate_id", "home_id"], name="deposit_by_home"),
            models.Index(fields=["estate_id", "payment_id"], name="deposit_by_payment"),
        ]


class DepositReturn(AskedRow):
    """How a deposit ends: so much back to the payer, so much kept for what the reason says; by two people."""

    deposit = belongs_to("billing.Deposit", related_name="returns")
    amount_fen = models.BigIntegerField()
    back_fen = models.BigIntegerField()
    kept_fen = models.BigIntegerField()
    way = models.CharField(max_length=10)
    receiver = models.CharField(max_length=80)

    class Meta(AskedRow.Meta):
        abstract = False
        db_table = "billing_deposit_return"
        constraints = [
            *AskedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["estate_id", "deposit"], condition=Q(state__in=["asked", "approved"]), name="deposit_ends_once"
            ),
            models.CheckConstraint(
                condition=Q(back_fen__gte=0, kept_fen__gte=0, amount_fen=F("back_fen") + F("kept_fen")),
                name="deposit_goes_back_or_is_kept",
            ),
            models.CheckConstraint(condition=Q(way__in=WAYS), name="deposit_way"),
        ]
        indexes = [models.Index(fields=["estate_id", "state"], name="deposit_return_by_state")]
