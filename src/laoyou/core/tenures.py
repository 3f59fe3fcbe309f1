"""Which days of a home are a resident's own affair: its bills, receipts and statement are read within them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from laoyou.core.calendar import Period


@dataclass(frozen=True, slots=True)
class Tenure:
    """The periods in which somebody owned, lived in or rented a home, apart from each other; the last one is running.

    A tenant reads bills as the others do, and of what was paid only what they paid themselves.

    >>> sold_and_bought_again = Tenure((Period(date(2010, 5, 1), date(2015, 5, 1)), Period(date(2022, 11, 15), None)))
    >>> [sold_and_bought_again.covers(date(year, 12, 1)) for year in (2014, 2021, 2022)]
    [True, False, True]
    """

    periods: tuple[Period, ...]
    is_tenant: bool = False

    @property
    def since(self) -> date:
        """Return the day on which the running period began."""
        return self.periods[-1].starts_on

    def covers(self, day: date) -> bool:
        return any(period.covers(day) for period in self.periods)

    def has_account_on(self, day: date) -> bool:
        """Return whether what the owners were told, asked for and agreed on that day is this person's affair, too.

        >>> let = Tenure((Period(date(2022, 9, 1), None),), is_tenant=True)
        >>> let.covers(date(2022, 10, 1)), let.has_account_on(date(2022, 10, 1))
        (True, False)
        """
        return not self.is_tenant and self.covers(day)


WHOLE = Tenure((Period(date.min, None),))
"""Of whoever is in a home's records from their beginning, or of the calendar."""
