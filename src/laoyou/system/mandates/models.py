from django.db import models
from django.db.models import F, Q

from laoyou.infra.tables import EstateRow, belongs_to
from laoyou.system.mandates.rules.penalty_clause import HIGHEST_RATE, MOST_CAP_PERCENT, MOST_FREE_DAYS


class Mandate(EstateRow):
    """Law: CIVIL-938, CIVIL-939. `contract_basis` says who could bind whom, `fee_mode` whose money the fees are."""

    principal_id = models.BigIntegerField()
    principal_name = models.CharField(max_length=80)
    company_id = models.BigIntegerField()
    company_name = models.CharField(max_length=80)
    contract_basis = models.CharField(max_length=24)
    fee_mode = models.CharField(max_length=12)
    document_number = models.CharField(max_length=60)
    document = belongs_to("infra.StoredFile", null=True)
    public_copy = belongs_to("infra.StoredFile", null=True)
    scope = models.TextField(default="")
    state = models.CharField(max_length=12, default="draft")
    starts_on = models.DateField()
    ends_before = models.DateField()
    penalty_rate = models.DecimalField(max_digits=7, decimal_places=6, default=0, db_default=0)
    penalty_free_days = models.SmallIntegerField(default=0, db_default=0)
    penalty_cap_percent = models.SmallIntegerField(default=100, db_default=100)
    created_at = models.DateTimeField()
    drafted_by = models.BigIntegerField(null=True)
    edited_by = models.BigIntegerField(null=True)
    put_in_force_by = models.BigIntegerField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "mandates_mandate"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(ends_before__gt=F("starts_on")), name="mandate_period"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "in_force", "ended", "withdrawn"]), name="mandate_state"
            ),
            models.CheckConstraint(
                condition=Q(
                    contract_basis__in=[
                        *("street_office", "community", "owners_committee", "owners_assembly"),
                        *("owners_group", "single_owner", "developer"),
                    ]
                ),
                name="mandate_basis",
            ),
            models.CheckConstraint(
                condition=Q(fee_mode__in=["lump_sum", "fee_plus", "trust"]), name="mandate_fee_mode"
            ),
            # Law: CIVIL-939. A late penalty only under a contract that binds all owners.
            models.CheckConstraint(
                condition=Q(penalty_rate=0)
                | Q(contract_basis__in=["owners_committee", "owners_assembly", "developer"]),
                name="mandate_penalty_by_contract",
            ),
            models.CheckConstraint(
                condition=Q(penalty_rate__range=(0, HIGHEST_RATE), penalty_free_days__range=(0, MOST_FREE_DAYS))
                & Q(penalty_cap_percent__range=(1, MOST_CAP_PERCENT)),
                name="mandate_penalty_clause",
            ),
            # Law: CIVIL-938. In writing; and by somebody who neither drafted it nor changed it last.
            models.CheckConstraint(
                condition=~Q(state="in_force")
                | Q(document__isnull=False, put_in_force_by__isnull=False)
                & (Q(drafted_by__isnull=True) | ~Q(drafted_by=F("put_in_force_by")))
                & (Q(edited_by__isnull=True) | ~Q(edited_by=F("put_in_force_by"))),
                name="mandate_in_force_on_paper_by_two",
            ),
        ]
        indexes = [models.Index(fields=["company_id", "state"], name="mandate_by_company")]


class MandateMove(EstateRow):
    """One step of a mandate's life. Append-only."""

    mandate = belongs_to("mandates.Mandate", related_name="moves")
    from_state = models.CharField(max_length=12)
    to_state = models.CharField(max_length=12)
    reason = models.TextField(default="")
    actor = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "mandates_mandate_move"


class Tariff(EstateRow):
    """收费标准: what one service item costs under a mandate, from–to. A new price is a new row.

    `rate` is yuan: per m² and month (by_area), per home and month (fixed), per counted thing and month (by_count), per
    unit and month of what `formula` gives for a home (by_formula; `rules.formulas`).
    The default of an item applies to every home that has no tariff of its own for that item. Versions of one price are
    those of one company: what another plans for its time after changes nothing.
    """

    mandate = belongs_to("mandates.Mandate", related_name="tariffs")
    company_id = models.BigIntegerField(default=0, db_default=0)
    item = models.CharField(max_length=30)
    name = models.CharField(max_length=60)
    method = models.CharField(max_length=10)
    rate = models.DecimalField(max_digits=12, decimal_places=4)
    formula = models.CharField(max_length=200, default="", db_default="")
    fund = models.CharField(max_length=20, default="service")
    is_default = models.BooleanField(default=True)
    home_kind = models.CharField(max_length=12, default="")
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "mandates_tariff"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(method__in=["by_area", "fixed", "by_count"], formula="")
                | Q(method__in=["by_formula", "by_meter"]) & ~Q(formula=""),
                name="tariff_method",
            ),
            # Water and power are passed on at their cost: the money is the supplier's, never anybody's income.
            models.CheckConstraint(condition=~Q(method="by_meter") | Q(fund="deposits"), name="tariff_passed_on"),
            models.CheckConstraint(condition=Q(rate__gte=0), name="tariff_rate"),
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")), name="tariff_period"
            ),
        ]
        indexes = [models.Index(fields=["estate_id", "item"], name="tariff_by_item")]


class HomeTariff(EstateRow):
    """A home's own tariff for an item, or its count of things, from–to."""

    home = belongs_to("places.Home", related_name="+")
    tariff = belongs_to("mandates.Tariff", related_name="homes")
    item = models.CharField(max_length=30)
    count = models.IntegerField(default=1)
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "mandates_home_tariff"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(count__gte=0), name="home_tariff_count"),
        ]
        indexes = [models.Index(fields=["estate_id", "home", "item"], name="home_tariff_by_home")]
