"""Every list that a person sees at the desk or in the supervision platform leaves as a file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.routes import ROUTES
from tests.architecture.source import PACKAGE, ROOT

LISTED = re.compile(r"{% (?:table|paging) |<table")
FILE = re.compile(r"{% url '(?:operations|supervision):(\w+(?:_export|_file|_refused))'")

# A table that is no list of its own, with the reason.
NO_LIST: dict[str, str] = {
    "operations/bank_statement": "a preview of a file that the reader has just handed in",
    "operations/billing_issue": "a preview of totals; the bills are a list once they are issued",
    "operations/arrears_penalties": "a preview before the act; the bills are a list once they are issued",
    "operations/books_entry": "one entry with its few lines",
    "operations/books_month": "sums of a month by fund; the entries behind them are the list",
    "operations/budget_compared": "a part of the budget's page, which hands out its file",
    "operations/budget_edit": "a form; the budget hands out its file",
    "operations/budget_lines": "a part of the budget's page, which hands out its file",
    "operations/budgets": "a way to the budgets; each of them hands out its own file",
    "operations/endings": "a way to the ends of mandates; each of them hands out its own file",
    "operations/buildings": "the homes by their place; the list of homes leaves as a file",
    "operations/cash_desk": "what a search found, to go on from",
    "operations/estate": "the newest of several lists, each with its own page and file",
    "operations/home": "prices and areas of one home",
    "operations/house_ledger_columns": "the first rows of a file that the reader has just handed in",
    "operations/mandate_new": "estates to choose from; the list of estates leaves as a file",
    "operations/meters_issue": "a preview before the act; the bills are a list once they are issued",
    "operations/parking_space": "who held one space; the list of spaces leaves as a file",
    "operations/payment_invoice": "the invoices of one payment; all of them leave as a file",
    "operations/search": "what a search found, to go on from",
    "operations/settlements": "the account of a year, which is published with its own page",
    "operations/shared_cost_new": "a form",
    "operations/table": "the part that all tables are made of",
    "operations/talks": "people's own words, which leave by no file; the figures of the desk do",
    "operations/tariff_table": "a part of the page of prices, which hands out the file",
}
PAGES = sorted(
    page
    for platform in ("operations", "supervision")
    for page in (PACKAGE / "platforms" / platform).glob("templates/**/*.html")
)


def _name(page: Path) -> str:
    return f"{page.relative_to(PACKAGE / 'platforms').parts[0]}/{page.stem}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: _name(page))
def test_a_page_with_a_list_hands_it_out_as_a_file(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    if not LISTED.search(text) or _name(page) in NO_LIST:
        return
    assert FILE.search(text), f"{page.relative_to(ROOT)}: add a view that hands the list out, and a link to it"


def test_the_exceptions_are_still_there_and_still_without_a_file() -> None:
    listed = {_name(page) for page in PAGES if LISTED.search(page.read_text(encoding="utf-8"))}
    with_file = {_name(page) for page in PAGES if FILE.search(page.read_text(encoding="utf-8"))}
    assert set(NO_LIST) - listed == set()
    assert set(NO_LIST) & with_file == set()


def test_every_file_of_a_list_is_linked_from_a_page() -> None:
    linked = {name for page in PAGES for name in FILE.findall(page.read_text(encoding="utf-8"))}
    files = {
        route.partition(":")[2] for route in ROUTES if route.endswith(("_export", "_file")) and "resident" not in route
    }
    assert files - linked == set()
