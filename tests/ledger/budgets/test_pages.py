"""The pages of budgets: the desk's from draft to adoption, and what everybody reads."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from laoyou.core.money import Money
from laoyou.infra import clock, files, scope
from laoyou.system.ledger import use_cases as ledger
from laoyou.system.ledger.budgets import queries, use_cases
from laoyou.system.ledger.budgets.rules.states import Basis, BudgetState
from laoyou.system.ledger.rules.accounts import Account, Fund
from laoyou.system.places import queries as places
from tests.ledger.conftest import files_apart, picture
from tests.personas import City, city

__all__ = ["city", "files_apart"]
pytestmark = pytest.mark.django_db

IN_JANUARY = datetime(2023, 1, 3, 2, 0, tzinfo=UTC)
LATER = datetime(2023, 2, 1, 2, 0, tzinfo=UTC)
IN_MARCH = datetime(2023, 3, 6, 2, 0, tzinfo=UTC)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_to(IN_JANUARY)
    return set_to


def page(browser: Client, name: str, **kwargs: object) -> str:
    answer = browser.get(reverse(name, kwargs=kwargs))
    assert answer.status_code == 200
    return answer.content.decode()


def post(browser: Client, name: str, data: dict[str, Any] | None = None, **kwargs: object) -> Any:
    return browser.post(reverse(name, kwargs=kwargs), data or {})


def public_key(city: City) -> str:
    with scope.estate(city.estate_id):
        return places.estate_for(actor=city.actor("manager"), estate_id=city.estate_id).public_key


def only_budget(city: City) -> int:
    with scope.estate(city.estate_id):
        (view,) = queries.budgets_for(actor=city.actor("manager"), estate_id=city.estate_id)
    return view.id


def test_a_budget_goes_its_way_over_the_pages(city: City, at: Any) -> None:
    finance, deputy, owner, visitor = (city.signed_in(who) for who in ("finance", "deputy", "owner", "visitor"))
    where: dict[str, Any] = {"estate_id": city.estate_id}
    key = public_key(city)
    assert "这个小区还没有预算" in page(finance, "operations:budgets", **where)
    post(finance, "operations:draft_budget", {"fund": "service", "year": "2023"}, **where)
    one = where | {"budget_id": only_budget(city)}
    refused = post(finance, "operations:budget_lines", {"amount-50": "很多"}, **one)
    assert refused.status_code == 409
    assert "很多" in refused.content.decode()
    post(finance, "operations:budget_lines", {"amount-50": "48,000", "amount-11": "120000", "note-50": "4 人"}, **one)
    assert visitor.get(reverse("resident:public_budget", args=[key, 2023])).status_code == 404
    assert post(finance, "operations:open_budget", {"until": "2023-01-04"}, **one).status_code == 409
    post(finance, "operations:open_budget", {"until": "2023-01-20"}, **one)
    shown = page(visitor, "resident:public_budget", key=key, year=2023)
    assert "¥48,000.00" in shown
    assert "4 人" in shown
    assert "登录后可以提意见" in shown
    said = post(owner, "resident:comment_on_budget", {"text": "夜班能否少一人"}, key=key, budget_id=one["budget_id"])
    assert said.status_code == 302
    refused = post(
        owner, "resident:comment_on_budget", {"text": "请打 17000000001"}, key=key, budget_id=one["budget_id"]
    )
    assert refused.status_code == 409
    assert "17000000001" in refused.content.decode()
    shown = page(visitor, "resident:public_budget", key=key, year=2023)
    assert "夜班能否少一人" in shown
    assert "李秀兰" not in shown
    with scope.estate(city.estate_id):
        (comment,) = queries.comments_of(city.estate_id, [one["budget_id"]])
    post(finance, "operations:answer_comment", {"text": "夜班只有一人"}, **one, comment_id=comment.id)
    assert "夜班只有一人" in page(visitor, "resident:public_budget", key=key, year=2023)
    at(LATER)
    paper = picture()
    paper.name = "表决.png"
    typed = {"basis": "assembly_vote", "basis_text": "第 1 号决议", "adopted_on": "2023-01-30"}
    assert post(deputy, "operations:adopt_budget", typed, **one).status_code == 409
    post(deputy, "operations:adopt_budget", typed | {"document": paper}, **one)
    with scope.estate(city.estate_id):
        view = queries.public_budget(city.estate_id, one["budget_id"])
    assert view.state is BudgetState.ADOPTED
    assert "第 1 号决议" in page(visitor, "resident:public_budget", key=key, year=2023)
    assert deputy.get(reverse("operations:budget_document", kwargs=one)).status_code == 200


def adopted(city: City) -> int:
    """Adopt 12,000 of cleaning for 2023, spend 5,000 in February, and close both months."""
    finance, deputy = city.actor("finance", IN_JANUARY), city.actor("deputy", LATER)
    where: dict[str, Any] = {"estate_id": city.estate_id}
    budget_id = use_cases.draft_budget(actor=finance, fund=Fund.SERVICE, year=2023, at=IN_JANUARY, **where)
    lines = [use_cases.LineEdit(Account.CLEANING, Money(1_200_000), "每月一次")]
    use_cases.set_lines(actor=finance, budget_id=budget_id, lines=lines, at=IN_JANUARY, **where)
    use_cases.open_for_comments(actor=finance, budget_id=budget_id, until=date(2023, 1, 20), at=IN_JANUARY, **where)

    with scope.estate(city.estate_id):
        paper = files.store(name="决议.png", content=picture(), purpose="document", actor=deputy, at=LATER, **where)
        voucher = files.store(
            name="票.png", content=picture("red"), purpose="voucher", actor=finance, at=LATER, **where
        )
    use_cases.adopt_budget(
        actor=deputy,
        budget_id=budget_id,
        basis=Basis.ASSEMBLY_VOTE,
        basis_text="第 1 号决议",
        adopted_on=date(2023, 1, 30),
        document_file_id=paper,
        at=LATER,
        **where,
    )
    spent = datetime(2023, 2, 10, 2, 0, tzinfo=UTC)
    expense_id = ledger.record_expense(
        actor=finance,
        fund=Fund.SERVICE,
        account=Account.CLEANING,
        amount=Money(500_000),
        spent_on=date(2023, 2, 10),
        payee="区环卫站",
        text="清运积存垃圾",
        file_ids=[voucher],
        at=spent,
        **where,
    )
    ledger.decide_expense(actor=deputy, expense_id=expense_id, approve=True, at=spent, **where)
    return budget_id


def test_a_difference_is_asked_for_at_the_month_and_read_by_everybody(city: City, at: Any) -> None:
    budget_id = adopted(city)
    at(IN_MARCH)
    finance, visitor = city.signed_in("finance"), city.signed_in("visitor")
    key = public_key(city)
    where: dict[str, Any] = {"estate_id": city.estate_id}
    assert "请在大家看到之前说明原因" in page(finance, "operations:books_month", **where, month="2023-02")
    assert "说明原因" in page(finance, "operations:budget", **where, budget_id=budget_id)
    assert "还没有说明" in page(visitor, "resident:public_books", key=key)
    post(
        finance,
        "operations:explain_difference",
        {"account": "51", "text": "接管时积存垃圾多，一次清完"},
        **where,
        budget_id=budget_id,
        month="2023-02",
    )
    for name, more in (("resident:public_budget", {"year": 2023}), ("resident:public_books", {})):
        shown = page(visitor, name, key=key, **more)
        assert "接管时积存垃圾多，一次清完" in shown
        assert "还没有说明" not in shown


def test_the_budget_goes_to_a_spreadsheet_with_the_books_beside_it(city: City, at: Any) -> None:
    budget_id = adopted(city)
    at(IN_MARCH)
    answer = city.signed_in("finance").get(
        reverse("operations:budget_export", kwargs={"estate_id": city.estate_id, "budget_id": budget_id})
    )
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1][:8] == ("支出", "保洁和清运", 0, 0, 12000, 5000, 7000, "每月一次")


def test_officials_read_and_don_t_write(city: City, at: Any) -> None:
    budget_id = adopted(city)
    official = city.signed_in("street_official")
    where: dict[str, Any] = {"estate_id": city.estate_id}
    assert "12,000.00" in page(official, "operations:budget", **where, budget_id=budget_id)
    assert post(official, "operations:draft_budget", {"fund": "service", "year": "2023"}, **where).status_code == 404
