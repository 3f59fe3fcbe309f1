"""All reads of billing."""

from laoyou.system.billing.queries.figures import (
    MonthFigure,
    figures_of_estate,
    figures_of_month,
    newest_billed_month,
    rates,
    rates_series,
)

__all__ = [
    "MonthFigure",
    "figures_of_estate",
    "figures_of_month",
    "newest_billed_month",
    "rates",
    "rates_series",
]
