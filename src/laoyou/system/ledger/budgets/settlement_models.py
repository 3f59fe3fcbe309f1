"""The table of settlements. It belongs to the ledger, whose `models` loads it."""

from django.db import models
from django.db.models import F, Q

from laoyou.infra.tables import EstateRow


class YearSettlement(EstateRow):
    """年度结算: what a year came to under the mode of its contract. The newest row counts until one is published.

    `figures` are those of `rules.settlement`, in fen, as worked out when it was prepared. Only the publication is
    added later, by a second person.
    """

    year = models.SmallIntegerField()
    mode = models.CharField(max_length=10)
    percent = models.SmallIntegerField(default=0)
    amount_fen = models.BigIntegerField(default=0)
    drawn_fen = models.BigIntegerField(default=0)
    terms_text = models.CharField(max_length=200, default="")
    figures = models.JSONField()
    prepared_by = models.BigIntegerField()
    prepared_by_name = models.CharField(max_length=60)
    prepared_at = models.DateTimeField()
    published_by = models.BigIntegerField(null=True)
    published_by_name = models.CharField(max_length=60, default="")
    published_at = models.DateTimeField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "ledger_year_settlement"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["estate_id", "year"], condition=Q(published_at__isnull=False), name="year_settled_once"
            ),
            models.CheckConstraint(condition=Q(mode__in=["lump_sum", "fee_plus", "trust"]), name="settlement_mode"),
            models.CheckConstraint(
                condition=Q(percent__range=(0, 10000), amount_fen__gte=0, drawn_fen__gte=0), name="settlement_terms"
            ),
            models.CheckConstraint(
                condition=Q(mode="lump_sum", percent=0, amount_fen=0) | (~Q(mode="lump_sum") & ~Q(terms_text="")),
                name="settlement_states_its_terms",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True, published_at__isnull=True)
                | (Q(published_at__isnull=False) & ~Q(published_by=F("prepared_by"))),
                name="settlement_needs_a_second_person",
            ),
        ]
