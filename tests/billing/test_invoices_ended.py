"""Invoices whose bill is corrected, and red letters that end by hand."""

from __future__ import annotations

import pytest

from laoyou.system.billing.invoices import use_cases
from laoyou.system.billing.invoices.errors import RedLetterUnclear, RedLetterUnderWay
from laoyou.system.billing.invoices.models import Invoice
from laoyou.system.billing.invoices.paid import still_paid_fen
from tests.billing.conftest import World, at
from tests.billing.test_invoices import Standin, ask, bureau, bureau_process, carry, paid

__all__ = ["bureau", "bureau_process", "paid"]  # fixtures


def test_a_credit_note_on_a_paid_bill_brings_a_red_letter_and_an_invoice_of_what_is_left(
    world: World, paid: int, bureau: Standin
) -> None:
    row = carry(world, ask(world, paid))
    [bill] = world.bills()
    world.credit_note(bill.id, "10.00", on=at(8, 5))
    row.refresh_from_db()
    assert (row.state, row.withdrawn_for) == ("reversing", "credited")
    assert carry(world, row.id).state == "reversed"
    second = carry(world, ask(world, paid))
    assert second.amount_fen == 4181
    other = world.pay_cash(world.homes[0], [], "10.00", on=at(8, 6))
    assert still_paid_fen(world.estate_id, other, {bill.item_name}) == 0
    second.refresh_from_db()
    assert second.state == "issued"


def test_a_red_letter_that_the_bureau_refuses_is_ended_by_hand(world: World, paid: int, bureau: Standin) -> None:
    row = carry(world, ask(world, paid))
    world.cancel(paid, on=at(8, 5))
    where = {"actor": world.finance, "estate_id": world.estate_id, "invoice_id": row.id, "at": at(8, 6)}
    with pytest.raises(RedLetterUnderWay):
        use_cases.end_by_hand(red_number="24450000009999999999", reason="电子税务局开具", **where)  # type: ignore[arg-type]
    Invoice.objects.filter(id=row.id).update(trouble="红字信息表未确认")
    with pytest.raises(RedLetterUnclear):
        use_cases.end_by_hand(red_number=row.invoice_number, reason="电子税务局开具", **where)  # type: ignore[arg-type]
    use_cases.end_by_hand(red_number="2445 0000 0099 9999 9999", reason="电子税务局开具", **where)  # type: ignore[arg-type]
    row.refresh_from_db()
    assert (row.state, row.red_number, row.trouble) == ("reversed", "24450000009999999999", "")
