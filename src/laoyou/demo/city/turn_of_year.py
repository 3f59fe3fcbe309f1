"""The first estate between the years: what changes with January's bills, and what lies on the desks when one comes in.

Everything here is of after December's issue: it moves none of the bills, rates and books of 2022.
"""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from laoyou.core.area import Area
from laoyou.demo.city.cast import Cast
from laoyou.demo.city.personas import ELDER_HOME, OWNER_HOME
from laoyou.demo.city.story import moment
from laoyou.infra import scope
from laoyou.system.billing import queries as billing
from laoyou.system.billing import use_cases as billing_acts
from laoyou.system.mandates import queries as mandates
from laoyou.system.mandates import use_cases as mandate_acts
from laoyou.system.payments import use_cases as payments
from laoyou.system.payments.rules import numbers
from laoyou.system.people import use_cases as people
from laoyou.system.people.house_ledger import use_cases as house_ledger
from laoyou.system.places import queries as places
from laoyou.system.places import use_cases as place_acts

NEW_YEAR = date(2023, 1, 1)
SPACES, VISITORS, HELD, TWO_CARS = 72, 4, 66, 3
"""Parking spaces: for visitors the last ones, held from January on by homes, three of which have two."""
PARKING_YUAN = Decimal(50)
MEASURED_AGAIN = ((118, 338), (457, 1240), (733, -215))
"""Homes by their place in the list, and by how many hundredths of a m² the new survey differs."""
MEASURED_ON = date(2023, 1, 11)
SOLD_ON = date(2022, 12, 1)
SOLD_FROM = 420


def tell(cast: Cast, estate_id: int, random: Random) -> None:
    assembly = cast.assembly("秀山花园", moment(date(2023, 1, 3), 16))
    with scope.estate(estate_id):  # one commit for all of it
        homes = cast.homes(estate_id)
        named = {cast.home_called(estate_id, label) for label in (OWNER_HOME, ELDER_HOME)}
        _park(cast, estate_id, [home for home in homes if home not in named], random)
        _measure_again(cast, estate_id, homes)
        _waive(cast, estate_id, homes)
        _sell(cast, estate_id, homes[SOLD_FROM:])
        _prepare_the_contract(cast, estate_id, assembly)
        _hand_in_corrections(cast, estate_id, homes)
    _receive_without_an_order(estate_id)


def _park(cast: Cast, estate_id: int, homes: list[int], random: Random) -> None:
    """Number the spaces, give them to homes with a plate, and bill them from January on instead of by hand."""
    at = moment(date(2022, 12, 28), 9)
    manager, finance = cast.on("manager", at), cast.on("finance", at)
    spaces = [
        place_acts.add_parking_space(
            actor=finance,
            estate_id=estate_id,
            number=f"{'ABC'[number // 24]}{number % 24 + 1:02d}",
            kind="visitor" if number >= SPACES - VISITORS else "common",
            note="近 1 栋，方便救护车" if number == 0 else "",
            at=at,
        )
        for number in range(SPACES)
    ]
    holders = random.sample(homes, HELD - TWO_CARS)
    for number, home_id in enumerate([*holders, *holders[:TWO_CARS]]):
        place_acts.hold_parking_space(
            actor=finance,
            estate_id=estate_id,
            space_id=spaces[number],
            home_id=home_id,
            plate=f"桂A{random.randint(10000, 99999)}",
            starts_on=date(2022, 8, 20) + timedelta(days=31 * (number // 14)),
            at=at,
        )
    mandate = mandates.mandate_in_force(estate_id, NEW_YEAR)
    assert mandate is not None
    tariff_id = mandate_acts.set_tariff(
        actor=manager,
        estate_id=estate_id,
        mandate_id=mandate.id,
        item="parking",
        name="场地停车费",
        method="by_count",
        rate=PARKING_YUAN,
        fund="common_income",
        starts_on=NEW_YEAR,
        is_default=False,
        at=at,
    )
    for number, home_id in enumerate(holders):
        mandate_acts.give_home_tariff(
            actor=finance,
            estate_id=estate_id,
            home_id=home_id,
            tariff_id=tariff_id,
            count=2 if number < TWO_CARS else 1,
            starts_on=NEW_YEAR,
            at=at,
        )


def _measure_again(cast: Cast, estate_id: int, homes: list[int]) -> None:
    """Three homes were measured anew: January's bill of each has two parts."""
    at = moment(date(2023, 1, 4), 9)
    finance = cast.on("finance", at)
    for place, more in MEASURED_AGAIN:
        now = places.home_for(actor=finance, estate_id=estate_id, home_id=homes[place], day=NEW_YEAR).area
        assert now is not None
        place_acts.set_area(
            actor=finance,
            estate_id=estate_id,
            home_id=homes[place],
            area=Area(now.centiares + more),
            source="survey",
            starts_on=MEASURED_ON,
            at=at,
        )


def _waive(cast: Cast, estate_id: int, homes: list[int]) -> None:
    """A vacant home pays less from January on; for another one somebody asked, and nobody has decided."""
    for place, reason, day, is_decided in (
        (596, "业主在外地，空置满半年，水电表为零", date(2022, 12, 29), True),
        (871, "业主住院，空置，女儿持委托书申请", date(2023, 1, 4), False),
    ):
        at = moment(day, 15)
        waiver_id = billing_acts.ask_waiver(
            actor=cast.on("desk", at),
            estate_id=estate_id,
            home_id=homes[place],
            kind="vacancy",
            percent=30,
            reason=reason,
            starts_on=NEW_YEAR,
            ends_before=date(2023, 7, 1),
            at=at,
        )
        if is_decided:
            billing_acts.decide_waiver(
                actor=cast.on("manager", at),
                estate_id=estate_id,
                waiver_id=waiver_id,
                approve=True,
                at=at + timedelta(hours=1),
            )


def _sell(cast: Cast, estate_id: int, homes: list[int]) -> None:
    """A home changed hands in December: what it owed of before stays its former owner's."""
    at = moment(date(2023, 1, 3), 11)
    desk = cast.on("desk", at)
    sold = next(
        home for home in homes if len(billing.open_bills(actor=desk, estate_id=estate_id, home_id=home)) in (3, 4)
    )
    buyer = people.add_person(actor=desk, estate_id=estate_id, name="蒙新安", telephone="17000009101", at=at)
    people.hand_over_home(actor=desk, estate_id=estate_id, home_id=sold, person_ids=[buyer], on=SOLD_ON, at=at)


def _prepare_the_contract(cast: Cast, estate_id: int, assembly: int) -> None:
    """Draft what the owners' assembly is to vote on: the formal contract after the street office's mandate."""
    at = moment(date(2023, 1, 3), 16)
    mandate_acts.draft_mandate(
        actor=cast.on("manager", at),
        estate_id=estate_id,
        principal_id=assembly,
        company_id=cast.organisations["company"],
        contract_basis="owners_assembly",
        fee_mode="fee_plus",
        document_number="秀山业大〔2024〕草案",
        scope_text="全小区保洁、秩序、绿化、公共设施日常维修、收费与公示；待业主大会表决",
        starts_on=date(2024, 7, 21),
        ends_before=date(2027, 7, 21),
        at=at,
    )


def _hand_in_corrections(cast: Cast, estate_id: int, homes: list[int]) -> None:
    """The community's list of corrections was handed in and waits to be compared with the records."""
    at = moment(date(2023, 1, 5), 9)
    finance = cast.on("finance", at)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["楼栋", "单元", "房号", "建筑面积(㎡)", "入住情况"])
    for home_id, occupancy in zip(homes[60:68], ("自住", "出租", "空置", "自住") * 2, strict=True):
        home = places.home_for(actor=finance, estate_id=estate_id, home_id=home_id)
        writer.writerow([home.building, home.entrance, home.number, home.area, occupancy])
    house_ledger.read_sheet(
        actor=finance,
        estate_id=estate_id,
        name="社区更正清单2023年1月.csv",
        content=io.BytesIO(text.getvalue().encode("utf-8-sig")),
        at=at,
    )


def _receive_without_an_order(estate_id: int) -> None:
    """Money came whose order nobody knows: it waits in suspense until somebody finds out whose it is."""
    at = moment(date(2023, 1, 4), 20, 15)
    payments.settle(
        channel="wechat",
        transaction="4200006660020230104",
        order_number=numbers.order_number(estate_id=estate_id, day=at.date(), tail="7QK4M2ZP9T"),
        amount_fen=15543,
        paid_at=at,
        seen_via="notification",
        at=at + timedelta(seconds=2),
    )
