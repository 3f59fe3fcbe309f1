"""After the year: what the centre paid for several estates, and the settlement of 2022 under each way of paying."""

from __future__ import annotations

from datetime import date, timedelta

from laoyou.core.money import Money
from laoyou.demo.city import months
from laoyou.demo.city.cast import Cast
from laoyou.demo.city.drawings import voucher_picture
from laoyou.demo.city.story import moment
from laoyou.infra import files, scope
from laoyou.infra.actor import Actor
from laoyou.system.ledger import queries as ledger
from laoyou.system.ledger.budgets import use_cases as budgets
from laoyou.system.ledger.budgets.rules.costs import Key
from laoyou.system.ledger.budgets.rules.settlement import Mode, Terms
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.places import queries as places

CENTRE = 0
YEAR = 2022
BEARS = 6
"""How many small estates bear a part of the centre's costs beside the first one."""

HOURS = (4_600, 850, 720, 640, 510, 380, 300)
"""Hundredths of an hour that the repair van stood at each, the first estate first."""


def tell(cast: Cast, estate_id: int) -> None:
    finance = cast.on("finance", moment(date(2023, 1, 5), 9))
    served = [each for each in places.estates_for(actor=finance) if each.state in ("mandated", "contracted")]
    small = sorted((each for each in served if each.id != estate_id), key=lambda each: each.code)
    _share(cast, [estate_id, *(each.id for each in small[:BEARS])])
    _settle(cast, estate_id, [each.id for each in small if each.state == "contracted"])


def _share(cast: Cast, estates: list[int]) -> None:
    """One cost is borne by seven estates; another one waits for the manager."""
    at = moment(date(2023, 1, 5), 9, 20)
    finance = cast.on("finance", at)
    first = budgets.record_shared_cost(
        actor=finance,
        account=Account.REPAIRS,
        amount=Money.parse("3860.00"),
        spent_on=date(2022, 12, 30),
        payee="顺达汽修",
        text="片区抢修车四季度油费和保养",
        key=Key.HOURS,
        key_source="四季度出车记录，车队签字",
        quantities=dict(zip(estates, HOURS, strict=True)),
        file_ids=[_voucher(finance, "抢修车油费和保养", "顺达汽修", "3860.00", 1)],
        at=at,
    )
    later = at + timedelta(minutes=20)
    budgets.decide_shared_cost(actor=cast.on("manager", later), cost_id=first, approve=True, at=later)
    for estate_id in estates:
        budgets.post_part(cost_id=first, charged_estate_id=estate_id, at=later)
    budgets.record_shared_cost(
        actor=finance,
        account=Account.OFFICE,
        amount=Money.parse("1286.50"),
        spent_on=date(2023, 1, 3),
        payee="中国电信南宁分公司",
        text="客服热线和短信费，12 月",
        key=Key.FIXED,
        key_source="运营例会 2022年12月纪要：秀山花园四份，其余各一份",
        quantities={each: 4 if number == 0 else 1 for number, each in enumerate(estates)},
        file_ids=[_voucher(finance, "客服热线和短信费 12 月", "中国电信南宁分公司", "1286.50", 2)],
        at=at + timedelta(minutes=5),
    )


def _voucher(finance: Actor, title: str, payee: str, yuan: str, number: int) -> int:
    with scope.estate(CENTRE):
        picture = voucher_picture(title=title, payee=payee, day="2023年1月3日", amount=yuan, number=number)
        return files.store(
            estate_id=CENTRE,
            name="voucher.jpg",
            content=picture,
            purpose="voucher",
            actor=finance,
            at=moment(date(2023, 1, 5), 9),
        )


def _settle(cast: Cast, first: int, contracted: list[int]) -> None:
    """Under the mandate's lump sum and one contract's fee it is published; one in trust waits for the manager."""
    at = moment(date(2023, 1, 5), 10, 20)
    for estate_id, mode, terms, words, is_published in (
        (first, Mode.LUMP_SUM, Terms(), "", True),
        (contracted[0], Mode.FEE_PLUS, Terms(percent=1_000), "合同第九条：按实收物业费的 10% 提取酬金", True),
        (contracted[1], Mode.TRUST, Terms(amount=Money.parse("600.00")), "信托合同第六条：本年报酬 600 元", False),
    ):
        _close_year(cast, estate_id)
        budgets.prepare_settlement(
            actor=cast.on("finance", at),
            estate_id=estate_id,
            year=YEAR,
            mode=mode,
            terms=terms,
            terms_text=words,
            drawn=Money(0),
            at=at,
        )
        if is_published:
            later = at + timedelta(minutes=10)
            budgets.publish_settlement(actor=cast.on("manager", later), estate_id=estate_id, year=YEAR, at=later)


def _close_year(cast: Cast, estate_id: int) -> None:
    """Close and publish what of the year is open still: a settlement rests on closed books."""
    at = moment(date(2023, 1, 5), 9, 45)
    with scope.estate(estate_id):
        open_months = [books.month for books in ledger.months_with_books(estate_id) if not books.is_closed]
    for month in sorted(open_months):
        if month.year == YEAR:
            months.close_and_publish(cast, estate_id, month, at)
