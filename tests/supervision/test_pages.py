"""What street offices and the bureau see, and that they see no more than their own."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from laoyou.core.calendar import Month
from laoyou.infra import scope
from laoyou.system.billing import queries as bills
from laoyou.system.billing import use_cases as billing
from laoyou.system.oversight import queries as oversight
from laoyou.system.places import use_cases as places
from tests.personas import AUTHOR, TODAY, City

pytestmark = pytest.mark.django_db
DECEMBER = Month(2022, 12)


@pytest.fixture
def billed(city: City) -> City:
    """The city with December's bills of one estate, one of which is paid in cash."""
    billing.issue_month(actor=AUTHOR, estate_id=city.estate_id, month=DECEMBER, at=TODAY)
    with scope.estate(city.estate_id):
        bill = bills.open_bills(actor=AUTHOR, estate_id=city.estate_id, home_id=city.homes["owner"])[0]
    billing.take_cash(
        actor=AUTHOR,
        estate_id=city.estate_id,
        home_id=city.homes["owner"],
        bill_ids=[bill.id],
        received=bill.open,
        payer_name="",
        at=TODAY,
    )
    billing.refresh_figures(estate_id=city.estate_id, since=DECEMBER, at=TODAY)
    return city


def standings_of(city: City, who: str) -> dict[str, oversight.Standing]:
    actor = city.actor(who)
    with scope.of_actor(actor):
        found = oversight.standings(actor=actor, at=TODAY, month=DECEMBER)
    return {standing.estate.name: standing for standing in found}


def test_the_rate_is_the_share_of_the_months_own_bills_that_came_in(billed: City) -> None:
    standing = standings_of(billed, "bureau_official")["秀山花园"]
    # 86.35 m² and 72.10 m² at 0.60: 51.81 of 95.07 yuan came in.
    assert (standing.collected_fen, standing.due_fen) == (5181, 9507)
    assert standing.current_rate is not None
    assert float(standing.current_rate) == pytest.approx(0.54496, abs=1e-4)


def test_an_estate_without_bills_has_no_figure_rather_than_nothing_or_all(billed: City) -> None:
    assert standings_of(billed, "bureau_official")["新竹小院"].current_rate is None


def test_a_month_billed_later_says_so_there_and_where_it_counts(billed: City) -> None:
    billing.issue_month(actor=AUTHOR, estate_id=billed.estate_id, month=Month(2022, 11), at=TODAY)
    billing.refresh_figures(estate_id=billed.estate_id, since=Month(2022, 11), at=TODAY)
    # 95.07 for each month, both issued in December.
    assert standings_of(billed, "bureau_official")["秀山花园"].due_fen == 2 * 9507
    client = billed.signed_in("bureau_official")
    shown = client.get(reverse("supervision:estate", args=[billed.estate_id])).content.decode()
    assert shown.count("过了这个月才开账单，算在开账单的那个月里") == 1
    assert "含补开以前月份的 ¥95.07" in shown


def test_a_street_office_sees_its_own_estates_and_the_bureau_sees_all(billed: City) -> None:
    assert set(standings_of(billed, "street_official")) == {"秀山花园"}
    assert set(standings_of(billed, "bureau_official")) == {"秀山花园", "新竹小院"}


def test_books_that_should_be_public_are_named_month_by_month(billed: City) -> None:
    due = standings_of(billed, "bureau_official")["秀山花园"].months_due
    assert [str(month) for month in due] == ["2022-07", "2022-08", "2022-09", "2022-10", "2022-11"]


@pytest.mark.parametrize("page", ["overview", "estates", "wall"])
def test_every_page_stays_within_its_queries(billed: City, page: str, django_assert_max_num_queries: object) -> None:
    client = billed.signed_in("bureau_official")
    # Eight reads of its own, the same for one estate and for a thousand; the rest is session, sign-in and scope.
    with django_assert_max_num_queries(26):  # type: ignore[operator]
        answer = client.get(reverse(f"supervision:{page}"))
    assert answer.status_code == 200
    assert "秀山花园" in answer.content.decode()


def test_the_list_narrows_by_state_and_search_and_says_so_when_nothing_fits(billed: City) -> None:
    client = billed.signed_in("bureau_official")
    found = client.get(reverse("supervision:estates"), {"state": "mandated", "search": "秀山"}).content.decode()
    assert "秀山花园" in found
    assert "新竹小院" not in found
    assert "没有符合条件的小区" in client.get(reverse("supervision:estates"), {"search": "无此小区"}).content.decode()


def test_the_exported_list_holds_what_is_shown(billed: City) -> None:
    answer = billed.signed_in("bureau_official").get(reverse("supervision:estates_file"), {"search": "秀山"})
    sheet = load_workbook(io.BytesIO(b"".join(answer))).active
    assert sheet is not None
    rows = list(sheet.values)
    assert [row[0] for row in rows[1:]] == ["秀山花园"]
    assert rows[1][5:7] == (95.07, 51.81)


def test_another_streets_estate_is_not_found(billed: City) -> None:
    client = billed.signed_in("street_official")
    assert client.get(reverse("supervision:estate", args=[billed.estate_id])).status_code == 200
    assert client.get(reverse("supervision:estate", args=[billed.other_estate_id])).status_code == 404


def test_residents_and_strangers_see_nothing_of_it(billed: City) -> None:
    assert billed.signed_in("owner").get(reverse("supervision:overview")).status_code == 404
    assert Client().get(reverse("supervision:overview")).status_code == 302


def test_the_list_of_estates_is_paged_and_its_file_is_whole(city: City) -> None:
    for number in range(55):
        places.open_estate(
            actor=AUTHOR,
            code=f"MANY-{number:03d}",
            name=f"许多小区{number:03d}",
            street_office_code="450103005",
            at=TODAY,
        )
    client = city.signed_in("bureau_official")
    address = reverse("supervision:estates")
    first = client.get(address, {"search": "许多"}).content.decode()
    assert first.count("许多小区0") == 50
    assert 'rel="next"' in first
    assert "search=%E8%AE%B8%E5%A4%9A" in first
    second = client.get(address, {"search": "许多", "page": "2"}).content.decode()
    assert second.count("许多小区0") == 5
    assert 'rel="next"' not in second
    assert client.get(address, {"page": "x"}).status_code == 200
    answer = client.get(reverse("supervision:estates_file"), {"search": "许多", "page": "2"})
    workbook = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert workbook.worksheets[0].max_row == 56
