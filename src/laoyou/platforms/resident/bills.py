"""All bills of a home, one bill with its story, and the statement of a year."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from laoyou.core.errors import NotFound
from laoyou.platforms import access, statements
from laoyou.platforms.resident import frame, shown_bills
from laoyou.platforms.resident.words import channel_name
from laoyou.system.billing import queries as billing

FARTHEST_PAGE = 1000
FIRST_YEAR = 2000


@access.resident
def bills(request: HttpRequest) -> HttpResponse:
    """Show the home's bills, the newest first; asked by htmx, the next ones alone."""
    chosen = frame.chosen_home(request)
    if chosen is None:
        return frame.no_home(request)
    wanted = request.GET.get("page", "1")
    number = min(int(wanted), FARTHEST_PAGE) if wanted.isascii() and wanted.isdigit() and len(wanted) < 7 else 1
    found = billing.bills_of_home(
        actor=frame.actor_of(request), estate_id=chosen[0], home_id=chosen[1], page=max(number, 1)
    )
    today = frame.today(request)
    context = {
        "bills": [shown_bills.shown(bill, today=today) for bill in found.rows],
        "next_page": found.number + 1 if found.has_next else None,
        "left": found.total - found.last,
    }
    if "HX-Request" in request.headers:
        return render(request, "resident/parts/bill_cells.html", context)
    return frame.page(request, "resident/bills.html", context, hand=frame.hand_of(request, chosen))


@access.resident
def bill(request: HttpRequest, estate_id: int, bill_id: int) -> HttpResponse:
    story = billing.bill_story(actor=frame.actor_of(request), estate_id=estate_id, bill_id=bill_id)
    context = {
        "story": story,
        "paid": [(part, -part.amount) for part in story.paid],
        "bill": story.bill,
        "shown": shown_bills.shown(story.bill, today=frame.today(request)),
        "details": shown_bills.details(story.bill),
    }
    hand = frame.hand_of(request, (estate_id, story.bill.home_id))
    return frame.page(request, "resident/bill.html", context, hand=hand)


@access.resident
def statement(request: HttpRequest) -> HttpResponse:
    """Show what a home owed, was billed and paid in a calendar year, this one unless another is asked for."""
    chosen = frame.chosen_home(request)
    if chosen is None:
        return frame.no_home(request)
    told = _statement(request, chosen)
    year, this_year = told.year, frame.today(request).year
    context = {
        "statement": told,
        "credit": -told.closing,
        "minus_paid": -told.paid,
        "minus_taken_off": -told.taken_off,
        "lines": [(line, channel_name(line.channel)) for line in reversed(told.lines)],
        "years": [other for other in (year + 1, year, year - 1) if FIRST_YEAR <= other <= this_year],
        "is_this_year": year == this_year,
    }
    return frame.page(request, "resident/statement.html", context, hand=frame.hand_of(request, chosen))


@access.resident
def statement_sheet(request: HttpRequest) -> HttpResponseBase:
    """Hand out the statement as a sheet."""
    return statements.sheet(_statement(request, _in_hand(request)))


@access.resident
def statement_paper(request: HttpRequest) -> HttpResponse:
    """Hand out the statement on paper."""
    told = _statement(request, _in_hand(request))
    return statements.paper(actor=frame.actor_of(request), statement=told, today=frame.today(request))


def _in_hand(request: HttpRequest) -> frame.Home:
    chosen = frame.chosen_home(request)
    if chosen is None:
        raise NotFound
    return chosen


def _statement(request: HttpRequest, home: frame.Home) -> billing.Statement:
    this_year = frame.today(request).year
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else this_year
    year = min(max(year, FIRST_YEAR), this_year)
    return billing.statement(actor=frame.actor_of(request), estate_id=home[0], home_id=home[1], year=year)
