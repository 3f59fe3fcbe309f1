"""The tables of leases. They belong to the ledger, whose `models` loads them."""

from django.db import models
from django.db.models import F, Q

from laoyou.infra.tables import EstateRow, belongs_to


class Lease(EstateRow):
    """A contract on a place in common parts: what the owners agreed to (`basis`), who pays how much for which time."""

    kind = models.CharField(max_length=12)
    payer = models.CharField(max_length=80)
    place = models.CharField(max_length=80)
    basis = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_before = models.DateField()
    every_months = models.SmallIntegerField()
    amount_fen = models.BigIntegerField()
    state = models.CharField(max_length=10, default="running")
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=200, default="")
    made_by = models.BigIntegerField()
    made_by_name = models.CharField(max_length=100)
    made_at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "ledger_lease"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=["advertising", "ground_rent", "other"]), name="lease_kind"),
            models.CheckConstraint(condition=Q(ends_before__gt=F("starts_on")), name="lease_period"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0, every_months__range=(1, 12)), name="lease_amount"),
            models.CheckConstraint(
                condition=Q(state__in=["running"], ended_on__isnull=True) | Q(state="ended", ended_on__isnull=False),
                name="lease_state",
            ),
        ]


class LeaseInstalment(EstateRow):
    """What is due on a day. `expense` is the income that was recorded for it; `is_dropped`: the lease ended before."""

    lease = belongs_to("ledger.Lease", related_name="instalments")
    number = models.SmallIntegerField()
    starts_on = models.DateField()
    ends_before = models.DateField()
    amount_fen = models.BigIntegerField()
    expense = belongs_to("ledger.Expense", null=True)
    is_dropped = models.BooleanField(default=False)

    class Meta(EstateRow.Meta):
        db_table = "ledger_lease_instalment"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "lease", "number"], name="lease_instalment_once"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="lease_instalment_amount"),
            models.CheckConstraint(
                condition=Q(is_dropped=False) | Q(expense__isnull=True), name="lease_instalment_dropped"
            ),
        ]
