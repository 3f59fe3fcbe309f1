"""What staff read of the books beyond everybody: originals where they record or approve, homes where they may."""

from __future__ import annotations

from datetime import date

import pytest

from laoyou.core.calendar import Month
from laoyou.core.errors import NotFound
from laoyou.infra import scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.ledger import queries, use_cases
from laoyou.system.ledger.errors import HoldsAPersonsNumber
from laoyou.system.ledger.queries import EntriesFilter
from laoyou.system.ledger.rules.published_text import holds_a_persons_number, looks_like_a_name
from laoyou.system.places.models import Building, Home
from tests.ledger.conftest import AT, ESTATE, Books, staff

DECEMBER = Month(2022, 12)
OFFICIAL = (Right.SEE_ESTATE, Right.SEE_FIGURES, Right.SEE_BOOKS)
DESK = (*OFFICIAL, Right.SEE_PEOPLE, Right.TAKE_CASH)


@pytest.fixture
def wages(books: Books) -> dict[str, int]:
    """An approved expense with one covered and one kept-back voucher."""
    whole, covered, kept = books.voucher("red"), books.voucher("black"), books.voucher("blue")
    expense_id = books.record(payee="王建国", file_ids=[whole, kept], public_copies={whole: covered, kept: None})
    entry_id = books.decide(expense_id)
    assert entry_id is not None
    return {"whole": whole, "covered": covered, "kept": kept, "expense": expense_id, "entry": entry_id}


def view(actor: Actor, entry_id: int) -> queries.EntryView:
    with scope.estate(ESTATE):
        return queries.entry_for(actor=actor, estate_id=ESTATE, entry_id=entry_id)


@pytest.mark.parametrize("rights", [OFFICIAL, (*OFFICIAL, Right.SEE_AUDIT), DESK])
def test_who_neither_records_nor_approves_gets_the_public_copy_and_a_masked_payee(
    books: Books, wages: dict[str, int], rights: tuple[Right, ...]
) -> None:
    reader = staff(31, *rights)
    entry = view(reader, wages["entry"])
    first, second = entry.row.vouchers
    assert entry.payee == "王**"
    assert (first.is_open, first.is_covered, second.is_open) == (True, True, False)
    with scope.estate(ESTATE):
        record = queries.expense_for(actor=reader, estate_id=ESTATE, expense_id=wages["expense"])
        assert record.other == "王**"
        assert {voucher.payee for voucher in record.vouchers} == {"王**"}
        assert queries.voucher_file(actor=reader, estate_id=ESTATE, voucher_id=first.id) == wages["covered"]
        with pytest.raises(NotFound):
            queries.voucher_file(actor=reader, estate_id=ESTATE, voucher_id=second.id)


@pytest.mark.parametrize(
    ("payee", "shown"),
    [("古丽米热·艾合买提", "古********"), ("李秀兰等 4 户", "李**等 4 户"), ("宏康消杀", "宏康消杀")],
)
def test_a_payee_with_a_long_name_is_masked_as_well(books: Books, payee: str, shown: str) -> None:
    entry_id = books.decide(books.record(payee=payee))
    assert entry_id is not None
    assert view(staff(31, *OFFICIAL), entry_id).payee == shown


@pytest.mark.parametrize("right", [Right.RECORD_EXPENSE, Right.APPROVE_EXPENSE])
def test_who_records_or_approves_gets_the_originals(books: Books, wages: dict[str, int], right: Right) -> None:
    reader = staff(32, Right.SEE_BOOKS, right)
    entry = view(reader, wages["entry"])
    first, second = entry.row.vouchers
    assert (entry.payee, second.is_open) == ("王建国", True)
    with scope.estate(ESTATE):
        assert queries.voucher_file(actor=reader, estate_id=ESTATE, voucher_id=first.id) == wages["whole"]
        assert queries.voucher_file(actor=reader, estate_id=ESTATE, voucher_id=second.id) == wages["kept"]


def test_the_right_in_another_estate_opens_nothing_here(books: Books, wages: dict[str, int]) -> None:
    reader = Actor(
        kind=staff(33).kind,
        name="",
        user_id=33,
        rights={ESTATE: frozenset(OFFICIAL), 72: frozenset({Right.RECORD_EXPENSE})},
    )
    assert view(reader, wages["entry"]).payee == "王**"


def test_officials_read_of_a_payment_its_building_and_neither_home_nor_text(books: Books) -> None:
    with scope.estate(ESTATE):
        building = Building.objects.create(estate_id=ESTATE, name="3栋", sort_key="0003")
        Home.objects.create(
            id=501, estate_id=ESTATE, building=building, number="501", label="3栋2单元501", sort_key="0003/2/501"
        )
    entry_id = books.pay_bill(5_181, text="李秀兰 缴费")
    official, desk = staff(34, *OFFICIAL), staff(35, *DESK)
    assert (view(official, entry_id).row.home, view(official, entry_id).row.text) == ("", "")
    assert {line.home for line in view(official, entry_id).lines} == {"", "3栋"}
    assert (view(desk, entry_id).row.home, view(desk, entry_id).row.text) == ("3栋2单元501", "李秀兰 缴费")
    with scope.estate(ESTATE):
        for actor, found in ((official, 0), (desk, 1)):
            page = queries.entries_for(
                actor=actor, estate_id=ESTATE, month=DECEMBER, wanted=EntriesFilter(search="李秀兰")
            )
            assert page.total == found


@pytest.mark.parametrize(
    "words",
    [
        *("清运费，联系 17000000001", "170-0000-0001", "电话0771-5550101", "１７０００００００１５"),
        *("身份证11010519491231002X", "卡号 6222 0212 3456 7890 128"),
    ],
)
def test_refuses_words_with_a_persons_number_for_they_are_published(books: Books, words: str) -> None:
    with pytest.raises(HoldsAPersonsNumber):
        books.record(text=words)
    with pytest.raises(HoldsAPersonsNumber):
        books.record(payee=words)
    entry_id = books.spend(fen=1_000)
    with pytest.raises(HoldsAPersonsNumber):
        use_cases.ask_reversal(actor=books.manager, estate_id=ESTATE, entry_id=entry_id, reason=words, at=AT)


@pytest.mark.parametrize(
    "words",
    [
        *("配电房除湿机 2 台，1280.50 元", "电费 2022-11-20 至 2022-12-19", "发票 24452000000012345678"),
        *("水表读数 10086", "津街委〔2022〕7号", "11010519491231002X".replace("X", "1"), "服务热线 400-820-0000"),
    ],
)
def test_other_numbers_are_welcome(words: str) -> None:
    assert not holds_a_persons_number(words)


@pytest.mark.parametrize("words", ["王师傅修水管", "支付覃小明", "保洁员李秀兰", "工资：农秀兰、陆远"])
def test_a_name_is_guessed_at_and_never_refused(books: Books, words: str) -> None:
    assert looks_like_a_name(words)
    assert books.record(text=words, on=date(2022, 12, 1))


@pytest.mark.parametrize("words", ["保洁员工资，4 人", "场地停车收入", "更换路灯 8 盏", "南宁供电局电费", "清运垃圾"])
def test_plain_words_are_no_names(words: str) -> None:
    assert looks_like_a_name(words) == ""
