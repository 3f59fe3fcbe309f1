"""What one small estate bills beside its fee: water by meter, services that homes order, and places that are let.

All of it is of after December's issue: it moves none of the bills, rates and books of 2022.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from laoyou.core.money import Money
from laoyou.demo.city.cast import Cast
from laoyou.demo.city.district import SmallEstate
from laoyou.demo.city.drawings import dial_picture, voucher_picture
from laoyou.demo.city.personas import signed_in
from laoyou.demo.city.story import moment
from laoyou.infra import files, scope
from laoyou.infra.actor import Actor
from laoyou.system.billing.bookings import use_cases as bookings
from laoyou.system.billing.meters import use_cases as meters
from laoyou.system.ledger import use_cases as ledger
from laoyou.system.ledger.leases import queries as lease_queries
from laoyou.system.ledger.leases import use_cases as leases
from laoyou.system.mandates import queries as mandate_queries
from laoyou.system.mandates import use_cases as mandates

SET_UP = moment(date(2023, 1, 2), 9)
DECIDED = moment(date(2023, 1, 3), 16)
READ_ON = date(2022, 12, 31)
PRICES = (
    ("water", "水费", "year: 2.50 to 180, 3.75 to 260, 5.00"),
    ("shared_water", "公摊水费", "2.50"),
)
USED = (812, 1034, 655, 1490, 978, None)
"""Hundredths of a m³ that the first homes used in December; the last one's reading waits to be looked at."""
SENT = 871
SHARED = 210
OFFERS = (
    ("清洗油烟机", "次", 8000, "师傅带工具上门，约一个小时"),
    ("磨刀", "把", 500, "每月第一个周六，楼下亭子"),
    ("上门理发", "人", 1500, "行动不便的老人优先"),
)
LESSEE, PLACE = "邕城便民传媒有限公司", "各单元门口广告位"


def tell(cast: Cast, estate: SmallEstate, estate_id: int) -> None:
    resident = signed_in(estate.telephone_of(len(USED) - 1), DECIDED)
    with scope.estate(estate_id):  # one commit for all of it
        _price(cast, estate_id, estate.starts_on)
        _read(cast, estate, estate_id, resident)
        _order(cast, estate_id, offer(cast, estate_id))
        _let(cast, estate_id)


def offer(cast: Cast, estate_id: int) -> list[int]:
    """Put services on the price list, and return them."""
    return [
        bookings.set_offer(
            actor=cast.on("manager", SET_UP),
            estate_id=estate_id,
            name=name,
            unit=unit,
            price=Money(fen),
            text=text,
            starts_on=SET_UP.date(),
            at=SET_UP,
        )
        for name, unit, fen, text in OFFERS
    ]


def _price(cast: Cast, estate_id: int, starts_on: date) -> None:
    mandate = mandate_queries.mandate_in_force(estate_id, SET_UP.date())
    assert mandate is not None
    for item, name, ladder in PRICES:
        mandates.set_tariff(
            actor=cast.on("manager", SET_UP),
            estate_id=estate_id,
            mandate_id=mandate.id,
            item=item,
            name=name,
            method="by_meter",
            rate=Decimal(0),
            formula=ladder,
            fund="deposits",
            starts_on=starts_on,
            at=SET_UP,
        )


def _read(cast: Cast, estate: SmallEstate, estate_id: int, resident: Actor) -> None:
    """Hang a main meter with those of six homes under it, and read them; one resident sends a picture."""
    desk = cast.on("desk", SET_UP)
    main = _hang(cast, estate_id, "S-000", estate.starts_on, item="shared_water")
    total = SHARED
    for place, (home_id, used) in enumerate(zip(cast.homes(estate_id), USED, strict=False)):
        first = 10_000 * (place + 1)
        number = f"S-{place + 1:03d}"
        meter = _hang(
            cast, estate_id, number, estate.starts_on, home_id=home_id, first=first, main_id=main, item="water"
        )
        if used is not None:
            _take(desk, estate_id, meter, first + used)
            total += used
            continue
        total += SENT
        picture = dial_picture(value=first + SENT, number=number)
        file_id = files.store(
            estate_id=estate_id, name="dial.jpg", content=picture, purpose="photo", actor=resident, at=DECIDED
        )
        meters.take_reading(
            actor=resident,
            estate_id=estate_id,
            meter_id=meter,
            value=first + SENT,
            read_on=READ_ON,
            file_id=file_id,
            at=DECIDED,
        )
    _take(desk, estate_id, main, total)


def _hang(
    cast: Cast,
    estate_id: int,
    number: str,
    since: date,
    *,
    item: str,
    first: int = 0,
    home_id: int | None = None,
    main_id: int | None = None,
) -> int:
    return meters.add_meter(
        actor=cast.on("manager", SET_UP),
        estate_id=estate_id,
        kind="water",
        number=number,
        item=item,
        installed_on=since,
        first_value=first,
        home_id=home_id,
        place="" if home_id else "二次供水泵房",
        shared_by="" if home_id else "area",
        main_id=main_id,
        at=SET_UP,
    )


def _take(desk: Actor, estate_id: int, meter_id: int, value: int) -> None:
    meters.take_reading(
        actor=desk,
        estate_id=estate_id,
        meter_id=meter_id,
        value=value,
        read_on=READ_ON,
        said_source="crew",
        at=SET_UP,
    )


def _order(cast: Cast, estate_id: int, offers: list[int]) -> None:
    """Two homes order: one order is accepted, the other waits. A bill would be January's first, and its rate."""
    desk = cast.on("desk", DECIDED)
    homes = cast.homes(estate_id)
    ordered = [
        bookings.book(
            actor=desk,
            estate_id=estate_id,
            home_id=homes[place],
            offer_id=offers[place],
            quantity=1,
            wanted_on=date(2023, 1, 6),
            price=Money(OFFERS[place][2]),
            consent="telephone",
            at=DECIDED,
        )
        for place in range(2)
    ]
    bookings.accept_booking(actor=desk, estate_id=estate_id, booking_id=ordered[0], at=DECIDED)


def _let(cast: Cast, estate_id: int) -> None:
    """Let the frames at the entrances for a year; the first quarter's money is in, seen by two people."""
    clerk = cast.on("finance", SET_UP)
    leases.make_lease(
        actor=clerk,
        estate_id=estate_id,
        kind="advertising",
        payer=LESSEE,
        place=PLACE,
        basis="全体业主 2022 年第 1 号决定",
        starts_on=date(2023, 1, 1),
        last_day=date(2023, 12, 31),
        every_months=3,
        amount=Money(60000),
        at=SET_UP,
    )
    (lease,) = lease_queries.leases_for(actor=clerk, estate_id=estate_id, today=SET_UP.date())
    picture = voucher_picture(
        title=f"{PLACE}，一季度",
        payee=LESSEE,
        day="2023年1月2日",
        amount=str(lease.amount),
        number=estate_id * 10_000 + 2399,
    )
    file_id = files.store(
        estate_id=estate_id, name="voucher.jpg", content=picture, purpose="voucher", actor=clerk, at=SET_UP
    )
    recorded = leases.receive_instalment(
        actor=clerk,
        estate_id=estate_id,
        instalment_id=lease.instalments[0].id,
        received_on=SET_UP.date(),
        file_ids=[file_id],
        text=f"{PLACE}，一季度",
        at=SET_UP,
    )
    ledger.decide_expense(
        actor=cast.on("manager", DECIDED), estate_id=estate_id, expense_id=recorded, approve=True, at=DECIDED
    )
