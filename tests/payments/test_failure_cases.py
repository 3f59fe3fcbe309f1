"""Every way in which a payment goes wrong between the payer's telephone and our books, against the stand-in gateway.

Each case ends with the same question: is the gateway's own record what our books hold, is the channel's bill the same,
and is every fen in exactly one place.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from laoyou.core.calendar import city_day
from laoyou.infra import scope
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.payments import use_cases
from laoyou.system.payments.errors import NotificationRefused
from laoyou.system.payments.models import Notification
from laoyou.system.payments.providers import doors, wire
from laoyou.system.payments.reconciliation import use_cases as reconciliation
from tests.payments.counters import AMOUNT, Counter, only, paid
from tests.payments.days import differences, row_of
from tests.payments.gateways import now, own_keys, signed_by
from tests.payments.standin import Postbox, StandIn
from tests.payments.world import World

pytestmark = pytest.mark.django_db


def test_a_doubled_notification_and_a_replay_change_nothing(counter: Counter) -> None:
    order = paid(counter, duplicate=2)
    three = counter.notifications(3)
    assert [counter.take(*each) for each in three] == ["paid", "duplicate", "duplicate"]
    assert counter.take(*three[0]) == "duplicate"
    assert len(counter.world.receipts()) == 1
    assert counter.world.state(order) == "paid"
    counter.agrees()


def test_an_old_notification_is_refused_and_the_poller_finds_the_money(counter: Counter) -> None:
    order = paid(counter)
    ((headers, body),) = counter.notifications(1)
    if counter.channel == "wechat":
        with pytest.raises(NotificationRefused, match="stale"):
            counter.take(headers, body, at=now() + timedelta(seconds=301))
        assert counter.world.state(order) == "waiting"
    counter.query(order)
    counter.agrees()


def test_a_notification_signed_by_another_clock_is_refused_and_loses_nothing(counter: Counter) -> None:
    order = paid(counter, clock_offset_s=-400)
    ((headers, body),) = counter.notifications(1)
    if counter.channel == "wechat":
        with pytest.raises(NotificationRefused, match="stale"):
            counter.take(headers, body)
        counter.query(order)
    else:
        assert counter.take(headers, body) == "paid"
    counter.agrees()


def test_a_notification_may_come_before_the_answer_to_our_own_question(counter: Counter) -> None:
    order = counter.order(before_response=True)
    counter.ask(order)
    assert counter.take_one() == "paid"
    counter.ask(order)
    assert counter.world.state(order) == "paid"
    counter.agrees()


def test_a_lost_notification_is_found_by_the_poller(counter: Counter) -> None:
    order = paid(counter, drop=True)
    assert counter.world.state(order) == "waiting"
    counter.query(order, at=now() + timedelta(seconds=31))
    assert counter.world.state(order) == "paid"
    counter.agrees()


def test_a_lost_notification_and_a_dead_poller_are_made_good_by_the_bill(counter: Counter) -> None:
    order = paid(counter, drop=True)
    content = doors.provider_for(counter.channel).fetch_bill(city_day(now()), at=now())
    mine = only(counter, content, order.number)
    reconciliation.take_bill(channel=counter.channel, day=city_day(now()), content=mine, at=now())
    reconciliation.compare_day(channel=counter.channel, day=city_day(now()), at=now())
    assert counter.world.state(order) == "paid"
    assert differences(row_of(channel=counter.channel, day=city_day(now()))) == []
    counter.agrees()


def test_a_late_notification_finds_the_order_closed_and_still_pays_it(counter: Counter) -> None:
    order = paid(counter, delay_s=0)
    ((headers, body),) = counter.notifications(1)
    use_cases.close_order(estate_id=counter.world.estate_id, order_id=order.id, at=now())
    assert counter.world.state(order) == "paid"
    assert counter.take(headers, body) == "duplicate"
    counter.agrees()


def test_money_of_another_amount_waits_in_suspense(counter: Counter) -> None:
    order = paid(counter, paid_fen=1)
    assert counter.take_one() == "wrong_amount"
    assert counter.world.state(order) == "exception"
    assert counter.world.balance(Account.SUSPENSE) == -1
    counter.agrees()


def test_an_order_paid_twice_pays_once_and_the_rest_waits(counter: Counter) -> None:
    order = paid(counter, paid_twice=True)
    outcomes = sorted(counter.take(*each) for each in counter.notifications(2))
    assert outcomes == ["paid", "second_payment"]
    assert counter.world.balance(Account.SUSPENSE) == -AMOUNT
    assert counter.world.balance(Account.PAYER_CREDIT) == -AMOUNT
    assert counter.world.state(order) == "paid"
    counter.agrees()


def test_two_members_of_a_family_pay_the_same_and_nothing_is_lost(counter: Counter) -> None:
    for _ in range(2):
        order = paid(counter)
        assert counter.take_one() == "paid"
        assert counter.world.state(order) == "paid"
    assert counter.world.balance(Account.PAYER_CREDIT) == -2 * AMOUNT
    counter.agrees()


def test_a_forged_notification_changes_nothing_and_makes_nobody_call_out(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = paid(counter)
    ((headers, body),) = counter.notifications(1)
    stranger = own_keys(counter.standin.home).wechat_key if counter.channel == "alipay" else None
    forged = signed_by(stranger or own_keys(counter.standin.home).alipay_key, headers, body)
    unknown = ({**forged[0], "wechatpay-serial": "ABC123"}, forged[1])
    wrongs = [forged, unknown, (headers, body[:-1] + b"x"), (headers, b""), (headers, b"\xff" * 100)]
    with monkeypatch.context() as patched:
        patched.setattr(wire, "call", _no_call)
        for wrong in wrongs:
            with pytest.raises(NotificationRefused):
                counter.take(*wrong)
    with scope.estate(0):
        assert Notification.objects.filter(outcome__startswith="refused").count() >= 4
    assert counter.world.state(order) == "waiting"
    assert counter.take(headers, body) == "paid"
    counter.agrees()


@pytest.mark.parametrize("act", ["ask", "query", "close"])
def test_an_answer_that_is_lost_after_success_is_asked_again_under_the_same_number(counter: Counter, act: str) -> None:
    order = counter.order(errors_after={act: 1})
    counter.ask(order)
    if act == "ask":
        assert counter.world.state(order) == "unknown"
        counter.query(order)
        counter.ask(order)
    counter.pay(order)
    if act == "close":
        use_cases.close_order(estate_id=counter.world.estate_id, order_id=order.id, at=now())
    counter.query(order)
    counter.query(order)
    assert counter.world.state(order) == "paid"
    assert counter.take_one() == "duplicate"
    counter.agrees()


def test_the_channels_certificate_changes_in_the_middle_and_both_are_good(
    world: World, own_standin: StandIn, box: Postbox, settings: Any
) -> None:
    standin = own_standin
    settings.PAYMENT_NOTIFY_ADDRESS = box.address
    counter = Counter(world, standin, box, "wechat")
    old = paid(counter)
    ((headers, body),) = counter.notifications(1)
    standin.rotate_certificate()
    new = counter.order()
    counter.ask(new)  # the answer is signed by a key that nobody here knows: not believed, so nothing is assumed
    assert counter.world.state(new) == "unknown"
    assert use_cases.refresh_keys(at=now()) == 1
    counter.query(new)
    counter.ask(new)
    counter.pay(new)
    assert counter.take(headers, body) == "paid"
    assert counter.take_one() == "paid"
    assert counter.world.state(old) == counter.world.state(new) == "paid"
    counter.agrees()


def test_a_refund_on_the_channels_own_page_is_a_difference_of_the_day(counter: Counter) -> None:
    order = paid(counter)
    counter.take_one()
    counter.standin.refund(counter.channel, order.number, 1000)
    content = doors.provider_for(counter.channel).fetch_bill(city_day(now()), at=now())
    mine = only(counter, content, order.number)
    reconciliation.take_bill(channel=counter.channel, day=city_day(now()), content=mine, at=now())
    reconciliation.compare_day(channel=counter.channel, day=city_day(now()), at=now())
    (found,) = differences(row_of(channel=counter.channel, day=city_day(now())))
    assert (found.what, found.kind, found.books_fen) == ("only_channel", "refund", -1000)
    counter.agrees(gone_back=1000)


@pytest.mark.parametrize(
    ("wrong", "what"),
    [({"drop": True}, "only_ours"), ({"amount_fen": 5180}, "other_amount"), ({"fee_fen": 99}, "fee_differs")],
)
def test_a_bill_that_says_otherwise_leaves_a_difference_and_the_day_open(
    counter: Counter, wrong: dict[str, Any], what: str
) -> None:
    order = paid(counter, bill=wrong)
    counter.take_one()
    content = doors.provider_for(counter.channel).fetch_bill(city_day(now()), at=now())
    mine = only(counter, content, order.number)
    reconciliation.take_bill(channel=counter.channel, day=city_day(now()), content=mine, at=now())
    reconciliation.compare_day(channel=counter.channel, day=city_day(now()), at=now())
    assert what in {each.what for each in differences(row_of(channel=counter.channel, day=city_day(now())))}


def test_the_stand_in_refunds_in_parts_never_more_than_was_paid_and_once_per_number(
    standin: StandIn, world: World, box: Postbox, settings: Any
) -> None:
    settings.PAYMENT_NOTIFY_ADDRESS = box.address
    for channel in ("wechat", "alipay"):
        order = paid(Counter(world, standin, box, channel))
        for number, fen, status in (("R1", 1000, 200), ("R1", 1000, 200), ("R2", 4181, 200), ("R3", 1, 409)):
            form = {
                "channel": channel,
                "number": order.number,
                "refund_number": f"{order.number}{number}",
                "amount_fen": str(fen),
            }
            answer = httpx.post(f"{standin.address}/merchant/refund", data=form, trust_env=False)
            assert answer.status_code == status
        back = [row["amount_fen"] for row in standin.refunds() if row["number"] == order.number]
        assert sorted(back) == [1000, 4181]


def _no_call(*_: object, **__: object) -> Callable[[], None]:
    raise AssertionError("a notification made us call out")
