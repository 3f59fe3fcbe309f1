"""Several at once, for real: threads with connections of their own, on a database that commits."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connection

from laoyou.infra import scope
from laoyou.system.billing import queries
from laoyou.system.billing import use_cases as billing
from laoyou.system.billing.models import Bill, Run
from laoyou.system.billing.use_cases.refreshing import ask_for_refresh
from laoyou.system.payments import use_cases as payments
from tests.billing.conftest import AUGUST, SEPTEMBER, World, at, journal, make_world


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run all acts at the same moment and return what each returned or raised."""
    start, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        start.wait()
        try:
            results[place] = act()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results  # type: ignore[return-value]


def an_estate(homes: int = 30) -> World:
    world = make_world()
    with scope.estate(world.estate_id):
        for _ in range(homes):
            world.home("86.35")
        world.tariff("0.60")
    return world


def test_two_issues_at_once_make_one_set_of_bills_and_one_entry(committing_database: str) -> None:
    world = an_estate()
    results = at_once(*[lambda: world.issue(AUGUST)] * 4)
    assert sorted(run.bills for run in results) == [0, 0, 0, 30]
    with scope.estate(world.estate_id):
        assert Bill.objects.count() == 30
        assert Run.objects.count() == 1
        assert journal(world.estate_id, 11) == 30 * 5181
        assert queries.proof(world.estate_id) == []


def test_two_people_pay_one_bill_at_once_and_one_of_them_has_credit_PAY_08(committing_database: str) -> None:
    world = an_estate(homes=1)
    world.issue(AUGUST)
    home = world.homes[0]
    with scope.estate(world.estate_id):
        bill = world.bills(home)[0].id
        orders = [
            payments.open_order(
                actor=world.finance,
                estate_id=world.estate_id,
                home_id=home,
                channel="bank",
                asks_channel=False,
                lines=[payments.OrderLineRequest("bill", bill, 5181)],
                payer_name="李某",
                at=at(8, 2),
            )
            for _ in range(6)
        ]

    def settle(number: str) -> str:
        return payments.settle(
            channel="bank",
            transaction=number,
            order_number=number,
            amount_fen=5181,
            paid_at=at(8, 3),
            seen_via="bill",
            at=at(8, 3),
        )

    results = at_once(*[lambda number=order.number: settle(number) for order in orders])
    assert results == ["paid"] * 6
    with scope.estate(world.estate_id):
        assert world.bills(home)[0].paid_fen == 5181
        assert world.credit(home) == 5 * 5181
        assert queries.proof(world.estate_id) == []


def test_an_issue_that_uses_credits_and_payments_at_the_same_time_agree(committing_database: str) -> None:
    world = an_estate(homes=8)
    world.issue(AUGUST)
    with scope.estate(world.estate_id):
        for home in world.homes:
            world.pay_cash(home, [], "60.00", on=at(8, 4))
        august = {home: world.bills(home)[0].id for home in world.homes}

    def pay(home: int) -> int:
        with scope.estate(world.estate_id):
            return world.pay_cash(home, [august[home]], "51.81", on=at(9, 1))

    results = at_once(
        lambda: world.issue(SEPTEMBER),
        *[lambda home=home: pay(home) for home in world.homes],
        *[
            lambda home=home: billing.use_credit(
                actor=world.finance, estate_id=world.estate_id, home_id=home, at=at(9, 1)
            )
            for home in world.homes[:3]
        ],
    )
    assert [error for error in results if isinstance(error, Exception) and type(error).__name__ != "NoCredit"] == []
    with scope.estate(world.estate_id):
        assert queries.proof(world.estate_id) == []
        open_fen = sum(bill.amount_fen - bill.paid_fen for bill in world.bills())
        credit_fen = sum(world.credit(home) for home in world.homes)
        assert open_fen - credit_fen == 8 * (2 * 5181 - 6000 - 5181)


def test_no_worker_takes_a_waiting_refresh_while_somebody_who_relies_on_it_has_not_committed(
    committing_database: str,
) -> None:
    world = an_estate(homes=1)
    world.issue(AUGUST)
    taken: list[object] = []

    def take_the_job() -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
            worker = cursor.fetchone()[0]
            cursor.execute("SELECT task_name FROM procrastinate_fetch_job_v2(NULL, %s)", [worker])
            taken.append(cursor.fetchone()[0])
        connection.close()

    with scope.estate(world.estate_id):
        ask_for_refresh(estate_id=world.estate_id, since=AUGUST)
        before = threading.Thread(target=take_the_job)
        before.start()
        before.join()
    take_the_job()
    assert taken == [None, "billing.refresh_figures"]


def test_two_who_ask_for_a_refresh_at_once_queue_it_once(committing_database: str) -> None:
    world = an_estate(homes=1)

    def ask() -> None:
        with scope.estate(world.estate_id):
            ask_for_refresh(estate_id=world.estate_id, since=AUGUST)

    assert at_once(*[ask] * 8) == [None] * 8
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'billing.refresh_figures'")
        assert cursor.fetchone() == (1,)


def test_figures_read_during_an_issue_or_after_it_is_undone_are_the_ones_before_BILL_09(
    committing_database: str,
) -> None:
    world = an_estate(homes=3)
    world.issue(AUGUST)
    read: list[object] = []

    def look() -> None:
        with scope.estate(world.estate_id):
            read.append((queries.rates(world.estate_id, SEPTEMBER), len(world.bills())))
        connection.close()

    def look_from_outside() -> None:
        looker = threading.Thread(target=look)
        looker.start()
        looker.join()

    look_from_outside()
    try:
        with scope.estate(world.estate_id):
            world.issue(SEPTEMBER)
            look_from_outside()
            raise InterruptedError  # the process dies before it commits
    except InterruptedError:
        look_from_outside()
    assert read[0] == read[1] == read[2]
    world.issue(SEPTEMBER)
    look_from_outside()
    assert read[3][1] == 6  # type: ignore[index]
