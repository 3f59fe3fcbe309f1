"""The lists of reconciliation as files: days, their differences, the bank's lines, the statements that brought them."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.infra.exports import Column, Kind
from laoyou.platforms import access
from laoyou.platforms.operations.forms import number_or_none
from laoyou.platforms.operations.reconciliation import words
from laoyou.system.payments.reconciliation import queries


@access.staff(Right.RECONCILE)
def days_export(request: access.Request) -> HttpResponseBase:
    """Hand out the days as they are filtered."""
    rows = queries.days_to_export(actor=request.actor, **words.days_wanted(request.GET))
    return exports.response(
        file_name=_dated(request, gettext("Reconciliation")),
        title=gettext("Reconciliation"),
        columns=[
            Column(gettext("Day"), Kind.DAY),
            Column(gettext("Channel"), width=14),
            Column(gettext("State"), width=16),
            Column(gettext("Our payments"), Kind.MONEY),
            Column(gettext("Channel: paid"), Kind.MONEY),
            Column(gettext("Channel: given back"), Kind.MONEY),
            Column(gettext("Channel: fee"), Kind.MONEY),
            Column(gettext("Due to the bank"), Kind.MONEY),
            Column(gettext("Bank: paid out"), Kind.MONEY),
            Column(gettext("Explained in the books"), Kind.MONEY),
            Column(gettext("Explained at the bank"), Kind.MONEY),
            Column(gettext("Closed by")),
            Column(gettext("Closed at"), Kind.MOMENT),
        ],
        rows=(
            (
                *(day.day, words.CHANNELS.get(day.channel, day.channel), words.STATES.get(day.state, day.state)),
                *(day.ours, day.billed, day.refunded, day.fee, day.net, day.paid_out),
                *(day.books_explained, day.bank_explained, day.closed_by_name, day.closed_at),
            )
            for day in rows
        ),
    )


@access.staff(Right.RECONCILE)
def differences_export(request: access.Request) -> HttpResponseBase:
    """Hand out the differences of the days as they are filtered, or of the one day that the address names."""
    day_id = number_or_none(request.GET.get("day", ""))
    rows = queries.differences_to_export(actor=request.actor, day_id=day_id, **words.days_wanted(request.GET))
    return exports.response(
        file_name=_dated(request, gettext("Differences")),
        title=gettext("Differences"),
        columns=[
            Column(gettext("Day"), Kind.DAY),
            Column(gettext("Channel"), width=14),
            Column(gettext("Difference"), width=28),
            Column(gettext("Kind")),
            Column(gettext("Transaction"), width=34),
            Column(gettext("Order number"), width=28),
            Column(gettext("Ours"), Kind.MONEY),
            Column(gettext("Theirs"), Kind.MONEY),
            Column(gettext("Apart"), Kind.MONEY),
            Column(gettext("State"), width=12),
            Column(gettext("What it is"), width=24),
            Column(gettext("How you know"), width=40),
            Column(gettext("Found at"), Kind.MOMENT),
            Column(gettext("Ended at"), Kind.MOMENT),
            Column(gettext("Ended by"), width=12),
        ],
        rows=(
            (
                *(day, words.CHANNELS.get(channel, channel), words.DIFFERENCES.get(row.what, row.what)),
                *(words.KINDS.get(row.kind, row.kind), row.transaction, row.order_number),
                *(row.ours, row.theirs, row.gap, words.DIFFERENCE_STATES.get(row.state, row.state)),
                *(words.meaning(row.meaning), row.reason, row.found_at, row.ended_at, row.ended_by_name),
            )
            for channel, day, row in rows
        ),
    )


@access.staff(Right.RECONCILE)
def bank_lines_export(request: access.Request) -> HttpResponseBase:
    """Hand out the bank's lines as they are filtered."""
    page = queries.bank_lines_for(
        actor=request.actor, **words.bank_lines_wanted(request.GET), size=exports.READ_AT_MOST
    )
    return exports.response(
        file_name=_dated(request, gettext("Bank lines")),
        title=gettext("Bank lines"),
        columns=[
            Column(gettext("Day"), Kind.DAY),
            Column(gettext("Account"), width=20),
            Column(gettext("Amount"), Kind.MONEY),
            Column(gettext("Other party"), width=30),
            Column(gettext("Text"), width=40),
            Column(gettext("Reference number"), width=24),
            Column(gettext("State"), width=16),
            Column(gettext("Bank: paid out"), Kind.MONEY),
            Column(gettext("What it is"), width=24),
            Column(gettext("How you know"), width=40),
            Column(gettext("Explained by"), width=12),
            Column(gettext("Explained on"), Kind.MOMENT),
        ],
        rows=(
            (
                *(line.booked_on, line.account, line.amount, line.counterpart, line.text, line.reference),
                *(words.LINE_STATES.get(line.state, line.state), line.paid_out, words.meaning(line.meaning)),
                *(line.reason, line.worked_off_by_name, line.worked_off_at),
            )
            for line in page.rows
        ),
    )


@access.staff(Right.RECONCILE)
def statements_export(request: access.Request) -> HttpResponseBase:
    """Hand out which statements were handed in."""
    page = queries.statements_for(actor=request.actor, size=exports.READ_AT_MOST)
    return exports.response(
        file_name=_dated(request, gettext("Bank statements")),
        title=gettext("Bank statements"),
        columns=[
            Column(gettext("File"), width=34),
            Column(gettext("Account"), width=20),
            Column(gettext("State"), width=16),
            Column(gettext("New lines"), Kind.NUMBER),
            Column(gettext("Known lines"), Kind.NUMBER),
            Column(gettext("Handed in by"), width=12),
            Column(gettext("Handed in at"), Kind.MOMENT),
        ],
        rows=(
            (
                *(row.file_name, row.account, words.STATEMENT_STATES.get(row.state, row.state)),
                *(row.new_lines, row.known_lines, row.handed_in_by_name, row.handed_in_at),
            )
            for row in page.rows
        ),
    )


def _dated(request: access.Request, title: str) -> str:
    return f"{title} {city_day(request.at).isoformat()}"
