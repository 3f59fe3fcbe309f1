"""The notice for the board: its figures are those of the open books, in Chinese, on A4."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from laoyou.core.money import Money
from laoyou.infra import scope
from laoyou.platforms import notices, shown_rates
from laoyou.platforms.formats import percent
from laoyou.platforms.notice_pdf import notice_pdf
from laoyou.platforms.notice_values import Bar, FundRow, Notice, Plan, PlanRow, RateBox, RatedMonth, Spending
from laoyou.system.ledger import queries
from laoyou.system.ledger import use_cases as ledger
from laoyou.system.places import queries as places
from tests.ledger.budgets.test_pages import IN_MARCH, adopted, at
from tests.ledger.conftest import files_apart
from tests.personas import City, city

__all__ = ["at", "city", "files_apart"]


def words_of(content: bytes) -> str:
    reader = PdfReader(io.BytesIO(content))
    assert all(round(float(page.mediabox.height)) == 842 for page in reader.pages)
    return "".join(page.extract_text() for page in reader.pages)


def notice(rows: int = 3) -> Notice:
    fund = FundRow("物业服务费", Money(0), Money(5_000_000), Money(4_000_000), Money(1_000_000))
    return Notice(
        estate="一个名字特别特别长的小区用来看看会不会压到二维码上面去的花园",
        title="2022年12月账目公开",
        state="已公示",
        serving="城市片区物业运营服务中心，受津头街道办事处委托",
        sum=fund,
        funds=[fund] * 4,
        bars=[Bar(f"{month}月", Money(month * 100_000), Money(0)) for month in range(1, 13)],
        rates=[RateBox("当期收缴率", "83.0%", "1 ÷ 2")] * 4,
        rated_months=[],
        biggest=[Spending("12月28日", "保洁员工资" * 12, Money(1_040_000))] * rows,
        plans=[Plan("2022年预算", "", 100, [PlanRow("维修", Money(0), Money(5), True, "原因" * 80)] * rows)],
        settlement=[("归业主", "¥1.00")],
        code="c2e3 a3df",
        key="laoyou.books+" + "A" * 60,
        checkpoint="12 · 86434eaa",
        address="https://example.org/books/X/2022-12/",
        telephone="0771-5550101",
    )


def test_many_rows_go_onto_further_pages_and_the_same_values_give_the_same_bytes() -> None:
    assert len(PdfReader(io.BytesIO(notice_pdf(notice()))).pages) == 2
    assert len(PdfReader(io.BytesIO(notice_pdf(notice(40)))).pages) > 3
    assert notice_pdf(notice()) == notice_pdf(notice())


def test_a_year_has_a_line_for_each_month_with_its_published_rates() -> None:
    few = notice(1)
    months = [RatedMonth("11月", ["83.1%", "7.0%", "32.7%", "80.2%"]), RatedMonth("12月", [])]
    year = Notice(**{name: getattr(few, name) for name in few.__slots__} | {"rates": [], "rated_months": months})
    told = words_of(notice_pdf(year))
    assert "83.1%" in told
    assert "80.2%" in told


def test_a_letter_that_the_font_lacks_is_marked_and_stops_nothing() -> None:
    few = notice(1)
    odd = Notice(**{name: getattr(few, name) for name in few.__slots__} | {"serving": "甲\U0001f600乙"})
    assert "甲〓乙" in words_of(notice_pdf(odd))


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "more"), [("month_notice", {"month": "2023-02"}), ("year_notice", {"year": 2023})])
def test_the_notice_says_what_the_open_books_say(city: City, at: object, name: str, more: dict[str, object]) -> None:
    adopted(city)
    at(IN_MARCH)  # type: ignore[operator]
    ledger.log_estate(estate_id=city.estate_id, at=IN_MARCH)
    with scope.estate(city.estate_id):
        key = places.estate_for(actor=city.actor("manager"), estate_id=city.estate_id).public_key
    visitor = city.signed_in("visitor")
    answer = visitor.get(reverse(f"resident:{name}", kwargs={"key": key, **more}))
    assert answer["Content-Type"] == "application/pdf"
    told = words_of(answer.content)
    for words in ("秀山花园", "清运积存垃圾", "5,000.00", "12,000.00", "laoyou.books+", "差异尚未说明"):
        assert words in told, words
    assert visitor.get(reverse("resident:month_notice", kwargs={"key": key, "month": "2021-01"})).status_code == 404


@pytest.mark.django_db
def test_a_years_notice_shows_each_months_rates_as_they_were_published(
    city: City, at: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is worked out anew later, and what was never published, stands on no paper."""
    adopted(city)
    at(IN_MARCH)  # type: ignore[operator]
    with scope.estate(city.estate_id):
        estate = places.estate_for(actor=city.actor("manager"), estate_id=city.estate_id)
        months = [known.month for known in queries.months_with_books(city.estate_id)]
        kept = queries.published(city.estate_id)
        drawn: list[Notice] = []
        monkeypatch.setattr(notices, "notice_pdf", lambda shown: drawn.append(shown) or b"")
        notices.year_notice(estate, months[0].year, today=IN_MARCH.date())
    wanted = {
        f"{each.month.number}月": [percent(rate.value) for rate in shown_rates.of_numbers(each.rates)]
        for each in kept
        if each.month.year == months[0].year
    }
    assert {month.month: month.values for month in drawn[0].rated_months if month.values} == wanted
    assert len(drawn[0].rated_months) == sum(month.year == months[0].year for month in months)
    assert list(drawn[0].rates) == []
