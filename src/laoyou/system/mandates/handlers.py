"""What mandates do about what happens below them."""

from decimal import Decimal

from laoyou.core.errors import NotAllowed
from laoyou.infra import events
from laoyou.infra.actor import Right, system
from laoyou.system.mandates import queries, use_cases
from laoyou.system.people.events import HouseRatesGiven, LedgerWorkBegun


def enter_rates(event: HouseRatesGiven) -> None:
    """Enter the rates of a house ledger in the transaction that enters its homes."""
    use_cases.enter_house_rates(
        actor=system("mandates.handlers"),
        estate_id=event.estate_id,
        rates=[(home_id, Decimal(rate)) for home_id, rate in event.rates],
        starts_on=event.starts_on,
        at=event.at,
    )


def refuse_who_may_import_no_more(event: LedgerWorkBegun) -> None:
    """Look anew at the rights of whoever asked: a login may be closed by now, a mandate over. Raises: NotAllowed."""
    user = queries.actor_for(user_id=event.user_id, at=event.at)
    if not user.may(Right.IMPORT_HOMES, event.estate_id):
        raise NotAllowed


events.in_transaction(HouseRatesGiven, enter_rates)
events.in_transaction(LedgerWorkBegun, refuse_who_may_import_no_more)
