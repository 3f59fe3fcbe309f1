"""Entries of a month: a list with filters and an export, and one entry with its vouchers."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext

from laoyou.core.calendar import Month
from laoyou.core.errors import Refusal
from laoyou.infra import exports
from laoyou.infra.actor import Actor, Right
from laoyou.infra.exports import Column, Kind
from laoyou.platforms import access
from laoyou.platforms.formats import account_name, fund_name
from laoyou.platforms.operations import deciding
from laoyou.platforms.operations.books import page_number
from laoyou.system.ledger import queries
from laoyou.system.ledger.queries import EntriesFilter, EntryRow
from laoyou.system.ledger.rules.accounts import Fund
from laoyou.system.ledger.rules.movements import Side
from laoyou.system.places import queries as places

EXPORTED_AT_ONCE = 2_000
ORDERS = {"amount": "amount", "-amount": "amount", "day": "oldest", "-day": "day"}


@access.staff(Right.SEE_BOOKS)
def entries(request: HttpRequest, estate_id: int, month: Month) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    wanted = _wanted(request)
    page = queries.entries_for(actor=actor, estate_id=estate_id, month=month, wanted=wanted, page=page_number(request))
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "month": month,
        "page": page,
        "wanted": wanted,
        "funds": [("", gettext("Own funds together")), *((fund.value, fund_name(fund)) for fund in Fund)],
        "sides": [
            ("", gettext("Money in and out")),
            (Side.INCOME.value, gettext("Only money in")),
            (Side.EXPENSE.value, gettext("Only money out")),
            ("all", gettext("All entries, bills too")),
        ],
        "side": "all" if wanted.without_money else (wanted.side or ""),
    }
    return render(request, "operations/books_entries.html", context)


@access.staff(Right.SEE_BOOKS)
def export(request: HttpRequest, estate_id: int, month: Month) -> HttpResponseBase:
    """Hand out the filtered list as .xlsx, all pages of it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    estate = places.estate_for(actor=actor, estate_id=estate_id)
    title = gettext("Entries %(month)s") % {"month": month}
    columns = [
        Column(gettext("Date of entry"), Kind.DAY),
        Column(gettext("Entry number"), Kind.NUMBER),
        Column(gettext("Fund"), width=18),
        Column(gettext("What for"), width=22),
        Column(gettext("Description"), width=40),
        Column(gettext("Home"), width=18),
        Column(gettext("Amount"), Kind.MONEY),
        Column(gettext("Vouchers"), Kind.NUMBER),
        Column(gettext("Corrects entry"), Kind.NUMBER),
    ]
    return exports.response(
        file_name=f"{estate.name} {title}",
        title=title,
        columns=columns,
        rows=(_cells(row) for row in _all_rows(actor, estate_id, month, _wanted(request))),
    )


@access.staff(Right.SEE_BOOKS)
def entry(request: HttpRequest, estate_id: int, entry_id: int) -> HttpResponse:
    return entry_with(request, estate_id, entry_id)


def entry_with(
    request: HttpRequest, estate_id: int, entry_id: int, refusal: Refusal | None = None, reason: str = ""
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    view = queries.entry_for(actor=actor, estate_id=estate_id, entry_id=entry_id)
    waiting = queries.reversal_of_entry(actor=actor, estate_id=estate_id, entry_id=entry_id)
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "view": view,
        "month": Month.of(view.row.posted_on),
        "expense": queries.expense_of_entry(actor=actor, estate_id=estate_id, entry_id=entry_id),
        "waiting": waiting,
        "may_reverse": view.can_be_reversed and not waiting and actor.may(Right.RECORD_EXPENSE, estate_id),
        "names": deciding.STATES,
        "refusal": refusal,
        "reason": reason,
    }
    return render(request, "operations/books_entry.html", context, status=409 if refusal else 200)


def _wanted(request: HttpRequest) -> EntriesFilter:
    fund, side = request.GET.get("fund", ""), request.GET.get("side", "")
    return EntriesFilter(
        fund=Fund(fund) if fund in list(Fund) else None,
        side=Side(side) if side in list(Side) else None,
        search=request.GET.get("search", "").strip(),
        order=ORDERS.get(request.GET.get("sort", ""), "amount"),
        without_money=side == "all",
    )


def _all_rows(actor: Actor, estate_id: int, month: Month, wanted: EntriesFilter) -> Iterator[EntryRow]:
    number, pages = 1, 1
    while number <= pages:
        page = queries.entries_for(
            actor=actor, estate_id=estate_id, month=month, wanted=wanted, page=number, size=EXPORTED_AT_ONCE
        )
        yield from page.rows
        number, pages = number + 1, page.pages


def _cells(row: EntryRow) -> list[object]:
    return [
        row.posted_on,
        row.id,
        "、".join(fund_name(fund) for fund in row.funds),
        "、".join(account_name(account) for account in row.accounts),
        row.text,
        row.home,
        row.amount,
        len(row.vouchers),
        row.reverses_id,
    ]
