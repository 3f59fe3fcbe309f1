"""One month of a served estate, told by the use cases: bills, money that comes in, money that goes out, open books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from laoyou.core.calendar import Month, city_instant
from laoyou.core.money import Money
from laoyou.demo.city.cast import Cast
from laoyou.demo.city.drawings import voucher_picture
from laoyou.demo.city.story import MONTHS, Movement, day_of, moment
from laoyou.infra import files, scope
from laoyou.infra.actor import Actor, ActorKind
from laoyou.platforms import shown_rates
from laoyou.system.billing import queries as billing
from laoyou.system.billing import use_cases as billing_acts
from laoyou.system.billing.queries import BillView, MonthBills
from laoyou.system.ledger import use_cases as ledger_acts
from laoyou.system.ledger.rules.accounts import Account, Fund
from laoyou.system.payments import use_cases as payments_acts

PAYER = Actor(kind=ActorKind.SYSTEM, name="")
PAYS_ARREARS, PAYS_AHEAD = 0.35, 0.7
"""How many of those who pay also pay what they owe of earlier months, and how many pay up to the year's end."""
CHANNELS = (("wechat", 0.52), ("alipay", 0.18), ("cash", 0.30))


def issue(cast: Cast, estate_id: int, month: Month, on: date) -> None:
    at = moment(on, 9)
    billing_acts.issue_month(actor=cast.on("finance", at), estate_id=estate_id, month=month, at=at)


def homes_that_pay(open_fen: Mapping[int, int], willingness: Sequence[int], missing_fen: int) -> list[int]:
    """Return the homes, the most willing first, whose open bills of the month just make up what is missing.

    The home that would overshoot by more than it mends is left out, so that the rate lands within one bill.

    >>> homes_that_pay({1: 5000, 2: 4000, 3: 600}, [1, 2, 3], 5500)
    [1, 3]
    """
    paying, received = [], 0
    for home_id in willingness:
        if received >= missing_fen:
            break
        if home_id in open_fen and received + open_fen[home_id] <= missing_fen + open_fen[home_id] // 2:
            paying.append(home_id)
            received += open_fen[home_id]
    return paying


def collect(
    cast: Cast,
    estate_id: int,
    month: Month,
    share: Decimal,
    willingness: Sequence[int],
    random: Random,
    *,
    since: date | None = None,
) -> int:
    """Let as many homes pay the month's bills as the share says; return how many.

    Some pay their arrears too, some the months ahead, in cash at their door: those bills are then paid from credit.
    """
    last = month.ends_before - timedelta(days=1)
    first = max(since or month.first, month.first) + timedelta(days=1)
    clerk = cast.on("finance", moment(last, 8))
    with scope.estate(estate_id):  # one commit for the month: nobody is told of a story's payment
        of_month, *earlier = (_bills(clerk, estate_id, each) for each in months_back(month))
        open_bills: dict[int, list[BillView]] = {}
        for bill in sorted((bill for bills in (of_month, *earlier) for bill in bills), key=lambda bill: bill.id):
            if bill.open:
                open_bills.setdefault(bill.home_id, []).append(bill)
        open_fen = {bill.home_id: bill.open.fen for bill in of_month if bill.open}
        due = sum(bill.amount.fen - bill.credited.fen for bill in of_month)
        missing = int(due * share) - sum(bill.paid.fen for bill in of_month)
        paying = homes_that_pay(open_fen, willingness, missing)
        for home_id in paying:
            bills = open_bills[home_id]
            if random.random() > PAYS_ARREARS:
                bills = bills[-1:]
            at = city_instant(first + timedelta(days=random.randint(0, (last - first).days)))
            at += timedelta(minutes=random.randint(8 * 60, 21 * 60))
            _pay(cast, estate_id, home_id, bills, at, random, months_left=max(12 - month.number, 0))
    return len(paying)


def months_back(month: Month) -> list[Month]:
    """Return the month and those of the story before it, the newest first."""
    return [month, *(earlier for earlier in reversed(MONTHS) if earlier < month)]


def _bills(actor: Actor, estate_id: int, month: Month) -> list[BillView]:
    return billing.bills_to_export(
        actor=actor, estate_id=estate_id, month=month, today=month.first, wanted=MonthBills()
    )


def received_fen(cast: Cast, estate_id: int, month: Month) -> int:
    """Return what came in on the month's own bills by its end."""
    with scope.estate(estate_id):
        return billing.rates(estate_id, month).current.numerator


def _pay(
    cast: Cast, estate_id: int, home_id: int, bills: list[BillView], at: datetime, random: Random, *, months_left: int
) -> None:
    total = Money.total(bill.open for bill in bills)
    bill_ids = [bill.id for bill in bills]
    is_whole_month = bills[-1].served_days >= 28
    ahead = months_left if is_whole_month and random.random() < PAYS_AHEAD else 0
    channel = "cash" if ahead else random.choices([name for name, _ in CHANNELS], [share for _, share in CHANNELS])[0]
    if channel == "cash":
        billing_acts.take_cash(
            actor=cast.on("desk", at),
            estate_id=estate_id,
            home_id=home_id,
            bill_ids=bill_ids,
            received=Money(total.fen + bills[-1].amount.fen * ahead),
            payer_name="",
            at=at,
        )
        return
    order = billing_acts.start_payment(
        actor=PAYER, estate_id=estate_id, home_id=home_id, bill_ids=bill_ids, channel=channel, at=at
    )
    payments_acts.settle(
        channel=channel,
        transaction=f"42000{random.randrange(10**16):016d}",
        order_number=order.number,
        amount_fen=total.fen,
        paid_at=at + timedelta(seconds=40),
        seen_via="notification",
        at=at + timedelta(seconds=42),
    )


def move_money(cast: Cast, estate_id: int, month: Month, movements: tuple[Movement, ...], *, is_income: bool) -> None:
    """Record each movement with a drawn voucher, and let the manager approve it the same evening."""
    for number, movement in enumerate(movements, start=1):
        on = day_of(month, movement.day)
        at = moment(on, 17, number)
        clerk = cast.on("finance", at)
        amount = Money.parse(movement.yuan)
        with scope.estate(estate_id):
            picture = voucher_picture(
                title=movement.text,
                payee=movement.other,
                day=f"{on.year}年{on.month}月{on.day}日",
                amount=str(amount),
                number=estate_id * 10_000 + month.number * 100 + number,
            )
            file_id = files.store(
                estate_id=estate_id, name="voucher.jpg", content=picture, purpose="voucher", actor=clerk, at=at
            )
        fund, account = Fund(movement.fund), Account[movement.account]
        if is_income:
            recorded = ledger_acts.record_income(
                actor=clerk,
                estate_id=estate_id,
                fund=fund,
                account=account,
                amount=amount,
                received_on=on,
                payer=movement.other,
                text=movement.text,
                file_ids=[file_id],
                at=at,
            )
        else:
            recorded = ledger_acts.record_expense(
                actor=clerk,
                estate_id=estate_id,
                fund=fund,
                account=account,
                amount=amount,
                spent_on=on,
                payee=movement.other,
                text=movement.text,
                file_ids=[file_id],
                at=at,
            )
        evening = at + timedelta(hours=2)
        ledger_acts.decide_expense(
            actor=cast.on("manager", evening), estate_id=estate_id, expense_id=recorded, approve=True, at=evening
        )


def close_and_publish(cast: Cast, estate_id: int, month: Month, at: datetime | None = None) -> None:
    """Close the month's books on the fifth of the next, and publish them with the rates of that day."""
    at = at or moment(month.ends_before.replace(day=5), 10)
    manager = cast.on("manager", at)
    ledger_acts.close_month(actor=manager, estate_id=estate_id, month=month, at=at)
    with scope.estate(estate_id):
        rates = shown_rates.in_numbers(billing.rates(estate_id, month))
    ledger_acts.publish_month(actor=manager, estate_id=estate_id, month=month, rates=rates, at=at)
