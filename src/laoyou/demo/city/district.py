"""The district around the first estate: small ones in every state of an estate's life."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random

from laoyou.core.calendar import Month
from laoyou.demo.city import months
from laoyou.demo.city.cast import STREET_OFFICES, Cast
from laoyou.demo.city.names import estate_names, person_name
from laoyou.demo.city.story import HOMES_QUANTILES, LAST_DAY, RATE, STATES, Movement, moment
from laoyou.system.mandates import use_cases as mandates
from laoyou.system.places import use_cases as places

CENTRE = (22.8145, 108.3905)  # lat, lng: the middle of the district, at the foot of Qingxiu hill
SPREAD = (0.020, 0.028)


@dataclass(frozen=True, slots=True)
class SmallEstate:
    code: str
    name: str
    state: str
    homes: int
    street_office: str
    year_built: int
    lat: Decimal
    lng: Decimal
    starts_on: date
    last_rate: Decimal

    def telephone_of(self, number: int) -> str:
        """Return the invented telephone of the owner of the home with that number, counted from 0."""
        return f"1710{int(self.code[2:]):03d}{number:04d}"


def small_estates(random: Random) -> list[SmallEstate]:
    """Return the district's estates, the same for the same random numbers."""
    states = [state for state, count in STATES.items() for _ in range(count)]
    random.shuffle(states)
    offices = list(STREET_OFFICES)
    estates = []
    for number, (state, name) in enumerate(zip(states, estate_names(random, len(states)), strict=True), start=1):
        is_served = state in ("mandated", "contracted")
        estates.append(
            SmallEstate(
                code=f"QX{number:03d}",
                name=name,
                state=state,
                homes=homes_at(random.random() * (0.62 if is_served else 1.0)),
                street_office=offices[number % len(offices)],
                year_built=random.randint(1984, 2005),
                lat=Decimal(f"{CENTRE[0] + random.uniform(-1, 1) * SPREAD[0]:.6f}"),
                lng=Decimal(f"{CENTRE[1] + random.uniform(-1, 1) * SPREAD[1]:.6f}"),
                starts_on=random.choice((date(2022, 11, 1), date(2022, 11, 15), date(2022, 12, 1))),
                last_rate=Decimal(random.randint(27, 80)) / 100,
            )
        )
    return estates


def with_meters(estates: Sequence[SmallEstate]) -> SmallEstate:
    """Return the estate that bills water too."""
    return next(each for each in estates if each.state == "mandated" and each.starts_on == date(2022, 11, 1))


def homes_at(quantile: float) -> int:
    """Return the number of homes at the quantile, on straight lines between the published ones.

    >>> homes_at(0.5), homes_at(0.375)
    (71, 50)
    """
    for (low, fewer), (high, more) in pairwise(HOMES_QUANTILES):
        if quantile <= high:
            return round(fewer + (more - fewer) * (quantile - low) / (high - low))
    return HOMES_QUANTILES[-1][1]


def tell(cast: Cast, estate: SmallEstate, random: Random) -> int:
    """Open the estate and lead it to its state; where it is served, bill it, let homes pay, spend, open the books.

    Returns the estate.
    """
    opened = moment(date(2022, 8, 1) + timedelta(days=random.randint(0, 60)), 10)
    estate_id = places.open_estate(
        actor=cast.on("manager", opened),
        code=estate.code,
        name=estate.name,
        street_office_code=estate.street_office,
        year_built=estate.year_built,
        households=estate.homes,
        lat=estate.lat,
        lng=estate.lng,
        telephone="0771-5550110",
        at=opened,
    )
    cast.renew()
    steps = {"survey": ("survey",), "negotiation": ("survey", "negotiation")}.get(estate.state, ())
    for number, state in enumerate(steps, start=1):
        at = opened + timedelta(days=9 * number)
        places.move_estate(
            actor=cast.on("manager", at), estate_id=estate_id, to_state=state, reason="街道请中心进场", at=at
        )
    if estate.state in ("mandated", "contracted"):
        _serve(cast, estate, estate_id, random)
    return estate_id


def _serve(cast: Cast, estate: SmallEstate, estate_id: int, random: Random) -> None:
    from_assembly = estate.state == "contracted"
    at = moment(estate.starts_on - timedelta(days=7), 15)
    manager = cast.on("manager", at)
    principal = cast.assembly(estate.name, at) if from_assembly else cast.organisations[estate.street_office]
    years = 2 if random.random() < 0.7 else 0
    ends = estate.starts_on.replace(year=estate.starts_on.year + years) if years else date(2023, 5, 1)
    mandate_id = mandates.draft_mandate(
        actor=manager,
        estate_id=estate_id,
        principal_id=principal,
        company_id=cast.organisations["company"],
        contract_basis="owners_assembly" if from_assembly else "street_office",
        fee_mode="fee_plus" if from_assembly else "lump_sum",
        document_number=f"{estate.code}-2022-{estate_id:03d}",
        scope_text="保洁、秩序、绿化、公共设施日常维修、收费与公示",
        starts_on=estate.starts_on,
        ends_before=ends,
        at=at,
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
        starts_on=estate.starts_on,
        at=at,
    )
    cast.put_in_force(estate_id, estate.name, mandate_id, at)
    handed_over = moment(estate.starts_on, 9)
    cast.take_over(estate_id, f"{estate.name}房屋台账.csv", ledger_file(estate, random), handed_over)
    willingness = cast.homes(estate_id)
    random.shuffle(willingness)
    for month in Month.of(estate.starts_on).until(Month.of(LAST_DAY)):
        months.issue(cast, estate_id, month, max(estate.starts_on, month.first))
        share = estate.last_rate if month == Month.of(LAST_DAY) else estate.last_rate / 2
        months.collect(cast, estate_id, month, share, willingness, random, since=estate.starts_on)
        if month < Month.of(LAST_DAY) or random.random() < 0.7:
            received = months.received_fen(cast, estate_id, month)
            months.move_money(cast, estate_id, month, _wages(received), is_income=False)
        if month < Month.of(LAST_DAY) and random.random() < 0.85:
            months.close_and_publish(cast, estate_id, month)


def _wages(received_fen: int) -> tuple[Movement, ...]:
    """Return what a small estate spends of what it received: three quarters, whole yuan, nothing of nothing."""
    yuan = received_fen * 3 // 4 // 100
    return (Movement(28, "service", "WAGES", str(yuan), "保洁班组", "保洁员工资，片区统一调度分摊"),) if yuan else ()


def ledger_file(estate: SmallEstate, random: Random) -> io.BytesIO:
    """Return a house ledger as a street office hands it over: one row per home, two flats on a floor."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["楼栋", "单元", "房号", "建筑面积(㎡)", "业主姓名", "联系电话", "入住情况"])
    per_building = 28
    for number in range(estate.homes):
        building, place = divmod(number, per_building)
        entrance, home = divmod(place, 14)
        floor, flat = divmod(home, 2)
        writer.writerow(
            [
                f"{building + 1}栋",
                f"{entrance + 1}单元",
                f"{floor + 1}{flat + 1:02d}",
                random.choice(("52.40", "61.75", "72.10", "86.35")),
                person_name(random),
                estate.telephone_of(number),
                random.choices(("自住", "出租", "空置"), (74, 21, 5))[0],
            ]
        )
    return io.BytesIO(text.getvalue().encode("utf-8-sig"))
