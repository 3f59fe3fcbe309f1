"""One bill for one thing that a home agreed to pay, with its run and its entry in the books."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from laoyou.core.calendar import Month, city_day
from laoyou.core.errors import mark
from laoyou.core.money import Money
from laoyou.infra.actor import Actor
from laoyou.system.billing.bookings.rules.states import agreed
from laoyou.system.billing.models import Bill, Run
from laoyou.system.billing.rules.lines import Method, due_day
from laoyou.system.billing.use_cases.crediting import use_credits
from laoyou.system.billing.use_cases.issuing import post_run

TEXT = mark("Ordered services, %(month)s")
FUND = "service"


def bill_one(
    *,
    actor: Actor,
    estate_id: int,
    home_id: int,
    item: str,
    name: str,
    tariff_id: int,
    quantity: int,
    price: Money,
    at: datetime,
) -> int:
    """Bill it today and return the bill's id. The caller holds the estate's issue lock and has checked everything."""
    today = city_day(at)
    month, amount = Month.of(today), agreed(price, quantity)
    run = Run.objects.create(
        estate_id=estate_id,
        month=month.first,
        issued_by=actor.user_id,
        issued_at=at,
        bills=1,
        amount_fen=amount.fen,
    )
    bill = Bill.objects.create(
        estate_id=estate_id,
        run=run,
        home_id=home_id,
        month=month.first,
        item=item,
        item_name=name,
        fund=FUND,
        tariff_id=tariff_id,
        method=Method.BY_ORDER.value,
        quantity=quantity,
        rate=Decimal(price.fen).scaleb(-2),
        served_days=1,
        month_days=month.days,
        full_fen=amount.fen,
        amount_fen=amount.fen,
        due_on=due_day(month=month, issued_on=today),
        issued_at=at,
    )
    has_credits = post_run(
        actor=actor,
        estate_id=estate_id,
        month=month,
        run_id=run.id,
        sums={(FUND, item): amount.fen},
        at=at,
        sentence=TEXT,
    )
    if has_credits:
        use_credits(actor=actor, estate_id=estate_id, source=f"run:{run.id}", at=at)
    return int(bill.id)
