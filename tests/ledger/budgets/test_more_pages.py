"""The pages of shared costs and settlements."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.urls import reverse

from laoyou.core.calendar import Month
from laoyou.core.money import Money
from laoyou.infra import files, scope
from laoyou.system.ledger import jobs
from laoyou.system.ledger import use_cases as ledger
from laoyou.system.ledger.budgets import queries
from laoyou.system.ledger.models import Entry
from laoyou.system.ledger.rules.accounts import Account, Fund
from tests.ledger.budgets.test_pages import at, page, post, public_key
from tests.ledger.conftest import files_apart, picture
from tests.personas import City, city

__all__ = ["at", "city", "files_apart"]
pytestmark = pytest.mark.django_db
IN_JANUARY = datetime(2023, 1, 8, 2, 0, tzinfo=UTC)


def paper(name: str) -> Any:
    file = picture()
    file.name = name
    return file


def test_a_shared_cost_goes_its_way_over_the_pages(city: City, at: Any) -> None:
    at(IN_JANUARY)
    finance, deputy, visitor = (city.signed_in(who) for who in ("finance", "deputy", "visitor"))
    assert 'value="158.45"' in page(finance, "operations:shared_cost_new")  # 86.35 + 72.10 m²
    typed = {
        "account": "55",
        "amount": "1234.56",
        "spent_on": "2022-12-20",
        "payee": "平安保安公司",
        "text": "片区夜间巡逻车",
        "key": "area",
        "key_source": "房屋台账",
        f"quantity-{city.estate_id}": "158.45",
        "shown": "on",
    }
    assert post(finance, "operations:shared_cost_new", typed).status_code == 409
    wrong = typed | {f"quantity-{city.estate_id}": "许多"}
    assert "许多" in post(finance, "operations:shared_cost_new", wrong).content.decode()
    sent = post(finance, "operations:shared_cost_new", typed | {"vouchers": paper("票.png")})
    assert sent.status_code == 302
    (cost,) = queries.shared_costs_for(actor=city.actor("finance")).rows
    assert post(deputy, "operations:decide_shared_cost", {"decision": "approve"}, cost_id=cost.id).status_code == 302
    jobs.share_cost(cost_id=cost.id)
    assert "片区夜间巡逻车" in page(finance, "operations:shared_costs")
    assert "100.0%" in page(finance, "operations:shared_cost", cost_id=cost.id)
    with scope.estate(city.estate_id):
        entry = Entry.objects.get(estate_id=city.estate_id, kind="shared_cost")
    shown = page(visitor, "resident:public_books_entry", key=public_key(city), entry_id=entry.id)
    assert "本小区承担 ¥1,234.56 中的 ¥1,234.56" in shown
    assert "158.45" in shown
    where = {"key": public_key(city), "entry_id": entry.id, "voucher_id": shared_voucher(city, entry.id)}
    assert visitor.get(reverse("resident:public_shared_voucher", kwargs=where)).status_code == 200


def shared_voucher(city: City, entry_id: int) -> int:
    with scope.estate(city.estate_id):
        shared = queries.shared_entry(city.estate_id, entry_id)
    assert shared is not None
    return shared.vouchers[0].id


def test_a_settlement_goes_its_way_over_the_pages(city: City, at: Any) -> None:
    at(IN_JANUARY)
    spend(city)
    finance, deputy, visitor = (city.signed_in(who) for who in ("finance", "deputy", "visitor"))
    where: dict[str, Any] = {"estate_id": city.estate_id}
    key = public_key(city)
    typed = {"year": "2022", "mode": "fee_plus", "percent": "10", "amount": "300", "text": "合同第八条"}
    assert post(finance, "operations:prepare_settlement", typed | {"percent": "很多"}, **where).status_code == 409
    assert post(finance, "operations:prepare_settlement", typed, **where).status_code == 302
    assert "−¥1,300.00" in page(finance, "operations:settlements", **where)
    assert visitor.get(reverse("resident:public_settlement", args=[key, 2022])).status_code == 404
    assert post(deputy, "operations:publish_settlement", **where, year=2022).status_code == 302
    shown = page(visitor, "resident:public_settlement", key=key, year=2022)
    assert "合同第八条" in shown
    assert "−¥1,300.00" in shown
    assert "2022 年度结算" in page(visitor, "resident:public_books", key=key)


def spend(city: City) -> None:
    """Spend 1,000.00 in December and close the month."""
    finance, deputy = city.actor("finance"), city.actor("deputy")
    moment = datetime(2022, 12, 20, 2, 0, tzinfo=UTC)
    with scope.estate(city.estate_id):
        file_id = files.store(
            estate_id=city.estate_id, name="票.png", content=picture(), purpose="voucher", actor=finance, at=moment
        )
    expense_id = ledger.record_expense(
        actor=finance,
        estate_id=city.estate_id,
        fund=Fund.SERVICE,
        account=Account.CLEANING,
        amount=Money(100_000),
        spent_on=date(2022, 12, 20),
        payee="区环卫站",
        text="清运垃圾",
        file_ids=[file_id],
        at=moment,
    )
    ledger.decide_expense(actor=deputy, estate_id=city.estate_id, expense_id=expense_id, approve=True, at=moment)
    ledger.close_month(actor=deputy, estate_id=city.estate_id, month=Month(2022, 12), at=IN_JANUARY)
