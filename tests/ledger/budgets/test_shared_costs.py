"""A cost of the centre, borne by several estates: each in its own books, by a key that everybody can follow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection
from hypothesis import given
from hypothesis import strategies as st

from laoyou.core.calendar import Month
from laoyou.core.decisions import AsksASecondPerson
from laoyou.core.errors import NotFound, Refusal
from laoyou.core.money import Money
from laoyou.infra import scope
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.ledger import queries as ledger_queries
from laoyou.system.ledger import use_cases as ledger
from laoyou.system.ledger.budgets import errors, queries, use_cases
from laoyou.system.ledger.budgets.queries import CostView
from laoyou.system.ledger.budgets.rules.costs import Key, parts_of
from laoyou.system.ledger.errors import NotAVoucher, NoVoucher, ReversalWaits
from laoyou.system.ledger.models import Entry, Line
from laoyou.system.ledger.rules.accounts import Account
from tests.ledger.conftest import BOOK_RIGHTS, ESTATE, Books, books, files_apart

__all__ = ["books", "files_apart"]
OTHER, THIRD, CENTRE = 72, 73, 0
AT = datetime(2022, 12, 20, 3, 0, tzinfo=UTC)
LATER = datetime(2023, 1, 8, 3, 0, tzinfo=UTC)
RIGHTS = BOOK_RIGHTS | {Right.SHARE_COSTS, Right.APPROVE_SHARED_COSTS}
AREAS = {ESTATE: 8_640_000, OTHER: 51_360_000, THIRD: 80_000_000}


def of_company(user_id: int, *estates: int, company: int = 5) -> Actor:
    rights = dict.fromkeys((CENTRE, *(estates or (ESTATE, OTHER, THIRD))), RIGHTS)
    return Actor(kind=ActorKind.STAFF, name=f"职员{user_id}", user_id=user_id, organisation_id=company, rights=rights)


CLERK, MANAGER = of_company(11), of_company(12)


def record(
    books: Books, quantities: Mapping[int, int] = AREAS, fen: int = 2_000_000, key: Key = Key.AREA, **more: object
) -> int:
    given: dict[str, object] = {
        "actor": CLERK,
        "account": Account.SECURITY,
        "spent_on": date(2022, 12, 18),
        "payee": "平安保安公司",
        "text": "片区夜间巡逻车，12 月",
        "key_source": "房屋台账 2022-12-01 的建筑面积",
        "file_ids": [books.voucher(estate_id=CENTRE)],
        "at": AT,
    }
    return use_cases.record_shared_cost(amount=Money(fen), key=key, quantities=quantities, **(given | more))  # type: ignore[arg-type]


def approve(cost_id: int, actor: Actor = MANAGER) -> None:
    use_cases.decide_shared_cost(actor=actor, cost_id=cost_id, approve=True, at=AT)


def take_back(cost_id: int, reason: str, at: datetime = LATER) -> None:
    use_cases.ask_shared_cost_reversal(actor=CLERK, cost_id=cost_id, reason=reason, at=at)
    use_cases.decide_shared_cost_reversal(actor=MANAGER, cost_id=cost_id, approve=True, at=at)


def post(cost_id: int, at: datetime = AT) -> None:
    for estate_id in queries.parts_of_cost(cost_id):
        use_cases.post_part(cost_id=cost_id, charged_estate_id=estate_id, at=at)


def spent(estate_id: int) -> int:
    """Return what the estate's books say of the account, in fen."""
    with scope.estate(estate_id):
        lines = Line.objects.filter(estate_id=estate_id, account=Account.SECURITY)
        return sum(lines.values_list("amount_fen", flat=True))


def seen(cost_id: int) -> CostView:
    return queries.shared_cost_for(actor=CLERK, cost_id=cost_id)


@pytest.mark.django_db
def test_each_estate_bears_its_part_in_its_own_books_and_the_centre_nothing(books: Books) -> None:
    cost_id = record(books)
    approve(cost_id)
    assert [part.estate_id for part in seen(cost_id).missing] == [ESTATE, OTHER, THIRD]
    assert spent(CENTRE) == 2_000_000
    post(cost_id)
    assert [spent(estate_id) for estate_id in AREAS] == [123_429, 733_714, 1_142_857]
    assert spent(CENTRE) == 0
    assert (seen(cost_id).missing, seen(cost_id).done) == ((), 3)


@pytest.mark.django_db
def test_posting_twice_or_after_a_stop_between_two_steps_posts_once(books: Books) -> None:
    cost_id = record(books)
    approve(cost_id)
    post(cost_id)
    with scope.estate(CENTRE), connection.cursor() as cursor:  # as if the worker had died before it wrote this down
        cursor.execute("UPDATE ledger_shared_cost_part SET charged_entry_id = NULL")
    assert len(queries.parts_to_post()) == 3
    post(cost_id)
    post(cost_id)
    assert [spent(estate_id) for estate_id in (CENTRE, *AREAS)] == [0, 123_429, 733_714, 1_142_857]
    assert queries.parts_to_post() == []


@pytest.mark.django_db
def test_a_part_for_a_closed_month_is_dated_in_the_next_open_one(books: Books) -> None:
    books.pay_bill(5_000)
    ledger.close_month(actor=of_company(12), estate_id=ESTATE, month=Month(2022, 12), at=LATER)
    cost_id = record(books)
    use_cases.decide_shared_cost(actor=MANAGER, cost_id=cost_id, approve=True, at=LATER)
    post(cost_id, LATER)
    on = {part.estate_id: part.charged_on for part in seen(cost_id).parts}
    assert on == {ESTATE: date(2023, 1, 1), OTHER: date(2022, 12, 18), THIRD: date(2022, 12, 18)}


@pytest.mark.django_db
def test_the_public_entry_says_which_part_of_what_by_which_key(books: Books) -> None:
    cost_id = record(books)
    approve(cost_id)
    post(cost_id)
    with scope.estate(ESTATE):
        entry = Entry.objects.get(estate_id=ESTATE, kind="shared_cost")
        view = ledger_queries.entry_view(ESTATE, entry.id)
        shared = queries.shared_entry(ESTATE, entry.id)
        file_id = queries.public_shared_voucher(ESTATE, entry.id, shared.vouchers[0].id) if shared else 0
    assert view.row.text == "片区夜间巡逻车，12 月"
    assert not view.can_be_reversed
    assert shared is not None
    share = shared.share
    assert (str(share.amount), str(share.whole)) == ("1,234.29", "20,000.00")
    assert (share.key, share.quantity, share.total) == (Key.AREA, "86,400", "1,400,000")
    assert file_id


@pytest.mark.django_db
def test_taking_it_back_reverses_every_part_and_leaves_nothing(books: Books) -> None:
    cost_id = record(books)
    approve(cost_id)
    post(cost_id)
    with scope.estate(ESTATE):
        entry_id = Entry.objects.get(estate_id=ESTATE, kind="shared_cost").id
    with pytest.raises(errors.TakenBackAtItsCost):
        ledger.ask_reversal(actor=MANAGER, estate_id=ESTATE, entry_id=entry_id, reason="错了", at=AT)
    take_back(cost_id, "重复入账")
    assert len(queries.parts_to_post()) == 3
    post(cost_id, LATER)
    post(cost_id, LATER)
    assert [spent(estate_id) for estate_id in (CENTRE, *AREAS)] == [0, 0, 0, 0]
    assert seen(cost_id).missing == ()
    with scope.estate(ESTATE):
        back = Entry.objects.get(estate_id=ESTATE, kind="shared_cost_reversal")
        assert (back.reverses_id, back.posted_on) == (entry_id, date(2023, 1, 8))


@pytest.mark.django_db
def test_nobody_takes_it_back_alone_or_where_the_company_no_longer_serves(books: Books) -> None:
    cost_id = record(books)
    approve(cost_id)
    post(cost_id)
    without_other = of_company(12, ESTATE, THIRD)
    for who in (of_company(11, ESTATE, THIRD), without_other):
        with pytest.raises(NotFound):
            use_cases.ask_shared_cost_reversal(actor=who, cost_id=cost_id, reason="不想承担了", at=LATER)
    use_cases.ask_shared_cost_reversal(actor=CLERK, cost_id=cost_id, reason="重复入账", at=LATER)
    with pytest.raises(ReversalWaits):
        use_cases.ask_shared_cost_reversal(actor=MANAGER, cost_id=cost_id, reason="重复入账", at=LATER)
    for who, refusal in ((CLERK, AsksASecondPerson), (without_other, NotFound)):
        with pytest.raises(refusal):
            use_cases.decide_shared_cost_reversal(actor=who, cost_id=cost_id, approve=True, at=LATER)
    post(cost_id, LATER)
    assert spent(OTHER) == 733_714
    assert seen(cost_id).reversal is not None
    assert use_cases.decide_shared_cost_reversal(actor=CLERK, cost_id=cost_id, approve=False, at=LATER) == "withdrawn"
    take_back(cost_id, "确实重复入账")
    post(cost_id, LATER)
    assert spent(OTHER) == 0


@pytest.mark.django_db
def test_what_was_taken_back_before_it_was_posted_never_is(books: Books) -> None:
    cost_id = record(books)
    approve(cost_id)
    use_cases.post_part(cost_id=cost_id, charged_estate_id=OTHER, at=AT)
    take_back(cost_id, "重复入账", AT)
    post(cost_id)
    assert [spent(estate_id) for estate_id in (CENTRE, *AREAS)] == [0, 0, 0, 0]
    with scope.estate(THIRD):
        assert not Entry.objects.filter(estate_id=THIRD).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"quantities": {ESTATE: 0}}, errors.NobodyBears),
        ({"quantities": {}}, errors.NobodyBears),
        ({"quantities": {ESTATE: 1, 99: 1}}, NotFound),
        ({"fen": 0}, errors.NotAboveZero),
        ({"account": Account.PARKING}, errors.NotAnExpense),
        ({"key_source": " "}, errors.NeedsItsKey),
        ({"file_ids": []}, NoVoucher),
        ({"file_ids": [999_999]}, NotAVoucher),
    ],
)
def test_refuses_a_cost_that_lacks_something(books: Books, more: dict[str, object], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        record(books, **more)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_needs_a_second_person_and_is_decided_once(books: Books) -> None:
    cost_id = record(books)
    with pytest.raises(errors.CostOfYourOwn):
        approve(cost_id, CLERK)
    approve(cost_id)
    with pytest.raises(errors.CostDecided):
        approve(cost_id)


@pytest.mark.django_db
def test_another_company_finds_no_cost(books: Books) -> None:
    cost_id = record(books)
    rival = of_company(20, ESTATE, company=6)
    with pytest.raises(NotFound):
        queries.shared_cost_for(actor=rival, cost_id=cost_id)
    with pytest.raises(NotFound):
        approve(cost_id, rival)
    assert queries.shared_costs_for(actor=rival).rows == []


@pytest.mark.django_db
def test_the_database_keeps_what_was_recorded(books: Books) -> None:
    cost_id = record(books)
    approve(cost_id)
    post(cost_id)
    for estate_id, statement in (
        (CENTRE, "UPDATE ledger_shared_cost SET amount_fen = 1"),
        (CENTRE, "UPDATE ledger_shared_cost_part SET amount_fen = 1"),
        (CENTRE, "DELETE FROM ledger_shared_cost_part"),
        (ESTATE, "UPDATE ledger_shared_entry SET numerator = 1"),
    ):
        with pytest.raises(DatabaseError):
            run(estate_id, statement)
    with pytest.raises(IntegrityError, match="second_person"):
        run(CENTRE, "UPDATE ledger_shared_cost SET decided_by = recorded_by")


def run(estate_id: int, statement: str) -> None:
    with scope.estate(estate_id), connection.cursor() as cursor:
        cursor.execute(statement)


@given(
    st.integers(1, 10**12),
    st.dictionaries(st.integers(1, 10**6), st.integers(0, 10**9), min_size=1, max_size=40).filter(
        lambda quantities: any(quantities.values())
    ),
)
def test_the_parts_sum_to_the_whole_and_follow_the_key(fen: int, quantities: dict[int, int]) -> None:
    parts = parts_of(Money(fen), quantities)
    assert sum(part.amount.fen for part in parts) == fen
    total = sum(quantities.values())
    for part in parts:
        assert quantities[part.estate_id] == part.numerator
        assert part.denominator == total
        assert abs(part.amount.fen * total - fen * part.numerator) < total
    assert parts == parts_of(Money(fen), dict(reversed(quantities.items())))
