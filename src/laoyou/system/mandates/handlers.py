"""What mandates do about what happens below them."""

from decimal import Decimal

from laoyou.infra import events
from laoyou.infra.actor import system
from laoyou.system.mandates import use_cases
from laoyou.system.people.events import HouseRatesGiven


def enter_rates(event: HouseRatesGiven) -> None:
    """Enter the rates of a house ledger in the transaction that enters its homes."""
    use_cases.enter_house_rates(
        actor=system("mandates.handlers"),
        estate_id=event.estate_id,
        rates=[(home_id, Decimal(rate)) for home_id, rate in event.rates],
        starts_on=event.starts_on,
        at=event.at,
    )


events.in_transaction(HouseRatesGiven, enter_rates)
