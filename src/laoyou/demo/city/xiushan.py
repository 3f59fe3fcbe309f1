"""Xiushan Garden, 2022-07-21 to 2022-12-31: from 7 % to 83 %."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from laoyou.demo.city import months
from laoyou.demo.city.cast import Cast, add_community
from laoyou.demo.city.story import CURRENT_RATES, INCOME, MONTHS, RATE, SPENDING, STARTS_ON, moment
from laoyou.system.billing import use_cases as billing
from laoyou.system.mandates import use_cases as mandates
from laoyou.system.places import use_cases as places

LEDGER = Path(__file__).resolve().parent / "xiushan-house-ledger.xlsx"
CODE = "XSHY"


@dataclass(frozen=True, slots=True)
class Told:
    estate_id: int
    payments: int


def tell(cast: Cast, random: Random) -> Told:
    """Tell the first estate's story up to the close of December's books."""
    estate_id = _enter(cast)
    _waive(cast, estate_id)
    willingness = cast.homes(estate_id)
    random.shuffle(willingness)
    payments = 0
    for month in MONTHS:
        months.issue(cast, estate_id, month, max(STARTS_ON + timedelta(days=1), month.first))
        months.move_money(cast, estate_id, month, INCOME[month], is_income=True)
        share = CURRENT_RATES[month]
        payments += months.collect(cast, estate_id, month, share, willingness, random, since=STARTS_ON)
        months.move_money(cast, estate_id, month, SPENDING[month], is_income=False)
        months.close_and_publish(cast, estate_id, month)
    return Told(estate_id, payments)


def _enter(cast: Cast) -> int:
    """Open the estate, sign the mandate with the street office, take over the house ledger."""
    opened = moment(date(2022, 7, 4), 9)
    estate_id = places.open_estate(
        actor=cast.on("manager", opened),
        code=CODE,
        name="秀山花园",
        street_office_code="450103005",
        community_name="秀山社区",
        year_built=2002,
        households=997,
        lat=Decimal("22.807200"),
        lng=Decimal("108.392600"),
        address="青秀山脚下",
        telephone="0771-5550101",
        at=opened,
    )
    cast.renew()
    for day, state, reason in ((5, "survey", "拉网式排查"), (12, "negotiation", "街道、社区、业主代表三方商议")):
        at = moment(date(2022, 7, day), 16)
        places.move_estate(actor=cast.on("manager", at), estate_id=estate_id, to_state=state, reason=reason, at=at)
    add_community(cast, "秀山社区", moment(STARTS_ON - timedelta(days=5), 8))
    signed = moment(date(2022, 7, 18), 15)
    manager = cast.on("manager", signed)
    mandate_id = mandates.draft_mandate(
        actor=manager,
        estate_id=estate_id,
        principal_id=cast.organisations["450103005"],
        company_id=cast.organisations["company"],
        contract_basis="street_office",
        fee_mode="lump_sum",
        document_number="津街委〔2022〕7号",
        scope_text="全小区保洁、秩序、绿化、公共设施日常维修、收费与公示；收费标准不变",
        starts_on=STARTS_ON,
        ends_before=date(2024, 7, 21),
        at=signed,
    )
    mandates.set_tariff(
        actor=manager,
        estate_id=estate_id,
        mandate_id=mandate_id,
        item="service",
        name="物业服务费",
        method="by_area",
        rate=RATE,
        fund="service",
        starts_on=STARTS_ON,
        at=signed,
    )
    cast.put_in_force(estate_id, "秀山花园", mandate_id, signed)
    with LEDGER.open("rb") as file:
        cast.take_over(estate_id, "秀山花园业主房屋台账.xlsx", file, moment(STARTS_ON, 10))
    return estate_id


def _waive(cast: Cast, estate_id: int) -> None:
    """Two hardship waivers and one for a vacant home, asked at the desk and approved by the manager."""
    homes = cast.homes(estate_id)
    for number, (place, kind, percent, reason) in enumerate(
        (
            (40, "hardship", 50, "低保户，社区开具证明"),
            (311, "hardship", 50, "重病致贫，社区开具证明"),
            (702, "vacancy", 30, "空置满一年，水电表为零"),
        )
    ):
        at = moment(date(2022, 8, 25), 10, number)
        waiver_id = billing.ask_waiver(
            actor=cast.on("desk", at),
            estate_id=estate_id,
            home_id=homes[place],
            kind=kind,
            percent=percent,
            reason=reason,
            starts_on=date(2022, 9, 1),
            ends_before=date(2023, 9, 1),
            at=at,
        )
        later = at + timedelta(hours=5)
        billing.decide_waiver(
            actor=cast.on("manager", later), estate_id=estate_id, waiver_id=waiver_id, approve=True, at=later
        )
