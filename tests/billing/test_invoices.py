"""Invoices, against the running stand-in tax bureau: one per payment, whatever gets lost on the way."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from laoyou.core.errors import NotFound, Several
from laoyou.core.money import Money
from laoyou.infra import scope
from laoyou.infra.states import moves_of
from laoyou.system.billing.deposits import use_cases as deposits
from laoyou.system.billing.deposits.models import Deposit
from laoyou.system.billing.invoices import queries, use_cases
from laoyou.system.billing.invoices.errors import (
    AnotherCompanysMoney,
    InvoicesNotSetUp,
    InvoiceThere,
    NothingToInvoice,
    TitleMissing,
    WrongReceiver,
    WrongTaxNumber,
)
from laoyou.system.billing.invoices.models import Invoice, InvoiceLine
from laoyou.system.billing.invoices.providers import client
from laoyou.system.billing.invoices.rules.states import Standing
from laoyou.system.billing.invoices.rules.taxes import Taxpayer, WrongTaxes, read_items, split
from laoyou.system.billing.invoices.rules.titles import check_character, is_credit_code
from laoyou.system.billing.use_cases.refunding import hold_refund
from laoyou.system.mandates.models import Mandate
from laoyou.system.payments.events import RefundApproved
from laoyou.system.payments.providers.wire import ChannelTrouble
from laoyou.system.places import queries as places
from tests.billing.conftest import AUGUST, World, at

COMPANY = "91350100M000100Y43"


class Standin:
    """The bureau's process, and what tests ask of it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.process = subprocess.Popen(
            [sys.executable, "-m", "laoyou.demo.bureau", "--faults", "--delay", "0", "--seller", "测试公司"],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "LAOYOU_HOME": str(home), "LAOYOU_PORT": str(21000 + os.getpid() % 20000)},
        )
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().rsplit(" ", 1)[-1].strip()
        for _ in range(200):
            try:
                httpx.get(f"{self.address}/health", trust_env=False)
                return
            except httpx.HTTPError:
                time.sleep(0.05)
        raise AssertionError("the stand-in bureau does not answer")

    def faults(self, **plan: Any) -> None:
        plan = {"delay_s": 0, **plan}
        assert httpx.post(f"{self.address}/faults", json=plan, trust_env=False).status_code == 204

    def documents(self, number: str) -> list[dict[str, Any]]:
        told = httpx.get(f"{self.address}/truth", trust_env=False).json()["documents"]
        return [each for each in told if each["number"].startswith(number)]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture(scope="module")
def bureau_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standin]:
    started = Standin(tmp_path_factory.mktemp("bureau"))
    yield started
    started.stop()


@pytest.fixture
def bureau(bureau_process: Standin, monkeypatch: pytest.MonkeyPatch) -> Standin:
    """The bureau, with the seller's keys where the application looks, and all well."""
    monkeypatch.setenv("LAOYOU_HOME", str(bureau_process.home))
    bureau_process.faults()
    return bureau_process


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def paid(world: World) -> int:
    """Give a payment of August's bill with eight yuan more."""
    world.tariff("0.60")
    home = world.home("86.35")
    world.issue(AUGUST)
    [bill] = world.bills(home)
    return world.pay_cash(home, [bill.id], "59.81", on=at(8, 3))


def ask(world: World, payment_id: int, **changes: Any) -> int:
    wanted: dict[str, Any] = {
        "kind": "person",
        "title": "李某",
        "tax_number": "",
        "send_to": "17000000001",
        "at": now(),
    } | changes
    # Numbers are the database's ids, which a test that is rolled back gives to no other: one process serves them all.
    return use_cases.ask_invoice(actor=world.finance, estate_id=world.estate_id, payment_id=payment_id, **wanted)


def carry(world: World, invoice_id: int, *, later: timedelta = timedelta()) -> Invoice:
    use_cases.carry_invoice(estate_id=world.estate_id, invoice_id=invoice_id, at=now() + later)
    return Invoice.objects.get(id=invoice_id)


def test_the_payer_of_a_bill_gets_an_invoice_without_what_is_credit(world: World, paid: int, bureau: Standin) -> None:
    row = carry(world, ask(world, paid))
    assert (row.state, row.amount_fen, row.net_fen, row.tax_fen) == ("issued", 5181, 4888, 293)
    assert len(row.invoice_number) == 20
    assert row.pdf_address.startswith(bureau.address)
    assert "李某" in httpx.get(row.pdf_address, trust_env=False).text
    [line] = InvoiceLine.objects.filter(invoice_id=row.id)
    assert (line.name, line.rate, line.amount_fen) == ("物业服务费", Decimal("0.06"), 5181)
    [view] = queries.invoices_of_payment(actor=world.finance, estate_id=world.estate_id, payment_id=paid)
    assert (view.state, view.amount, view.home_label) == ("issued", Money(5181), world_label(world))


def world_label(world: World) -> str:
    return places.home_labels(estate_id=world.estate_id, home_ids=world.homes)[world.homes[0]]


def test_an_invoice_comes_after_a_while(world: World, paid: int, bureau: Standin) -> None:
    bureau.faults(delay_s=1)
    row = carry(world, ask(world, paid, kind="company", title="测试有限公司", tax_number=f" {COMPANY.lower()} "))
    assert (row.state, row.tax_number) == ("submitted", COMPANY)
    time.sleep(1.2)
    assert carry(world, row.id).state == "issued"
    assert [step.to_state for step in moves_of(Invoice, estate_id=world.estate_id, ids=[row.id])[row.id]] == [
        "submitted",
        "issued",
    ]


def test_a_lost_answer_makes_no_second_invoice(world: World, paid: int, bureau: Standin) -> None:
    invoice_id = ask(world, paid)
    bureau.faults(lost=1)
    row = carry(world, invoice_id)
    assert (row.state, row.tries, row.trouble) == ("asked", 1, "the bureau answered 502")
    assert carry(world, invoice_id).state == "issued"
    assert len(bureau.documents(row.number)) == 1


def test_a_bureau_that_is_down_is_asked_again_under_the_same_number(world: World, paid: int, bureau: Standin) -> None:
    invoice_id = ask(world, paid)
    bureau.faults(down=True)
    row = carry(world, invoice_id)
    assert row.state == "asked"
    assert row.next_at > now()
    assert use_cases.queue_due_invoices(at=now()) == 0
    assert use_cases.queue_due_invoices(at=now() + timedelta(hours=1)) == 1
    bureau.faults()
    assert carry(world, invoice_id).state == "issued"


def test_what_the_bureau_refuses_can_be_asked_for_again(world: World, paid: int, bureau: Standin) -> None:
    row = carry(world, ask(world, paid, title="查无此企业"))
    assert (row.state, row.trouble) == ("refused", "购买方名称与税务登记信息不一致")
    assert carry(world, ask(world, paid)).state == "issued"


def test_refuses_a_second_invoice_of_a_payment(world: World, paid: int, bureau: Standin) -> None:
    row = Invoice.objects.get(id=ask(world, paid))
    with pytest.raises(InvoiceThere):
        ask(world, paid)
    row.pk, row.number = None, "another"
    with pytest.raises(DatabaseError, match="one_live_invoice"), transaction.atomic():
        row.save(force_insert=True)


def test_says_all_that_is_wrong_with_what_was_typed(world: World, paid: int, bureau: Standin) -> None:
    with pytest.raises(Several) as wrong:
        ask(world, paid, kind="company", title=" ", tax_number="91350100M000100Y44", send_to="0771-1234567")
    assert [type(each) for each in wrong.value.refusals] == [TitleMissing, WrongTaxNumber, WrongReceiver]


def test_deposits_and_credit_get_no_invoice(world: World, bureau: Standin) -> None:
    world.tariff("0.60")
    home = world.home("86.35")
    payment_id = world.pay_cash(home, [], "100.00", on=at(8, 3))
    with pytest.raises(NothingToInvoice):
        ask(world, payment_id)
    deposits.take_deposit(
        actor=world.finance,
        estate_id=world.estate_id,
        home_id=home,
        amount=Money(50000),
        purpose="厨房装修",
        payer_name="李某",
        at=at(8, 3),
        once="a",
    )
    deposit = Deposit.objects.get()
    assert deposit.payment_id is not None
    with pytest.raises(NothingToInvoice):
        ask(world, deposit.payment_id)


def test_money_collected_for_others_gets_no_invoice(world: World, bureau: Standin) -> None:
    world.tariff("12.00", item="water", method="fixed", fund="deposits")
    home = world.home("86.35")
    world.issue(AUGUST)
    [bill] = world.bills(home)
    with pytest.raises(NothingToInvoice):
        ask(world, world.pay_cash(home, [bill.id], "12.00", on=at(8, 3)))


def test_another_companys_money_is_invoiced_by_that_company(world: World, paid: int, bureau: Standin) -> None:
    Mandate.objects.filter(id=world.mandate_id).update(company_name="别家物业")
    with pytest.raises(AnotherCompanysMoney, match="别家物业"):
        ask(world, paid)


def test_without_keys_nobody_can_ask(world: World, paid: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAOYOU_HOME", str(tmp_path))
    found = queries.invoiceable(actor=world.finance, estate_id=world.estate_id, payment_id=paid)
    assert not found.is_set_up
    with pytest.raises(InvoicesNotSetUp):
        ask(world, paid)


def test_cash_entered_by_mistake_brings_a_red_letter(world: World, paid: int, bureau: Standin) -> None:
    row = carry(world, ask(world, paid))
    world.cancel(paid, on=at(8, 5))
    row.refresh_from_db()
    assert (row.state, row.withdrawn_for) == ("reversing", "cancelled")
    bureau.faults(lost=1)
    assert carry(world, row.id).state == "reversing"
    done = carry(world, row.id)
    assert done.state == "reversed"
    assert done.red_number != done.invoice_number
    assert [each["reverses"] for each in bureau.documents(row.number)] == ["", row.number]


def test_what_was_not_sent_before_the_money_went_back_becomes_no_invoice(
    world: World, paid: int, bureau: Standin
) -> None:
    invoice_id = ask(world, paid)
    world.cancel(paid, on=at(8, 5))
    assert carry(world, invoice_id).state == "refused"
    assert bureau.documents(Invoice.objects.get(id=invoice_id).number) == []


def test_what_may_have_been_sent_before_the_money_went_back_is_waited_for(
    world: World, paid: int, bureau: Standin
) -> None:
    invoice_id = ask(world, paid)
    bureau.faults(lost=1)
    carry(world, invoice_id)
    world.cancel(paid, on=at(8, 5))
    assert carry(world, invoice_id).state == "reversing"
    assert carry(world, invoice_id).state == "reversed"


def test_a_request_that_never_arrived_is_given_up_only_when_it_can_arrive_no_more(
    world: World, paid: int, bureau: Standin
) -> None:
    invoice_id = ask(world, paid)
    bureau.faults(down=True)
    carry(world, invoice_id)
    bureau.faults()
    world.cancel(paid, on=at(8, 5))
    assert carry(world, invoice_id).state == "asked"
    Invoice.objects.filter(id=invoice_id).update(tried_at=now() - timedelta(minutes=6))
    assert carry(world, invoice_id).state == "refused"


def test_a_corrected_bill_leaves_the_invoice_of_another_payment_alone(world: World, paid: int, bureau: Standin) -> None:
    row = carry(world, ask(world, paid))
    other = world.pay_cash(world.homes[0], [], "10.00", on=at(8, 4))
    world.cancel(other, on=at(8, 5))
    row.refresh_from_db()
    assert row.state == "issued"


def test_residents_ask_for_their_own_receipts_only(world: World, paid: int, bureau: Standin) -> None:
    stranger = world.resident(world.home("70.00"))
    with pytest.raises(NotFound):
        queries.invoices_of_payment(actor=stranger, estate_id=world.estate_id, payment_id=paid)
    owner = world.resident(world.homes[0])
    ask_as: dict[str, Any] = {
        "kind": "person",
        "title": "农秀兰",
        "tax_number": "",
        "send_to": "nong@example.com",
        "at": now(),
    }
    use_cases.ask_invoice(actor=owner, estate_id=world.estate_id, payment_id=paid, **ask_as)
    assert queries.last_title(actor=owner, estate_id=world.estate_id).send_to == "nong@example.com"
    assert queries.last_title(actor=replace(owner, user_id=777), estate_id=world.estate_id).title == ""
    [row] = queries.invoices_for(actor=world.finance, estate_id=world.estate_id, search="农秀兰").rows
    assert (row.title, row.send_to) == ("农**", "n***@example.com")


def test_other_estates_don_t_see_it(world: World, paid: int, bureau: Standin) -> None:
    ask(world, paid)
    with scope.estate(world.estate_id + 1):
        assert not Invoice.objects.exists()
        assert not InvoiceLine.objects.exists()


def test_the_database_keeps_what_was_asked(world: World, paid: int, bureau: Standin) -> None:
    row = Invoice.objects.get(id=ask(world, paid))
    for change in ({"amount_fen": 1}, {"title": "别人"}, {"state": "reversed"}, {"state": "issued"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Invoice.objects.filter(id=row.id).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        InvoiceLine.objects.filter(invoice_id=row.id).update(name="x")


def test_an_answer_that_nobody_signed_is_not_believed(bureau: Standin) -> None:
    real = client.provider()
    assert isinstance(real, client.Client)
    assert real.query("nothing", at=now()).standing is Standing.ABSENT
    forged = b'{"number": "FP1", "standing": "issued", "invoice_number": "12345678901234567890"}'
    stamp = {"x-timestamp": str(int(now().timestamp())), "x-signature": "0" * 64}
    fake = httpx.MockTransport(lambda _: httpx.Response(200, content=forged, headers=stamp))
    with pytest.raises(ChannelTrouble, match="not signed"):
        replace(real, transport=fake).query("FP1", at=now())
    with pytest.raises(ChannelTrouble, match="401"):
        replace(real, secret=b"x" * 32).query("FP1", at=now())
    with pytest.raises(ChannelTrouble, match="401"):
        real.query("FP1", at=now() - timedelta(minutes=6))


@given(st.integers(1, 10**12), st.sampled_from([None, "0.01", "0.03", "0.05", "0.06", "0.09", "0.13"]))
def test_net_and_tax_are_the_amount_to_the_fen(fen: int, rate: str | None) -> None:
    told = split(Money(fen), None if rate is None else Decimal(rate))
    assert told.net + told.tax == Money(fen)
    assert told.tax.fen >= 0
    assert abs(told.net.fen * Decimal(rate or 0) - told.tax.fen) <= 1


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17), st.integers(0, 16))
def test_one_wrong_character_of_a_credit_code_is_seen(first: str, place: int) -> None:
    code = first + check_character(first)
    assert is_credit_code(code)
    other = "1" if code[place] != "1" else "2"
    assert not is_credit_code(code[:place] + other + code[place + 1 :])


@pytest.mark.parametrize(
    "text", ["", "service 304 0.06", "deposits 3040801010000000000 0.06", "service 3040801010000000000 6", "service"]
)
def test_a_setting_that_can_t_be_right_is_no_setting(text: str) -> None:
    with pytest.raises(WrongTaxes):
        read_items(text, Taxpayer.GENERAL)


def test_money_that_goes_back_by_its_channel_brings_a_red_letter(world: World, paid: int, bureau: Standin) -> None:
    row = carry(world, ask(world, paid))
    event = RefundApproved(
        estate_id=world.estate_id,
        refund_id=1,
        payment_id=paid,
        home_id=row.home_id,
        amount_fen=5181,
        takes_credit=False,
        reopens=(world.bills()[0].id,),
        held_on=at(8, 5).date(),
        at=at(8, 5),
    )
    hold_refund(event)
    use_cases.withdraw_refunded(event)
    row.refresh_from_db()
    assert (row.state, row.withdrawn_for) == ("reversing", "refunded")
    assert carry(world, row.id).state == "reversed"
    with pytest.raises(NothingToInvoice):
        ask(world, paid)
