"""Sixteen payers at a thousand bills while database, worker and web process are killed: not a fen of difference.

Every part is a process of its own, and killed with SIGKILL. The database dies twice in the middle, with all of its
processes at once. A short form runs with all tests; `make faults` plays it with a thousand bills. The twin plays it
with commits that are acknowledged before they are on the disk, and has to see that acknowledged money is lost.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from laoyou.core.calendar import city_day
from laoyou.infra import scope
from laoyou.infra.postgres.urls import django_settings
from laoyou.system.billing import queries as billing_queries
from laoyou.system.ledger import queries as ledger
from laoyou.system.ledger.models import Line
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.payments import use_cases
from laoyou.system.payments.models import ChannelClaim, Notification, Order, Payment, Refund
from laoyou.system.payments.reconciliation import use_cases as reconciliation
from laoyou.system.payments.refunds import use_cases as refunds
from laoyou.system.payments.refunds.rules.stages import UNDER_WAY
from laoyou.system.payments.rules.orders import OPEN
from tests.faults.households import AT_ONCE, Household, insist, settled_in
from tests.faults.merchant import FORGETFUL, Merchant, in_a_while, now
from tests.payments.days import differences, row_of
from tests.payments.gateways import CHANNELS

pytestmark = pytest.mark.fault

BILLS = int(os.environ.get("LAOYOU_PAYERS", "60"))
FAMILY = 4
"""Every fourth bill is paid by a second member of the family as well."""


@contextmanager
def business(folder: Path, monkeypatch: pytest.MonkeyPatch, blocker: Any, **settings: str) -> Iterator[Merchant]:
    """Open a merchant, and let this process be one of its own, on its database."""
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("LAOYOU_HOME", str(folder / "home"))
    merchant = Merchant(folder, settings=settings)
    ours = connections["default"]
    ours.close()
    before = dict(ours.settings_dict)
    ours.settings_dict.update(django_settings(merchant.urls.app, pool=False))
    try:
        with merchant.open(), blocker.unblock():
            yield merchant
            ours.close()
    finally:
        ours.settings_dict.clear()
        ours.settings_dict.update(before)


@pytest.fixture
def blocker(django_db_blocker: Any) -> Any:
    return django_db_blocker


def play(household: Household, bills: int) -> None:
    """Let everybody pay, and kill the parts one after the other when so much of it is done."""
    merchant = household.merchant
    places = bills + bills // FAMILY
    kills: list[tuple[float, Callable[[], None]]] = [
        (0.15, lambda: merchant.kill(merchant.worker)),
        (0.30, merchant.kill_the_database),
        (0.45, lambda: merchant.kill(merchant.web)),
        (0.55, lambda: merchant.kill(merchant.worker)),
        (0.70, merchant.kill_the_database),
        (0.85, lambda: merchant.kill(merchant.worker)),
    ]

    def executioner() -> None:
        for share, kill in kills:
            while household.done < share * places:
                time.sleep(0.02)
            kill()

    killing = threading.Thread(target=executioner)
    killing.start()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(household.act, range(places)))
    killing.join()


def lost(household: Household) -> list[str]:
    """Return what somebody was told for certain and the books don't know."""
    accepted = set(household.merchant.doorman.accepted)  # before the look at the books: more may come meanwhile
    with scope.everything():
        kept = {
            (channel, bytes(body))
            for channel, body in Notification.objects.exclude(outcome__startswith="refused").values_list(
                "channel", "body"
            )
        }
        cash = dict(Payment.objects.filter(id__in=household.cash).values_list("id", "amount_fen"))
        orders = set(Order.objects.filter(number__in=household.orders).values_list("number", flat=True))
        approved = set(Refund.objects.filter(id__in=household.approved, state="approved").values_list("id", flat=True))
    return [
        *(f"a notification of {channel}" for channel, _ in accepted - kept),
        *(f"cash {payment}" for payment, fen in household.cash.items() if cash.get(payment) != fen),
        *(f"order {number}" for number in household.orders - orders),
        *(f"refund {refund}" for refund in household.approved - approved),
    ]


def come_to_rest(household: Household) -> None:
    """Do what the calendar does in the next days, until nothing is under way any more."""
    estate_id = household.world.estate_id
    until = time.monotonic() + 240
    while time.monotonic() < until:
        for _, order_id in use_cases.due_orders(at=in_a_while()):
            # The gateway's clock is the real one: a question of the future would be refused.
            use_cases.query_order(estate_id=estate_id, order_id=order_id, at=now())
            use_cases.close_order(estate_id=estate_id, order_id=order_id, at=now())
        for _, refund_id in refunds.due_refunds(at=in_a_while()):
            refunds.carry_refund(estate_id=estate_id, refund_id=refund_id, at=now())
        with scope.estate(estate_id):
            under_way = (
                Order.objects.filter(state__in=[state.value for state in OPEN]).count()
                + Refund.objects.filter(stage__in=[stage.value for stage in UNDER_WAY]).count()
            )
        if not under_way and not household.merchant.standin.notices_waiting():
            return
        time.sleep(0.3)
    raise AssertionError(f"{under_way} orders and refunds stay under way")


def agrees(household: Household) -> None:
    """Hold the gateway's own record against payments, refunds, journal, bills and the channels' bill files."""
    estate_id = household.world.estate_id
    standin = household.merchant.standin
    days = [(channel, day) for channel in CHANNELS for day in {household.began, city_day(now())}]
    for channel, day in days:
        assert reconciliation.fetch_bill(channel=channel, day=day, at=now())
        reconciliation.compare_day(channel=channel, day=day, at=now())
    truth = {row["transaction_id"]: row["amount_fen"] for row in standin.truth()}
    back = {row["refund_number"]: row["amount_fen"] for row in standin.refunds() if row["state"] == "success"}
    with scope.everything():
        ours = dict(Payment.objects.exclude(channel="cash").values_list("transaction", "amount_fen"))
        payments = Payment.objects.exclude(channel="cash").count()
        cash = sum(Payment.objects.filter(channel="cash").values_list("amount_fen", flat=True))
        gone = dict(Refund.objects.filter(stage="refunded").values_list("number", "amount_fen"))
        claims = ChannelClaim.objects.exclude(channel="cash").count()
        money = sum(Line.objects.filter(account=Account.MONEY).values_list("amount_fen", flat=True))
    assert ours == truth
    assert payments == claims == len(truth)
    assert cash == sum(household.cash.values())
    assert gone == back
    assert money == sum(truth.values()) + cash - sum(back.values())
    for channel, day in days:
        row = row_of(channel=channel, day=day)
        assert row.ours_fen == row.billed_fen - row.refunded_fen
        assert differences(row) == []
    with scope.estate(estate_id):
        assert billing_queries.proof(estate_id) == []
        assert ledger.proof(estate_id) == []


def test_nothing_is_lost_and_no_fen_differs_whatever_is_killed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, blocker: Any, settings: Any
) -> None:
    with business(folder / "careful", monkeypatch, blocker) as merchant:
        settings.PAYMENT_NOTIFY_ADDRESS = merchant.doorman.address
        household = settled_in(merchant, BILLS)
        play(household, BILLS)
        assert insist(lambda: lost(household)) == []
        assert household.surprises == []
        assert merchant.kills.count("database") == 2
        for _ in range(3):
            household.gives_back()
        come_to_rest(household)
        assert lost(household) == []
        agrees(household)
        assert len(merchant.doorman.accepted) > BILLS // 6
        assert household.cash
        assert household.approved


@pytest.mark.skipif("LAOYOU_PAYERS" not in os.environ, reason="a long run: make faults")
def test_with_commits_that_are_not_on_the_disk_acknowledged_money_is_lost_and_seen(
    folder: Path, monkeypatch: pytest.MonkeyPatch, blocker: Any, settings: Any
) -> None:
    """The twin: the same people, the same kills, `synchronous_commit=off`."""
    with business(folder / "careless", monkeypatch, blocker, **FORGETFUL) as merchant:
        settings.PAYMENT_NOTIFY_ADDRESS = merchant.doorman.address
        household = settled_in(merchant, 60)
        play(household, 60)
        assert insist(lambda: lost(household)) != []
