"""Leases of common parts: instalments, income in the owners' own fund, by two people."""

from __future__ import annotations

import io
import itertools
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image

from laoyou.core.calendar import Month, city_day
from laoyou.core.money import Money
from laoyou.infra import files, scope
from laoyou.infra.clock import now
from laoyou.system.ledger import use_cases as ledger
from laoyou.system.ledger.leases import queries, use_cases
from laoyou.system.ledger.leases.errors import InstalmentTaken, LeaseTerm, NoBasis
from laoyou.system.ledger.leases.models import LeaseInstalment
from laoyou.system.ledger.leases.rules.instalments import instalments_of
from laoyou.system.ledger.models import Expense, Line
from laoyou.system.places import queries as places
from tests.personas import City


def lease(city: City, **more: object) -> int:
    today = city_day(now())
    given_ = {
        "kind": "advertising",
        "payer": "社区便民广告",
        "place": "3栋单元门口广告位",
        "basis": "业主大会2022年第2号决议",
        "starts_on": today.replace(day=1),
        "last_day": date(today.year + 1, 12, 31),
        "every_months": 3,
        "amount": Money(90000),
        "at": now(),
    } | more
    return use_cases.make_lease(actor=city.actor("finance", now()), estate_id=city.estate_id, **given_)  # type: ignore[arg-type]


def voucher() -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", (16, 12), "white").save(drawn, "PNG")
    return SimpleUploadedFile("收据.png", drawn.getvalue(), content_type="image/png")


@pytest.mark.django_db
def test_an_instalment_is_income_of_the_owners_once_two_people_said_so(city: City) -> None:
    lease(city)
    finance, where = city.signed_in("finance"), f"/ops/estates/{city.estate_id}/leases"
    page = finance.get(where)
    (shown,) = page.context["leases"]
    first = shown.instalments[0]
    today = city_day(now()).isoformat()
    received = {"received_on": today, "text": "单元门口广告位"}
    assert finance.post(f"{where}/instalments/{first.id}", received).status_code == 422
    answer = finance.post(f"{where}/instalments/{first.id}", received | {"voucher": voucher()})
    assert answer.status_code == 302
    assert finance.get(where).context["leases"][0].instalments[0].state == "waits"
    with scope.estate(city.estate_id):
        expense = Expense.objects.get()
        with pytest.raises(InstalmentTaken):
            use_cases.receive_instalment(
                actor=city.actor("finance", now()),
                estate_id=city.estate_id,
                instalment_id=first.id,
                received_on=city_day(now()),
                file_ids=[],
                text="",
                at=now(),
            )
        ledger.decide_expense(
            actor=city.actor("manager", now()),
            estate_id=city.estate_id,
            expense_id=expense.id,
            approve=True,
            at=now(),
        )
        lines = Line.objects.filter(estate_id=city.estate_id, entry_id=Expense.objects.get().entry_id)
        assert sorted((line.fund, line.amount_fen) for line in lines) == [
            ("common_income", -90000),
            ("common_income", 90000),
        ]
    assert finance.get(where).context["leases"][0].instalments[0].state == "received"
    assert finance.get(f"{where}.xlsx").status_code == 200


@pytest.mark.django_db
def test_without_the_owners_agreement_nothing_is_let(city: City) -> None:
    with pytest.raises(NoBasis):
        lease(city, basis=" ")


@pytest.mark.django_db
def test_an_instalment_whose_income_was_taken_back_is_due_again_and_goes_with_the_lease(city: City) -> None:
    lease_id, at = lease(city, starts_on=city_day(now()) + timedelta(days=1)), now()
    clerk, second, estate_id = city.actor("finance", at), city.actor("manager", at), city.estate_id

    def first() -> queries.InstalmentView:
        with scope.estate(estate_id):
            (shown,) = queries.leases_for(actor=clerk, estate_id=estate_id, today=city_day(at))
            return shown.instalments[0]

    paper = io.BytesIO(voucher().read())
    with scope.estate(estate_id):
        file_id = files.store(estate_id=estate_id, name="a.png", content=paper, purpose="voucher", actor=clerk, at=at)
    where = {"actor": clerk, "estate_id": estate_id, "at": at}
    received = {"instalment_id": first().id, "received_on": city_day(at), "file_ids": [file_id], "text": ""}
    expense_id = use_cases.receive_instalment(**where, **received)  # type: ignore[arg-type]
    entry_id = ledger.decide_expense(actor=second, estate_id=estate_id, expense_id=expense_id, approve=True, at=at)
    assert entry_id is not None
    assert first().state == "received"
    reversal_id = ledger.ask_reversal(**where, entry_id=entry_id, reason="记错了")  # type: ignore[arg-type]
    ledger.decide_reversal(actor=second, estate_id=estate_id, reversal_id=reversal_id, approve=True, at=at)
    assert first().state == "to_come"
    use_cases.end_lease(**where, lease_id=lease_id, reason="提前解除")  # type: ignore[arg-type]
    with scope.estate(estate_id):
        assert not LeaseInstalment.objects.filter(lease_id=lease_id, is_dropped=False).exists()


@pytest.mark.django_db
def test_leases_are_found_by_place_payer_and_state_and_shown_in_pages(city: City) -> None:
    finance = city.signed_in("finance")
    for number in range(22):
        lease(city, place=f"电梯 {number:02}", payer="甲公司" if number else "豆腐坊")
    address = f"/ops/estates/{city.estate_id}/leases"
    assert finance.get(address).content.decode().count("电梯 ") >= 20
    assert "电梯 21" not in finance.get(address).content.decode()
    assert "电梯 21" in finance.get(address, {"page": "2"}).content.decode()
    found = finance.get(address, {"search": "豆腐坊"}).content.decode()
    assert "电梯 00" in found
    assert "电梯 01" not in found
    assert "电梯 00" not in finance.get(address, {"state": "ended"}).content.decode()


@pytest.mark.django_db
def test_a_lease_that_ends_lets_later_instalments_go(city: City) -> None:
    lease_id = lease(city)
    use_cases.end_lease(
        actor=city.actor("finance", now()), estate_id=city.estate_id, lease_id=lease_id, reason="商户退租", at=now()
    )
    with scope.estate(city.estate_id):
        found = queries.leases_for(actor=city.actor("finance", now()), estate_id=city.estate_id, today=city_day(now()))
        assert len(found[0].instalments) == 1
        assert LeaseInstalment.objects.filter(is_dropped=True).count() > 1


@given(
    since=some.dates(date(2022, 1, 1), date(2024, 12, 31)),
    days=some.integers(1, 3000),
    months=some.integers(1, 12),
    fen=some.integers(1, 10**8),
)
def test_instalments_cover_the_term_without_gap_and_none_is_dearer_than_agreed(
    since: date, days: int, months: int, fen: int
) -> None:
    until = date.fromordinal(since.toordinal() + days)
    found = instalments_of(starts_on=since, ends_before=until, every_months=months, amount=Money(fen))
    assert all(0 < part.amount.fen <= fen for part in found)
    assert all(part.amount.fen == fen for part in found[:-1])
    for before, after in itertools.pairwise(found):
        assert before.ends_before == after.starts_on


@pytest.mark.django_db
def test_everybody_reads_what_came_in_for_a_place_and_a_person_who_pays_is_masked(city: City) -> None:
    today, finance = city_day(now()), city.actor("finance", now())
    month = Month.of(today)
    for payer, place in (("李秀兰", "东门早点摊位"), ("邕城便民传媒有限公司", "各单元门口广告位")):
        lease(city, payer=payer, place=place)
    with scope.estate(city.estate_id):
        found = queries.leases_for(actor=finance, estate_id=city.estate_id, today=today)
        first = next(each for each in found if each.payer == "李秀兰").instalments[0]
        file_id = files.store(
            estate_id=city.estate_id, name="收据.png", content=voucher(), purpose="voucher", actor=finance, at=now()
        )
    given_ = {"estate_id": city.estate_id, "at": now()}

    def receive() -> int:
        expense_id = use_cases.receive_instalment(
            actor=finance,
            instalment_id=first.id,
            received_on=today,
            file_ids=[file_id],
            text="",
            **given_,  # type: ignore[arg-type]
        )
        entry_id = ledger.decide_expense(
            actor=city.actor("manager", now()),
            expense_id=expense_id,
            approve=True,
            **given_,  # type: ignore[arg-type]
        )
        assert entry_id is not None
        return entry_id

    def shown() -> list[tuple[str, int, int]]:
        with scope.estate(city.estate_id):
            return [
                (each.payer, each.in_month.fen, each.received.fen)
                for each in queries.public_leases(city.estate_id, month)
            ]

    entry_id = receive()
    assert sorted(shown()) == [("李**", 90000, 90000), ("邕城便民传媒有限公司", 0, 0)]
    with scope.estate(city.estate_id):
        assert queries.public_leases(city.estate_id, month.previous) == []
        key = places.estate_for(actor=finance, estate_id=city.estate_id).public_key
    page = Client().get(f"/books/{key}/{month}/").content.decode()
    assert "东门早点摊位" in page
    assert "李秀兰" not in page

    reversal_id = ledger.ask_reversal(
        actor=finance,
        entry_id=entry_id,
        reason="记错了月份",
        **given_,  # type: ignore[arg-type]
    )
    ledger.decide_reversal(
        actor=city.actor("manager", now()),
        reversal_id=reversal_id,
        approve=True,
        **given_,  # type: ignore[arg-type]
    )
    assert sorted(shown()) == [("李**", 0, 0), ("邕城便民传媒有限公司", 0, 0)]
    receive()
    assert sorted(shown())[0] == ("李**", 90000, 90000)


@pytest.mark.django_db
@pytest.mark.parametrize("last_day", [date.max, date(2001, 1, 1)])
def test_a_lease_that_never_ends_or_ends_before_it_begins_is_refused(city: City, last_day: date) -> None:
    with pytest.raises(LeaseTerm):
        lease(city, last_day=last_day)
