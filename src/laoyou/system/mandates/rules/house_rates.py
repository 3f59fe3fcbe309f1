"""The rates of a house ledger: which homes need a price of their own, and which follow the default."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal


def own_rates(
    rates: Iterable[tuple[int, Decimal]], *, kinds: Mapping[int, str], defaults: Mapping[str, Decimal]
) -> dict[int, Decimal | None]:
    """Return for each home the rate it has to itself, or None where the default of its kind says the same.

    `defaults` maps a kind of home to its default rate, '' to the one for all; homes that `kinds` leaves out are
    dwellings.

    >>> one, two, shop = 1, 2, 3
    >>> given = [(one, Decimal("0.60")), (two, Decimal("0.80")), (shop, Decimal("1.20"))]
    >>> own_rates(given, kinds={3: "shop"}, defaults={"": Decimal("0.60"), "shop": Decimal("1.2")})
    {1: None, 2: Decimal('0.80'), 3: None}
    """
    return {
        home_id: None if defaults.get(kinds.get(home_id, "residential"), defaults.get("")) == rate else rate
        for home_id, rate in rates
    }
